import { expect } from 'vitest'
import { expectRefusal } from '../bad-input/bad-input-case.ts'
import type { Suite } from '../harness/client.ts'
import { forever, gate } from '../harness/reading.ts'
import {
  base64Of,
  opus,
  recording,
  transcribe,
  transcribing,
  whenAborted,
} from '../harness/transcription-service.ts'

export function transcriptionFailureTests({ serve, core, wire }: Suite): void {
  for (const [fields, status, code, retryable] of [
    [{ status: 401 }, 401, 'auth_failed', false],
    [{ status: 413 }, 413, 'audio_too_large', false],
    [{ status: 429 }, 429, 'rate_limited', true],
    [{ status: 500 }, 500, 'provider_error', true],
    [{ code: 'ECONNRESET' }, 502, 'network_error', true],
  ] as const) {
    core(`a service error ${JSON.stringify(fields)} is answered with a code`, async () => {
      const service = transcribing(() => {
        throw Object.assign(new Error('sk-secret: rate, too long, unauthorized'), fields)
      })
      const client = await serve({ agents: {}, transcriptionService: service })
      const body = { audio: base64Of(recording(100)), mimeType: opus }
      const response = await client.send(transcribe, { body })
      expect(await response.clone().text()).not.toContain('sk-secret')
      await expectRefusal(response, status, { error: code, code, retryable })
    })
  }

  core('a service slower than timeoutMs is aborted', async () => {
    const service = transcribing(() => forever)
    const client = await serve({
      agents: {},
      transcription: { timeoutMs: 20 },
      transcriptionService: service,
    })
    const body = { audio: base64Of(recording(100)), mimeType: opus }
    await expectRefusal(await client.send(transcribe, { body }), 504, {
      error: 'transcription_timeout',
      retryable: true,
    })
    expect(service.calls[0]?.signal?.aborted).toBe(true)
  })

  wire('a client disconnect aborts the service', async () => {
    const called = gate()
    const aborted = gate()
    const service = transcribing(async (given) => {
      called.open()
      await whenAborted(given)
      aborted.open()
      return forever
    })
    const client = await serve({ agents: {}, transcriptionService: service })
    const abort = new AbortController()
    const body = { audio: base64Of(recording(100)), mimeType: opus }
    const answer = client.send(transcribe, { body, signal: abort.signal })
    await called.opened
    abort.abort()
    await expect(answer).rejects.toThrow()
    await aborted.opened
  })
}
