import OpenAI from 'openai'
import OpenAI5 from 'openai-5'
import OpenAI7 from 'openai-7'
import { describe, expect, it } from 'vitest'
import type { Responder } from '../test/test-provider.ts'
import { errorResponse, half, json, silence, startProvider, stream } from '../test/test-provider.ts'
import { audioFile, bytes } from '../test/test-recording.ts'
import { TranscriptionServiceOpenAI } from './index.ts'

const SDKS = [
  ['5', OpenAI5],
  ['6', OpenAI],
  ['7', OpenAI7],
] as const

const TEAPOT: Responder = (response) =>
  response.writeHead(200, { 'content-type': 'text/html' }).end('<h1>Hi</h1>')

describe.each(SDKS)('with version %s of the openai package', (_version, Sdk) => {
  it.each<[string, Responder, object]>([
    [
      '401',
      errorResponse(401, { code: 'invalid_api_key' }),
      { code: 'auth_failed', status: 401, retryable: false },
    ],
    ['403', errorResponse(403, {}), { code: 'auth_failed', retryable: false }],
    ['404', errorResponse(404, { code: 'model_not_found' }), { code: 'provider_error', retryable: false }],
    ['413', errorResponse(413, {}), { code: 'audio_too_large', status: 413, retryable: false }],
    ['415', errorResponse(415, {}), { code: 'invalid_audio_format', retryable: false }],
    [
      '429 with retry-after',
      errorResponse(429, { code: 'rate_limit_exceeded' }, { 'retry-after': '7' }),
      { code: 'rate_limited', status: 429, retryable: true, retryAfterMs: 7000 },
    ],
    [
      '429 because the quota is exhausted',
      errorResponse(429, { code: 'insufficient_quota' }, { 'retry-after': '7' }),
      { code: 'rate_limited', retryable: false, retryAfterMs: undefined },
    ],
    ['500', errorResponse(500, {}), { code: 'provider_error', status: 500, retryable: true }],
    ['503', errorResponse(503, {}), { code: 'provider_error', retryable: true }],
    ['504', errorResponse(504, {}), { code: 'transcription_timeout', status: 504, retryable: true }],
    [
      'a recording that is too short',
      errorResponse(400, { code: 'audio_too_short', param: 'file' }),
      { code: 'audio_too_short' },
    ],
    [
      'a format that it cannot read',
      errorResponse(400, { code: 'unsupported_format' }),
      { code: 'invalid_audio_format' },
    ],
    [
      'a request that it cannot read',
      errorResponse(400, { param: 'prompt' }),
      { code: 'provider_error', retryable: false },
    ],
    ['JSON without text', json({ words: 'Hello' }), { code: 'provider_error', retryable: true }],
    ['a page', TEAPOT, { code: 'provider_error', retryable: true }],
    ['half a response', half, { code: 'network_error', status: 502, retryable: true }],
  ])('a provider that responds with %s', async (_case, respond, expected) => {
    const provider = await startProvider(respond)
    const openai = new Sdk({ apiKey: 'key', baseURL: provider.url, maxRetries: 0 })
    const error = await new TranscriptionServiceOpenAI({ openai, model: 'gpt-4o-transcribe' })
      .transcribeFile({ audioFile })
      .catch((caught: unknown) => caught)
    expect(error).toMatchObject({ name: 'TranscriptionError', ...expected })
    expect(error).toHaveProperty('cause')
    expect(String(error)).not.toMatch(/sk-secret|key|127\.0\.0\.1/)
    expect(provider.received).toMatchObject([{ bytes }])
  })

  it("a provider that does not respond fails after the client's timeout", async () => {
    const provider = await startProvider(silence)
    const openai = new Sdk({ apiKey: 'key', baseURL: provider.url, maxRetries: 0, timeout: 200 })
    await expect(
      new TranscriptionServiceOpenAI({ openai }).transcribeFile({ audioFile }),
    ).rejects.toMatchObject({
      code: 'transcription_timeout',
      status: 504,
      retryable: true,
    })
    await provider.abandoned
  })

  it('a provider that cannot be reached', async () => {
    const openai = new Sdk({ apiKey: 'key', baseURL: 'http://127.0.0.1:1/v1', maxRetries: 0 })
    await expect(
      new TranscriptionServiceOpenAI({ openai }).transcribeFile({ audioFile }),
    ).rejects.toMatchObject({
      code: 'network_error',
      status: 502,
      retryable: true,
    })
  })

  it('an aborted signal ends the call with its reason', async () => {
    const leaving = new AbortController()
    const reason = new Error('The client disconnected')
    const provider = await startProvider(() => leaving.abort(reason))
    const openai = new Sdk({ apiKey: 'key', baseURL: provider.url })
    const words = new TranscriptionServiceOpenAI({ openai }).transcribeFile({
      audioFile,
      signal: leaving.signal,
    })
    await expect(words).rejects.toBe(reason)
    await provider.abandoned
    expect(provider.received).toHaveLength(1)
  })

  it('a temporary failure is retried by the SDK with the same bytes', async () => {
    const busy = errorResponse(429, {}, { 'retry-after-ms': '1' })
    const provider = await startProvider(busy, json({ text: 'Hello' }))
    const openai = new Sdk({ apiKey: 'key', baseURL: provider.url })
    expect(await new TranscriptionServiceOpenAI({ openai }).transcribeFile({ audioFile })).toBe('Hello')
    expect(provider.received).toMatchObject([{ bytes }, { bytes }])
  })
})

describe('a stream', () => {
  const serve = async (...responders: [Responder, ...Responder[]]) => {
    const provider = await startProvider(...responders)
    const openai = new OpenAI({ apiKey: 'key', baseURL: provider.url, maxRetries: 0 })
    return { provider, service: new TranscriptionServiceOpenAI({ openai }) }
  }

  it('that ends early is an error and not a shorter text', async () => {
    const { service } = await serve(stream(['Hello', ' fli']))
    const words = service.transcribeFileStream({ audioFile })
    expect(await words.next()).toEqual({ done: false, value: 'Hello' })
    expect(await words.next()).toEqual({ done: false, value: ' fli' })
    await expect(words.next()).rejects.toMatchObject({ code: 'provider_error', retryable: true })
  })

  it('whose connection is lost is a network error', async () => {
    const { service } = await serve((response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      response.write('data: {"type":"transcript.text.delta","delta":"Hi"}\n\n', () =>
        response.socket?.destroy(),
      )
    })
    const words = service.transcribeFileStream({ audioFile })
    expect(await words.next()).toEqual({ done: false, value: 'Hi' })
    await expect(words.next()).rejects.toMatchObject({ code: 'network_error', retryable: true })
  })

  it('with an error event fails with that error', async () => {
    const { service } = await serve((response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      response.end('data: {"error":{"message":"sk-secret","code":"audio_too_long"}}\n\n')
    })
    const words = service.transcribeFileStream({ audioFile })
    await expect(words.next()).rejects.toMatchObject({
      code: 'audio_too_long',
      message: 'Audio file is too long',
    })
  })

  it('is refused like any other response', async () => {
    const { service } = await serve(errorResponse(401, {}))
    const words = service.transcribeFileStream({ audioFile })
    await expect(words.next()).rejects.toMatchObject({ code: 'auth_failed' })
  })

  it('that is no longer read closes the connection to the provider', async () => {
    const { provider, service } = await serve((response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      response.write('data: {"type":"transcript.text.delta","delta":"Hi"}\n\n')
    })
    for await (const delta of service.transcribeFileStream({ audioFile })) {
      expect(delta).toBe('Hi')
      break
    }
    await provider.abandoned
  })

  it('ends with the reason of a signal that is aborted in the middle', async () => {
    const leaving = new AbortController()
    const { provider, service } = await serve((response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      response.write('data: {"type":"transcript.text.delta","delta":"Hi"}\n\n')
    })
    const words = service.transcribeFileStream({ audioFile, signal: leaving.signal })
    await words.next()
    const reason = new Error('The client disconnected')
    const next = words.next()
    leaving.abort(reason)
    await expect(next).rejects.toBe(reason)
    await provider.abandoned
  })
})
