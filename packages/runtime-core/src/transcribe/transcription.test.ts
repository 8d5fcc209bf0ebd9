import { expect, test } from 'vitest'
import { CopilotRuntime, type CopilotRuntimeOptions } from '../runtime/copilot-runtime.ts'

test.each([
  ['maxBytes', 0],
  ['maxBytes', Number.NaN],
  ['timeoutMs', -1],
])('a runtime is not made with transcription.%s of %d', (name, value) => {
  expect(() => new CopilotRuntime({ agents: {}, transcription: { [name]: value } })).toThrow(
    `transcription.${name} must be a positive number or Infinity, not ${value}`,
  )
})

test('a runtime is not made with a limit that does not exist', () => {
  const options = { transcription: { maxSize: 5 } } as Partial<CopilotRuntimeOptions>
  expect(() => new CopilotRuntime({ agents: {}, ...options })).toThrow(
    "transcription has no member 'maxSize'",
  )
})

test('a transcription may take any time', async () => {
  const timeoutMs = Number.POSITIVE_INFINITY
  const runtime = new CopilotRuntime({ agents: {}, transcription: { timeoutMs } })
  expect(runtime.resolved.transcription).toEqual({ maxBytes: 26_214_400, timeoutMs })
  await runtime.close()
})

test.each([
  ['null', null],
  ['a name', 'whisper'],
  ['a client of a provider', { audio: { transcriptions: { create: () => {} } } }],
  ['a service that was not made', class Service {}],
])('a runtime is not made with %s as its transcriptionService', (_, transcriptionService) => {
  const options = { agents: {}, transcriptionService } as unknown as CopilotRuntimeOptions
  expect(() => new CopilotRuntime(options)).toThrow('transcriptionService has no method transcribeFile')
})

test('a service is known by its method, of whatever copy of the package it is', async () => {
  const transcriptionService = { transcribeFile: async () => 'Hello' }
  await new CopilotRuntime({ agents: {}, transcriptionService }).close()
})
