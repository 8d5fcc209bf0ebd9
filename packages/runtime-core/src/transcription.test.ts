import { expect, test } from 'vitest'
import { CopilotRuntime } from './copilot-runtime.ts'

test.each([
  ['maxBytes', 0],
  ['maxBytes', Number.NaN],
  ['timeoutMs', -1],
])('a runtime is not made with transcription.%s of %d', (name, value) => {
  expect(() => new CopilotRuntime({ agents: {}, transcription: { [name]: value } })).toThrow(
    `transcription.${name} must be a positive number, not ${value}.`,
  )
})

test('a transcription may take for ever', async () => {
  const timeoutMs = Number.POSITIVE_INFINITY
  const runtime = new CopilotRuntime({ agents: {}, transcription: { timeoutMs } })
  expect(runtime.resolved.transcription).toEqual({ maxBytes: 26_214_400, timeoutMs })
  await runtime.close()
})
