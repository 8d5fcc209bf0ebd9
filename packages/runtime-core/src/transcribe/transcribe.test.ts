import { describe, expect, test, vi } from 'vitest'
import type { ServerRequest } from '../http/host-request.ts'
import { errorResponse, RuntimeError } from '../http/runtime-error.ts'
import { type Logger, silentLogger } from '../logging/logger.ts'
import { withEnvelopeBody } from '../routing/envelope-body.ts'
import { type TranscribeContext, transcribe } from './transcribe.ts'
import { type TranscribeFileOptions, TranscriptionService } from './transcription.ts'

class ScriptedService extends TranscriptionService {
  readonly seen: TranscribeFileOptions[] = []
  readonly #answer: () => string | Promise<string>

  constructor(answer: () => string | Promise<string>) {
    super()
    this.#answer = answer
  }

  override async transcribeFile(options: TranscribeFileOptions): Promise<string> {
    this.seen.push(options)
    return this.#answer()
  }
}

class StreamingService extends ScriptedService {
  readonly #pieces: () => AsyncIterable<string>

  constructor(pieces: () => AsyncIterable<string>) {
    super(() => 'not asked for')
    this.#pieces = pieces
  }

  override transcribeFileStream(options: TranscribeFileOptions): AsyncIterable<string> {
    this.seen.push(options)
    return this.#pieces()
  }
}

const WORDS = 'hello world'
const SOUND = new Uint8Array([0, 255, 128, 10])
const BASE64 = 'AP+ACg=='
const URL_HERE = 'http://localhost/transcribe'
const forever = new Promise<never>(() => {})

interface Given {
  readonly logger?: Logger
  readonly timeoutMs?: number
  readonly keepAliveMs?: number
  readonly maxBytes?: number
  readonly admit?: TranscribeContext['admit']
}

async function answerTo(
  request: ServerRequest,
  transcriptionService: TranscriptionService | undefined,
  given: Given = {},
): Promise<Response> {
  const { logger = silentLogger, timeoutMs = 60_000, keepAliveMs = 60_000, maxBytes = 10_000 } = given
  const { admit = async () => undefined } = given
  const runtime = {
    options: { transcriptionService },
    transcription: { maxBytes, timeoutMs },
    keepAliveMs,
    logger,
  }
  return transcribe({ request, runtime, admit }).then(({ response }) => response, errorResponse)
}

function form(audio: File, headers: Record<string, string> = {}): Request {
  const body = new FormData()
  body.set('audio', audio)
  return new Request(URL_HERE, { method: 'POST', body, headers })
}

function json(body: unknown, headers: Record<string, string> = {}): Request {
  return new Request(URL_HERE, {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json', ...headers },
  })
}

const speech = (headers: Record<string, string> = {}): Request =>
  json({ audio: BASE64, mimeType: 'audio/webm;codecs=opus' }, headers)
const asStream = { accept: 'text/event-stream' }
const started = (): ScriptedService => new ScriptedService(() => WORDS)

describe('a recording', () => {
  test.each([
    ['in a form', form(new File([SOUND], 'a.ogg', { type: 'audio/ogg' })), 'audio/ogg', 'a.ogg'],
    ['as base64', speech(), 'audio/webm;codecs=opus', 'recording.webm'],
    [
      'in an envelope',
      withEnvelopeBody(new Request(URL_HERE, { method: 'POST' }), {
        audio: `data:audio/mp4;base64,${BASE64}`,
        mimeType: 'audio/mp4',
        filename: 'a.m4a',
      }),
      'audio/mp4',
      'a.m4a',
    ],
  ])('%s is handed to the service byte for byte', async (_, request, type, name) => {
    const service = started()
    const response = await answerTo(request, service)
    expect(response.status).toBe(200)
    expect(await response.json()).toEqual({ text: WORDS, size: 4, type })
    expect(service.seen).toHaveLength(1)
    const [seen] = service.seen
    expect(seen).toMatchObject({ mimeType: type, size: 4, signal: expect.any(AbortSignal) })
    expect(seen?.audioFile.name).toBe(name)
    expect(new Uint8Array((await seen?.audioFile.arrayBuffer()) ?? new ArrayBuffer(0))).toEqual(SOUND)
  })
})

describe('a refusal', () => {
  test('without a service comes whatever the request holds', async () => {
    const admit = vi.fn()
    const response = await answerTo(new Request(URL_HERE, { method: 'POST', body: 'x' }), undefined, {
      admit,
    })
    expect(response.status).toBe(503)
    expect(await response.json()).toEqual({
      error: 'service_not_configured',
      message: 'Transcription service is not configured',
      retryable: false,
      code: 'service_not_configured',
    })
    expect(admit).not.toHaveBeenCalled()
  })

  test('without a service is refused before the recording is read', async () => {
    const request = speech()
    const admit = (): Promise<never> => Promise.reject(new RuntimeError('unauthorized'))
    const response = await answerTo(request, started(), { admit })
    expect(response.status).toBe(401)
    expect(request.bodyUsed).toBe(false)
  })

  test.each([
    [
      'what cannot be read',
      json({ audio: '***', mimeType: 'audio/webm' }),
      400,
      'invalid_request',
      'Failed to decode base64 audio data',
    ],
    ['no sound', form(new File([], 'a.webm')), 400, 'audio_too_short', 'The recording is empty'],
    [
      'too much',
      form(new File([new Uint8Array(10_001)], 'a.wav')),
      413,
      'audio_too_large',
      'The recording is larger than 10000 bytes (transcription.maxBytes)',
    ],
    [
      'too much, in an envelope',
      withEnvelopeBody(new Request(URL_HERE, { method: 'POST' }), { audio: 'A'.repeat(13_340) }),
      413,
      'audio_too_large',
      'The recording is larger than 10000 bytes (transcription.maxBytes)',
    ],
  ])('of %s', async (_, request, status, code, message) => {
    const service = started()
    const response = await answerTo(request, service)
    expect(response.status).toBe(status)
    expect(await response.json()).toEqual({ error: code, message, retryable: false, code })
    expect(service.seen).toEqual([])
  })
})

describe('a failure of the service', () => {
  const secret = 'sk-secret: rate 429 too many, duration too long, unauthorized'
  const failing = (fields: object): ScriptedService =>
    new ScriptedService(() => {
      throw Object.assign(new Error(secret), fields)
    })

  test.each([
    [{ status: 429 }, 429, 'rate_limited', 'Rate limited. Please try again later.', true],
    [{ status: 401 }, 401, 'auth_failed', 'Authentication failed with transcription provider', false],
    [{ status: 413 }, 413, 'audio_too_large', 'Audio file is too large', false],
    [{ code: 'audio_too_long' }, 400, 'audio_too_long', 'Audio file is too long', false],
    [{ code: 'ECONNREFUSED' }, 502, 'network_error', 'The transcription provider could not be reached', true],
  ])(
    '%j is told by its code, and its words to the logger only',
    async (fields, status, error, message, retryable) => {
      const logger = { ...silentLogger, error: vi.fn() }
      for (const request of [speech(), speech(asStream)]) {
        const response = await answerTo(request, failing(fields), { logger })
        expect(response.status).toBe(status)
        expect(await response.json()).toEqual({ error, message, retryable, code: error })
      }
      expect(logger.error).toHaveBeenCalledTimes(2)
      expect(logger.error).toHaveBeenCalledWith('A transcription failed', {
        error: expect.objectContaining({ message: secret }),
        code: error,
      })
    },
  )

  test('of an unknown kind is thrown, so that it is logged with all failures of requests', async () => {
    const logger = { ...silentLogger, error: vi.fn() }
    const response = await answerTo(speech(), failing({}), { logger })
    expect(response.status).toBe(500)
    const [error, message] = ['provider_error', 'The transcription provider failed']
    expect(await response.json()).toEqual({ error, message, retryable: true, code: error })
    expect(logger.error).not.toHaveBeenCalled()
  })

  test('that says when to try again lets the client know', async () => {
    const headers = new Headers({ 'retry-after-ms': '1500' })
    const response = await answerTo(speech(), failing({ status: 429, headers }))
    expect(response.headers.get('retry-after')).toBe('2')
  })

  test('that takes too long is 504', async () => {
    const service = new ScriptedService(() => forever)
    const response = await answerTo(speech(), service, { timeoutMs: 5 })
    expect(response.status).toBe(504)
    expect(await response.json()).toMatchObject({ error: 'transcription_timeout', retryable: true })
    expect(service.seen[0]?.signal?.aborted).toBe(true)
  })

  test('is undefined if the client disconnected', async () => {
    const leaving = new AbortController()
    const logger = { ...silentLogger, error: vi.fn(), debug: vi.fn() }
    const service = new ScriptedService(() => {
      leaving.abort()
      return forever
    })
    const request = new Request(speech(), { signal: leaving.signal })
    expect((await answerTo(request, service, { logger })).status).toBe(499)
    expect(service.seen[0]?.signal?.aborted).toBe(true)
    expect(logger.error).not.toHaveBeenCalled()
    expect(logger.debug).toHaveBeenCalledOnce()
  })
})

describe('a stream of words', () => {
  test('has a frame for each piece and one for the whole', async () => {
    const service = new StreamingService(async function* () {
      yield 'hello '
      yield 'wörld\n'
    })
    const response = await answerTo(speech(asStream), service)
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'text/event-stream',
      'cache-control': 'no-cache, no-store, no-transform',
      'x-accel-buffering': 'no',
    })
    expect(await response.text()).toBe(
      'data: {"type":"transcript.text.delta","delta":"hello "}\n\n' +
        'data: {"type":"transcript.text.delta","delta":"wörld\\n"}\n\n' +
        'data: {"type":"transcript.text.done","text":"hello wörld\\n","size":4,"mimeType":"audio/webm;codecs=opus"}\n\n',
    )
  })

  test('of a service that cannot stream has the last frame only', async () => {
    const response = await answerTo(speech(asStream), started())
    expect(await response.text()).toBe(
      'data: {"type":"transcript.text.done","text":"hello world","size":4,"mimeType":"audio/webm;codecs=opus"}\n\n',
    )
  })

  test('ends with an error frame without the message of the error', async () => {
    const logger = { ...silentLogger, error: vi.fn() }
    const service = new StreamingService(async function* () {
      yield 'hello '
      throw Object.assign(new Error('sk-secret'), { status: 429 })
    })
    const response = await answerTo(speech(asStream), service, { logger })
    expect(response.status).toBe(200)
    expect(await response.text()).toBe(
      'data: {"type":"transcript.text.delta","delta":"hello "}\n\n' +
        'data: {"type":"error","error":"rate_limited","message":"Rate limited. Please try again later.",' +
        '"code":"rate_limited","retryable":true}\n\n',
    )
    expect(logger.error).toHaveBeenCalledOnce()
  })

  test('begins with a comment where the words take long', async () => {
    let speak = (): void => {}
    const spoken = new Promise<void>((resolve) => {
      speak = resolve
    })
    const service = new StreamingService(async function* () {
      await spoken
      yield 'hello'
    })
    const response = await answerTo(speech(asStream), service, { keepAliveMs: 5 })
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
    expect(await reader?.read()).toEqual({ done: false, value: ': keep-alive\n\n' })
    speak()
    let text = ''
    for (let next = await reader?.read(); next?.done === false; next = await reader?.read())
      text += next.value
    expect(text.replaceAll(': keep-alive\n\n', '')).toMatch(
      /^data: .*"delta":"hello"\}\n\ndata: .*"text":"hello"/,
    )
  })

  test('that is not read to its end aborts the service', async () => {
    const service = new StreamingService(async function* () {
      yield 'hello '
      await forever
    })
    const response = await answerTo(speech(asStream), service)
    await response.body?.cancel()
    expect(service.seen[0]?.signal?.aborted).toBe(true)
  })

  test.each([
    ['application/json', false],
    ['*/*', false],
    ['text/*', false],
    ['text/event-stream;q=0', false],
    ['text/event-stream;q=0.5, application/json', true],
    ['application/json, Text/Event-Stream', true],
  ])('is given to a client that accepts %s: %s', async (accept, isStream) => {
    const response = await answerTo(speech({ accept }), started())
    expect(response.headers.get('content-type')?.startsWith('text/event-stream')).toBe(isStream)
  })
})
