import { saying, scriptedAgent } from '@flightdeck/testkit'
import { TranscriptionService } from '@flightdeck/transcription'
import { describe, expect, test } from 'vitest'
import type { CopilotRuntimeHooks } from '../hooks/hooks.ts'
import { CopilotRuntime } from '../runtime/copilot-runtime.ts'
import { createCopilotRuntimeHandler } from '../server/handler.ts'

class Deaf extends TranscriptionService {
  override async transcribeFile(): Promise<string> {
    return ''
  }
}

const runtime = new CopilotRuntime({
  agents: { default: scriptedAgent((input) => saying(input, ['Hi'])) },
  transcriptionService: new Deaf(),
})
const input = { threadId: 't', runId: 'r', messages: [], tools: [], context: [] }
const recording = { audio: 'AP+ACg==', mimeType: 'audio/webm' }
const form = new FormData()
form.set('audio', new File(['x'], 'a.webm', { type: 'audio/webm' }))

function json(path: string, value: unknown): Request {
  const headers = { 'content-type': 'application/json' }
  return new Request(`http://localhost${path}`, { method: 'POST', headers, body: JSON.stringify(value) })
}

const runEnvelope = { method: 'agent/run', params: { agentId: 'default' }, body: input }
const cases: [string, 'multi-route' | 'single-route', () => Request][] = [
  ['a run', 'multi-route', () => json('/agent/default/run', input)],
  ['a stop, which might end another run', 'multi-route', () => json('/agent/default/stop/t', { runId: 'r' })],
  ['a recording as JSON', 'multi-route', () => json('/transcribe', recording)],
  [
    'a recording in a form',
    'multi-route',
    () => new Request('http://localhost/transcribe', { method: 'POST', body: form }),
  ],
  ['the envelope of a run', 'single-route', () => json('/', runEnvelope)],
  ['the envelope of a recording', 'single-route', () => json('/', { method: 'transcribe', body: recording })],
]

async function expectRefused(response: Response): Promise<void> {
  expect(response.status).toBe(400)
  expect(await response.json()).toEqual({
    error: 'invalid_request',
    code: 'body_already_read',
    message: expect.stringContaining('Read a clone'),
  })
}

describe.each(cases)('%s whose body was read', (_, mode, request) => {
  test('before it came is refused with 400', async () => {
    const spent = request()
    await spent.arrayBuffer()
    await expectRefused(await createCopilotRuntimeHandler({ runtime, mode })(spent))
  })

  test('by a hook is refused with 400', async () => {
    const hooks: CopilotRuntimeHooks = {
      onRequest: async ({ request }) => {
        await request.arrayBuffer()
      },
    }
    await expectRefused(await createCopilotRuntimeHandler({ runtime, mode, hooks })(request()))
  })
})

test('what needs no body is served all the same', async () => {
  const spent = json('/threads/t/archive', {})
  await spent.text()
  expect((await createCopilotRuntimeHandler({ runtime })(spent)).status).toBe(404)
})
