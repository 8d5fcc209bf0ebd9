import type { ServerResponse } from 'node:http'
import { describe, expect, it } from 'vitest'
import { startWhisperServer } from '../test/test-whisper-server.ts'
import { TranscriptionServiceWhisperHttp } from './index.ts'

const bytes = Uint8Array.from({ length: 100_000 }, (_, index) => (index * 31) % 256)
const audioFile = new File([bytes], 'recording.webm', { type: 'audio/webm;codecs=opus' })

function json(body: unknown, status = 200, headers: Record<string, string> = {}) {
  return (response: ServerResponse) =>
    response.writeHead(status, { ...headers, 'content-type': 'application/json' }).end(JSON.stringify(body))
}

describe('TranscriptionServiceWhisperHttp', () => {
  it('posts the unchanged bytes to whisper.cpp and joins its lines', async () => {
    const server = await startWhisperServer(json({ text: ' Hello flight deck.\n Can you hear me?\n' }))
    const service = new TranscriptionServiceWhisperHttp({ url: `${server.origin}/inference` })
    expect(await service.transcribeFile({ audioFile })).toBe('Hello flight deck. Can you hear me?')
    expect(server.received).toMatchObject([
      {
        path: '/inference',
        fields: { response_format: 'json' },
        name: 'recording.webm',
        type: 'audio/webm;codecs=opus',
        bytes,
      },
    ])
  })

  it('sends its options to a server with the API of OpenAI', async () => {
    const server = await startWhisperServer(json({ text: 'Hallo' }))
    const service = new TranscriptionServiceWhisperHttp({
      url: new URL('/v1/audio/transcriptions', server.origin),
      model: 'Systran/faster-whisper-small',
      language: 'de',
      prompt: 'Flightdeck',
      temperature: 0,
      formFields: { vad_filter: 'true', response_format: 'srt' },
      headers: { authorization: 'Bearer key' },
    })
    expect(await service.transcribeFile({ audioFile })).toBe('Hallo')
    expect(server.received).toMatchObject([
      { path: '/v1/audio/transcriptions', headers: { authorization: 'Bearer key' }, bytes },
    ])
    expect(server.received[0]?.fields).toEqual({
      model: 'Systran/faster-whisper-small',
      language: 'de',
      prompt: 'Flightdeck',
      temperature: '0',
      vad_filter: 'true',
      response_format: 'json',
    })
  })

  it('uses the given fetch function', async () => {
    const service = new TranscriptionServiceWhisperHttp({
      url: 'http://whisper.internal/inference',
      fetch: async (url) => Response.json({ text: String(url) }),
    })
    expect(await service.transcribeFile({ audioFile })).toBe('http://whisper.internal/inference')
  })

  it('throws for an invalid URL', () => {
    expect(() => new TranscriptionServiceWhisperHttp({ url: 'whisper' })).toThrow(TypeError)
  })
})

describe('a server that responds', () => {
  it.each<[string, (response: ServerResponse) => void, object]>([
    ['400', json({ error: 'secret' }, 400), { code: 'invalid_audio_format', retryable: false }],
    ['with an error and 200, as older ones do', json({ error: 'secret' }), { code: 'invalid_audio_format' }],
    ['401', json({}, 401), { code: 'auth_failed', status: 401, retryable: false }],
    ['413', json({}, 413), { code: 'audio_too_large', status: 413, retryable: false }],
    ['415', json({}, 415), { code: 'invalid_audio_format', retryable: false }],
    ['422', json({ detail: 'no model' }, 422), { code: 'provider_error', retryable: false }],
    [
      '429',
      json({}, 429, { 'retry-after': '3' }),
      { code: 'rate_limited', retryable: true, retryAfterMs: 3000 },
    ],
    ['500', json({ error: 'secret' }, 500), { code: 'provider_error', status: 500, retryable: true }],
    ['with 503 while it loads its model', json({}, 503), { code: 'provider_error', retryable: true }],
    ['with JSON without text', json(['secret']), { code: 'provider_error', retryable: true }],
    ['a page', (response) => response.end('<h1>secret</h1>'), { code: 'provider_error', retryable: true }],
    ['with half a response', half, { code: 'network_error', status: 502, retryable: true }],
  ])('%s', async (_case, respond, expected) => {
    const server = await startWhisperServer(respond)
    const service = new TranscriptionServiceWhisperHttp({ url: `${server.origin}/inference` })
    const error = await service.transcribeFile({ audioFile }).catch((caught: unknown) => caught)
    expect(error).toMatchObject({ name: 'TranscriptionError', ...expected })
    expect(error).toHaveProperty('cause')
    expect(String(error)).not.toMatch(/secret|127\.0\.0\.1/)
  })

  it('with nothing, until the call is aborted', async () => {
    const leaving = new AbortController()
    const reason = new Error('The client disconnected')
    const server = await startWhisperServer(() => leaving.abort(reason))
    const service = new TranscriptionServiceWhisperHttp({ url: `${server.origin}/inference` })
    await expect(service.transcribeFile({ audioFile, signal: leaving.signal })).rejects.toBe(reason)
    await server.abandoned
  })

  it('not at all, because it cannot be reached', async () => {
    const service = new TranscriptionServiceWhisperHttp({ url: 'http://127.0.0.1:1/inference' })
    await expect(service.transcribeFile({ audioFile })).rejects.toMatchObject({
      code: 'network_error',
      status: 502,
    })
  })

  it('not at all, if fetch errors have no code', async () => {
    const fetch = async () => {
      throw new TypeError('Network connection lost.')
    }
    const service = new TranscriptionServiceWhisperHttp({ url: 'http://whisper.internal/inference', fetch })
    await expect(service.transcribeFile({ audioFile })).rejects.toMatchObject({ code: 'network_error' })
  })
})

function half(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': '100' })
  response.write('{"text":"hal', () => response.socket?.destroy())
}
