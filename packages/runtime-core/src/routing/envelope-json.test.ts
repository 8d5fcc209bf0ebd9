import { describe, expect, test } from 'vitest'
import { readEnvelopeJson } from './envelope-json.ts'

const limits = { maxBodyBytes: 1_000, maxJsonDepth: 20, maxRecordingBytes: 30_000 }
const audio = 'A'.repeat(39_996)

function envelope(text: string): Request {
  return new Request('http://localhost', { method: 'POST', body: text })
}

/** A body without a length, in pieces of so many bytes. */
function chunked(text: string, size: number): Request {
  const bytes = new TextEncoder().encode(text)
  let at = 0
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      if (at >= bytes.byteLength) return controller.close()
      controller.enqueue(bytes.subarray(at, at + size))
      at += size
    },
  })
  return new Request('http://localhost', { method: 'POST', body, ...{ duplex: 'half' } })
}

describe('an envelope', () => {
  test.each([['{"method":"transcribe","body":'], [' {\n "method" : "transcribe" , "body" : ']])(
    'that begins as a transcription may be as large as a recording: %s',
    async (head) => {
      const text = `${head}{"audio":"${audio}"}}`
      const expected = { method: 'transcribe', body: { audio } }
      expect(await readEnvelopeJson(envelope(text), limits)).toEqual(expected)
      expect(await readEnvelopeJson(chunked(text, 7), limits)).toEqual(expected)
    },
  )

  test('of a recording that is larger is refused as one', async () => {
    const text = `{"method":"transcribe","body":{"audio":"${'A'.repeat(110_000)}"}}`
    for (const request of [envelope(text), chunked(text, 50_000)]) {
      await expect(readEnvelopeJson(request, limits)).rejects.toMatchObject({
        code: 'audio_too_large',
        message: 'The recording is larger than 30000 bytes (transcription.maxBytes)',
        details: { retryable: false },
      })
    }
  })

  test('of a recording without a transcription service is refused, whatever its size', async () => {
    const { maxRecordingBytes: _, ...unheard } = limits
    const text = `{"method":"transcribe","body":{"audio":"${audio}"}}`
    for (const request of [envelope(text), chunked(text, 50)]) {
      await expect(readEnvelopeJson(request, unheard)).rejects.toMatchObject({
        code: 'service_not_configured',
        details: { retryable: false },
      })
    }
  })

  test.each([
    ['of another method', `{"method":"agent/run","body":"${'x'.repeat(2_000)}"}`],
    ['whose method comes late', `{"body":{"audio":"${audio}"},"method":"transcribe"}`],
    ['with a second method', `{"method":"transcribe","body":{"audio":"${audio}"},"method":"agent/run"}`],
  ])('%s has the limit of every body', async (_, text) => {
    for (const request of [envelope(text), chunked(text, 100)]) {
      await expect(readEnvelopeJson(request, limits)).rejects.toMatchObject({
        code: 'payload_too_large',
        message: 'The request body is larger than 1000 bytes (limits.maxBodyBytes)',
      })
    }
  })

  test('with much beside the recording is refused before it is parsed', async () => {
    const text = `{"method":"transcribe","body":[${'[],'.repeat(30_000)}[]]}`
    await expect(readEnvelopeJson(envelope(text), limits)).rejects.toMatchObject({
      code: 'invalid_request',
      message: 'The request body contains too much data besides the recording',
    })
  })

  test('that is short is read as it is', async () => {
    expect(await readEnvelopeJson(envelope('{"method":"info"}'), limits)).toEqual({ method: 'info' })
    await expect(readEnvelopeJson(envelope('{'), limits)).rejects.toMatchObject({ code: 'invalid_json' })
  })
})
