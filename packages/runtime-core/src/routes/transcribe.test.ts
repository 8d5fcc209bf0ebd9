import { describe, expect, test } from 'vitest'
import { silentLogger } from '../logger.ts'
import { errorResponse } from '../runtime-error.ts'
import { type TranscribeFileOptions, TranscriptionService } from '../transcription.ts'
import { transcribe } from './transcribe.ts'

class ScriptedService extends TranscriptionService {
  readonly seen: TranscribeFileOptions[] = []
  readonly #answer: () => string

  constructor(answer: () => string) {
    super()
    this.#answer = answer
  }

  override async transcribeFile(options: TranscribeFileOptions): Promise<string> {
    this.seen.push(options)
    return this.#answer()
  }
}

const WORDS = 'hello world'
const SOUND = new Uint8Array([0, 255, 128, 10])
const BASE64 = 'AP+ACg=='
const URL_HERE = 'http://localhost/transcribe'
const bodyLimits = { maxBodyBytes: 10_000, maxJsonDepth: 20 }

async function answerTo(
  request: Request,
  transcriptionService: TranscriptionService | undefined,
): Promise<Response> {
  const runtime = { options: { transcriptionService }, bodyLimits, logger: silentLogger }
  return transcribe({ request, runtime }).then(({ response }) => response, errorResponse)
}

function form(audio: File | string | undefined): Request {
  const body = new FormData()
  if (audio !== undefined) body.set('audio', audio)
  return new Request(URL_HERE, { method: 'POST', body })
}

function json(body: unknown): Request {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  return new Request(URL_HERE, {
    method: 'POST',
    body: text,
    headers: { 'content-type': 'application/json' },
  })
}

describe('a recording', () => {
  test.each([
    ['as a form field', form(new File([SOUND], 'a.ogg', { type: 'audio/ogg' })), 'audio/ogg', 'a.ogg'],
    [
      'of unknown type',
      form(new File([SOUND], 'a', { type: 'application/octet-stream' })),
      'audio/webm',
      'a',
    ],
    [
      'with codecs in its type',
      json({ audio: BASE64, mimeType: 'audio/webm;codecs=opus' }),
      'audio/webm;codecs=opus',
      'recording.webm',
    ],
    ['as base64', json({ audio: BASE64, mimeType: 'audio/mp4', filename: 'a.mp4' }), 'audio/mp4', 'a.mp4'],
    [
      'as a data URL',
      json({ audio: `data:audio/wav;base64,${BASE64}`, mimeType: 'audio/wav' }),
      'audio/wav',
      'recording.webm',
    ],
  ])('%s is handed to the service byte for byte', async (_, request, type, name) => {
    const service = new ScriptedService(() => WORDS)
    const response = await answerTo(request, service)
    expect(response.status).toBe(200)
    expect(await response.json()).toEqual({ text: WORDS, size: 4, type })
    expect(service.seen).toHaveLength(1)
    const [seen] = service.seen
    expect(seen).toMatchObject({ mimeType: type, size: 4 })
    expect(seen?.audioFile.name).toBe(name)
    expect(new Uint8Array((await seen?.audioFile.arrayBuffer()) ?? new ArrayBuffer(0))).toEqual(SOUND)
  })
})

describe('the documented errors', () => {
  test('no service, whatever the request holds', async () => {
    const response = await answerTo(new Request(URL_HERE, { method: 'POST', body: 'x' }), undefined)
    expect(response.status).toBe(503)
    expect(await response.json()).toEqual({
      error: 'service_not_configured',
      message: 'Transcription service is not configured',
      retryable: false,
      code: 'service_not_configured',
    })
  })

  test.each([
    [
      'another content type',
      new Request(URL_HERE, { method: 'POST', body: 'x' }),
      'Request must be multipart/form-data or application/json with base64 audio',
    ],
    ['no field', form(undefined), "No audio file found in form data. Please include an 'audio' field."],
    ['a text field', form('loud'), "No audio file found in form data. Please include an 'audio' field."],
    ['broken JSON', json('{'), 'Request body must be valid JSON'],
    ['null', json('null'), "Request must include 'audio' field with base64-encoded audio data"],
    [
      'no audio',
      json({ mimeType: 'audio/webm' }),
      "Request must include 'audio' field with base64-encoded audio data",
    ],
    ['no type', json({ audio: BASE64 }), "Request must include 'mimeType' field (e.g., 'audio/webm')"],
    ['no base64', json({ audio: '***', mimeType: 'audio/webm' }), 'Failed to decode base64 audio data'],
    [
      'a broken form',
      new Request(URL_HERE, {
        method: 'POST',
        body: 'x',
        headers: { 'content-type': 'multipart/form-data; boundary=b' },
      }),
      'The multipart form data is malformed',
    ],
  ])('%s', async (_, request, message) => {
    const response = await answerTo(request, new ScriptedService(() => WORDS))
    expect(response.status).toBe(400)
    expect(await response.json()).toEqual({
      error: 'invalid_request',
      message,
      retryable: false,
      code: 'invalid_request',
    })
  })

  test('a format that is not accepted', async () => {
    const response = await answerTo(
      json({ audio: BASE64, mimeType: 'text/html' }),
      new ScriptedService(() => WORDS),
    )
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({
      error: 'invalid_audio_format',
      message: expect.stringMatching(/^Unsupported audio format: text\/html\. Supported: audio\/mpeg, /),
      retryable: false,
    })
  })

  test('a recording over the limit', async () => {
    const response = await answerTo(
      form(new File([new Uint8Array(10_001)], 'a.wav')),
      new ScriptedService(() => WORDS),
    )
    expect(response.status).toBe(413)
  })
})

describe('a failure of the provider is judged by its fields', () => {
  const failing = (fields: object): ScriptedService =>
    new ScriptedService(() => {
      throw Object.assign(new Error('sk-secret: rate 429 too many, duration too long, unauthorized'), fields)
    })

  test.each([
    [{ status: 429 }, 429, 'rate_limited', 'Rate limited. Please try again later.', true],
    [{ status: 401 }, 401, 'auth_failed', 'Authentication failed with transcription provider', false],
    [{ code: 'audio_too_long' }, 400, 'audio_too_long', 'Audio file is too long', false],
    [{ code: 'audio_too_short' }, 400, 'audio_too_short', 'Audio file is too short', false],
    [{ code: 'ECONNREFUSED' }, 502, 'network_error', 'The transcription provider could not be reached', true],
    [
      { cause: { code: 'ETIMEDOUT' } },
      502,
      'network_error',
      'The transcription provider could not be reached',
      true,
    ],
    [{}, 500, 'provider_error', 'The transcription provider failed', true],
    [{ status: 500, code: 'server_error' }, 500, 'provider_error', 'The transcription provider failed', true],
  ])('%j', async (fields, status, error, message, retryable) => {
    const response = await answerTo(json({ audio: BASE64, mimeType: 'audio/webm' }), failing(fields))
    expect(response.status).toBe(status)
    expect(await response.json()).toEqual({ error, message, retryable, code: error })
  })
})
