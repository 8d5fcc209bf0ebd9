import { expect, test } from 'vitest'
import { expectRefusal } from './bad-input-case.ts'
import type { Suite } from './client.ts'
import { base64Of, listener, opus, recording, transcribe, whenAborted } from './listening.ts'
import { forever, gate } from './reading.ts'

export function transcriptionFailureTests({ serve }: Suite): void {
  test.each([
    [{ status: 401 }, 401, 'auth_failed', false],
    [{ status: 413 }, 413, 'audio_too_large', false],
    [{ status: 429 }, 429, 'rate_limited', true],
    [{ status: 500 }, 500, 'provider_error', true],
    [{ code: 'ECONNRESET' }, 502, 'network_error', true],
  ])('a service that fails with %j is told by a code', async (fields, status, code, retryable) => {
    const service = listener(() => {
      throw Object.assign(new Error('sk-secret: rate, too long, unauthorized'), fields)
    })
    const client = await serve({ agents: {}, transcriptionService: service })
    const body = { audio: base64Of(recording(100)), mimeType: opus }
    const response = await client.send(transcribe, { body })
    expect(await response.clone().text()).not.toContain('sk-secret')
    await expectRefusal(response, status, { error: code, code, retryable })
  })

  test('a service that takes too long is given up', async () => {
    const service = listener(() => forever)
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
    expect(service.heard[0]?.signal?.aborted).toBe(true)
  })

  test('a client that leaves aborts the service', async () => {
    const called = gate()
    const aborted = gate()
    const service = listener(async (given) => {
      called.open()
      await whenAborted(given)
      aborted.open()
      return forever
    })
    const client = await serve({ agents: {}, transcriptionService: service })
    const leaving = new AbortController()
    const body = { audio: base64Of(recording(100)), mimeType: opus }
    const answer = client.send(transcribe, { body, signal: leaving.signal })
    await called.opened
    leaving.abort()
    await expect(answer).rejects.toThrow()
    await aborted.opened
  })
}
