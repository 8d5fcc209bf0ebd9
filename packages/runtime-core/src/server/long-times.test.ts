import { readEvents, saying, scriptedAgent } from '@flightdeck/testkit'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { CopilotRuntime } from '../runtime/copilot-runtime.ts'
import { TranscriptionService } from '../transcribe/transcription.ts'
import { createCopilotRuntimeHandler } from './handler.ts'

const HOUR_MS = 3_600_000

/** Says what it has heard after an hour. */
class SlowListener extends TranscriptionService {
  override async transcribeFile(): Promise<string> {
    await new Promise((resolve) => setTimeout(resolve, HOUR_MS))
    return 'Hello'
  }
}

const agents = {
  default: scriptedAgent((input) => [{ waitMs: HOUR_MS / 2 }, ...saying(input, ['Hello'])]),
}

function post(path: string, body: object): Request {
  const headers = { 'content-type': 'application/json', accept: 'text/event-stream' }
  return new Request(`http://localhost${path}`, { method: 'POST', headers, body: JSON.stringify(body) })
}

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

describe.each([2 ** 31, Number.POSITIVE_INFINITY])('%d milliseconds, more than a timer takes,', (ms) => {
  const input = { threadId: 't', runId: 'r', messages: [], tools: [], context: [] }

  test('keep a stream of words silent', async () => {
    const transcription = { timeoutMs: ms }
    const transcriptionService = new SlowListener()
    const runtime = new CopilotRuntime({ agents, transcriptionService, transcription, keepAliveMs: ms })
    const handler = createCopilotRuntimeHandler({ runtime })
    const answer = handler(post('/transcribe', { audio: 'GkXfowAA', mimeType: 'audio/webm' }))
    await vi.advanceTimersByTimeAsync(HOUR_MS)
    expect(await (await answer).text()).toMatch(/^data: .*"text":"Hello".*\n\n$/)
  })

  test('keep the stream of a run silent, which may last as long', async () => {
    const runtime = new CopilotRuntime({ agents, keepAliveMs: ms, limits: { maxRunMs: ms } })
    const handler = createCopilotRuntimeHandler({ runtime })
    const response = await handler(post('/agent/default/run', input))
    const text = response.clone().text()
    const events = readEvents(response)
    await vi.advanceTimersByTimeAsync(HOUR_MS)
    expect(await text).not.toContain('keep-alive')
    expect((await events).at(-1)).toMatchObject({ type: 'RUN_FINISHED' })
  })

  test('let a runtime that closes wait for its runs', async () => {
    const runtime = new CopilotRuntime({ agents })
    const handler = createCopilotRuntimeHandler({ runtime })
    const events = readEvents(await handler(post('/agent/default/run', input)))
    await vi.advanceTimersByTimeAsync(1_000)
    const closed = runtime.close({ drainMs: ms })
    await vi.advanceTimersByTimeAsync(HOUR_MS)
    await closed
    expect((await events).at(-1)).toMatchObject({ type: 'RUN_FINISHED' })
  })
})
