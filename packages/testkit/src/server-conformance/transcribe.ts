import { expect, test } from 'vitest'
import { readEvents } from '../read-sse.ts'
import { expectRefusal } from './bad-input-case.ts'
import { type Client, pathOf, type Suite } from './client.ts'
import { forever, gate, reading } from './reading.ts'
import type { TranscriptionArguments, TranscriptionLike } from './server-under-test.ts'

const transcribe = { method: 'transcribe' } as const
const opus = 'audio/webm;codecs=opus'
const asStream = { accept: 'text/event-stream' }

/** Bytes that begin as WebM does and go through every value, line breaks and dashes of a form among them. */
function recording(size: number): Uint8Array<ArrayBuffer> {
  const bytes = Uint8Array.from({ length: size }, (_, at) => (at * 7 + (at >> 8)) % 256)
  bytes.set([0x1a, 0x45, 0xdf, 0xa3])
  return bytes
}

function base64Of(bytes: Uint8Array): string {
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''))
}

async function bytesOf(file: File | undefined): Promise<Uint8Array> {
  return new Uint8Array((await file?.arrayBuffer()) ?? new ArrayBuffer(0))
}

interface Listener extends TranscriptionLike {
  /** What it was given, call by call. */
  readonly heard: TranscriptionArguments[]
}

/** A service that answers what the function gives. */
function listener(answer: (given: TranscriptionArguments) => string | Promise<string>): Listener {
  const heard: TranscriptionArguments[] = []
  return {
    heard,
    async transcribeFile(given) {
      heard.push(given)
      return answer(given)
    },
  }
}

/** A service that speaks while it listens. */
function streaming(pieces: (given: TranscriptionArguments) => AsyncIterable<string>): TranscriptionLike {
  return {
    transcribeFile: () => Promise.reject(new Error('A service that can stream was not asked to')),
    transcribeFileStream: pieces,
  }
}

function whenAborted({ signal }: TranscriptionArguments): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) resolve()
    else signal?.addEventListener('abort', () => resolve(), { once: true })
  })
}

function sendForm(
  client: Client,
  body: FormData | Uint8Array<ArrayBuffer>,
  type?: string,
): Promise<Response> {
  const headers: Record<string, string> = type === undefined ? {} : { 'content-type': type }
  return fetch(client.url + pathOf(transcribe), { method: 'POST', body, headers })
}

function formOf(bytes: Uint8Array<ArrayBuffer>, name: string, type: string): FormData {
  const form = new FormData()
  form.append('note', 'ignored')
  form.append('audio', new File([bytes], name, { type }))
  return form
}

export function transcribeTests({ serve, mode }: Suite): void {
  test('info tells that there is a service', async () => {
    const client = await serve({ agents: {}, transcriptionService: listener(() => '') })
    const response = await client.send({ method: 'info' })
    expect(await response.json()).toMatchObject({ audioFileTranscriptionEnabled: true })
  })

  test('a recording in JSON reaches the service byte for byte', async () => {
    const service = listener(() => 'Hello there.')
    const client = await serve({ agents: {}, transcriptionService: service })
    const bytes = recording(5_000)
    const body = { audio: base64Of(bytes), mimeType: opus, filename: 'voice.webm' }
    const response = await client.send(transcribe, { body })
    expect(response.status).toBe(200)
    expect(await response.json()).toEqual({ text: 'Hello there.', size: 5_000, type: opus })
    expect(service.heard).toHaveLength(1)
    const { audioFile, ...told } = service.heard[0] ?? {}
    expect(told).toEqual({ mimeType: opus, size: 5_000, signal: expect.any(AbortSignal) })
    expect([audioFile?.name, audioFile?.type]).toEqual(['voice.webm', opus])
    expect(await bytesOf(audioFile)).toEqual(bytes)
  })

  test('a recording that is larger than other bodies may be is heard', async () => {
    const service = listener(() => 'Hello')
    const limits = { maxBodyBytes: 20_000 }
    const client = await serve({ agents: {}, limits, transcriptionService: service })
    const bytes = recording(60_000)
    const response = await client.send(transcribe, { body: { audio: base64Of(bytes), mimeType: opus } })
    expect(response.status).toBe(200)
    expect(await bytesOf(service.heard[0]?.audioFile)).toEqual(bytes)
  })

  test('a recording over its limit is refused, and the next one is heard', async () => {
    const service = listener(() => 'Hello')
    const transcription = { maxBytes: 20_000 }
    const client = await serve({ agents: {}, transcription, transcriptionService: service })
    for (const size of [20_001, 400_000]) {
      const body = { audio: base64Of(recording(size)), mimeType: opus }
      await expectRefusal(await client.send(transcribe, { body }), 413, {
        error: 'audio_too_large',
        code: 'audio_too_large',
        message: 'The recording is larger than 20000 bytes',
        retryable: false,
      })
    }
    expect(service.heard).toEqual([])
    const body = { audio: base64Of(recording(20_000)), mimeType: opus }
    expect((await client.send(transcribe, { body })).status).toBe(200)
  })

  test.each([
    ['no audio', { mimeType: opus }, "Request must include 'audio' field with base64-encoded audio data"],
    ['rubbish', { audio: '***', mimeType: opus }, 'Failed to decode base64 audio data'],
    ['no type', { audio: 'AAAA' }, "Request must include 'mimeType' field (e.g., 'audio/webm')"],
  ])('%s instead of a recording is refused', async (_, body, message) => {
    const client = await serve({ agents: {}, transcriptionService: listener(() => 'Hello') })
    await expectRefusal(await client.send(transcribe, { body }), 400, {
      error: 'invalid_request',
      code: 'invalid_request',
      message,
      retryable: false,
    })
  })

  test('what is no sound is refused', async () => {
    const client = await serve({ agents: {}, transcriptionService: listener(() => 'Hello') })
    const body = { audio: 'AAAA', mimeType: 'text/html' }
    await expectRefusal(await client.send(transcribe, { body }), 400, { code: 'invalid_audio_format' })
  })

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

  test('a client that asks for a stream gets the words as they are spoken', async () => {
    const goOn = gate()
    const service = streaming(async function* () {
      yield 'Hello'
      await goOn.opened
      yield ' there.'
    })
    const client = await serve({ agents: {}, transcriptionService: service })
    const body = { audio: base64Of(recording(100)), mimeType: opus }
    const response = await client.send(transcribe, { body, headers: asStream })
    expect(response.headers.get('content-type')).toMatch(/^text\/event-stream/)
    expect(response.headers.get('cache-control')).toBe('no-cache, no-transform')
    const reader = reading(response)
    await reader.until(({ delta }) => delta === 'Hello')
    goOn.open()
    expect(await reader.toEnd()).toEqual([
      { type: 'transcript.text.delta', delta: 'Hello' },
      { type: 'transcript.text.delta', delta: ' there.' },
      { type: 'transcript.text.done', text: 'Hello there.', size: 100, mimeType: opus },
    ])
  })

  test('a stream of a service that cannot stream holds the whole text', async () => {
    const client = await serve({ agents: {}, transcriptionService: listener(() => 'Hello') })
    const body = { audio: base64Of(recording(100)), mimeType: opus }
    const response = await client.send(transcribe, { body, headers: asStream })
    expect(await readEvents(response)).toEqual([
      { type: 'transcript.text.done', text: 'Hello', size: 100, mimeType: opus },
    ])
  })

  test('a stream that fails ends with an event that says so', async () => {
    const service = streaming(async function* () {
      yield 'Hello'
      throw Object.assign(new Error('sk-secret'), { status: 503 })
    })
    const client = await serve({ agents: {}, transcriptionService: service })
    const body = { audio: base64Of(recording(100)), mimeType: opus }
    const response = await client.send(transcribe, { body, headers: asStream })
    expect(await readEvents(response)).toEqual([
      { type: 'transcript.text.delta', delta: 'Hello' },
      {
        type: 'error',
        error: 'provider_error',
        message: 'The transcription provider failed',
        code: 'provider_error',
        retryable: true,
      },
    ])
  })

  test('a client that leaves a stream aborts the service', async () => {
    const aborted = gate()
    const service = streaming(async function* (given) {
      yield 'Hello'
      await whenAborted(given)
      aborted.open()
    })
    const client = await serve({ agents: {}, transcriptionService: service })
    const leaving = new AbortController()
    const body = { audio: base64Of(recording(100)), mimeType: opus }
    const { signal } = leaving
    const reader = reading(await client.send(transcribe, { body, headers: asStream, signal }))
    await reader.until(({ delta }) => delta === 'Hello')
    leaving.abort()
    await aborted.opened
  })

  if (mode === 'single-route') return

  test('a recording in a form reaches the service byte for byte', async () => {
    const service = listener(() => 'Hello there.')
    const client = await serve({ agents: {}, transcriptionService: service })
    const bytes = recording(300_000)
    const response = await sendForm(client, formOf(bytes, 'blob', opus))
    expect(await response.json()).toEqual({ text: 'Hello there.', size: 300_000, type: opus })
    const file = service.heard[0]?.audioFile
    expect([file?.name, file?.type]).toEqual(['blob.webm', opus])
    expect(await bytesOf(file)).toEqual(bytes)
  })

  test('a form without a type is recognised by its bytes', async () => {
    const service = listener(() => 'Hello')
    const client = await serve({ agents: {}, transcriptionService: service })
    const response = await sendForm(client, formOf(recording(100), 'note.wav', ''))
    expect(await response.json()).toMatchObject({ type: 'audio/webm' })
    expect(service.heard[0]?.audioFile.name).toBe('note.webm')
  })

  test.each([
    ['announced as too large', false],
    ['that does not announce its size', true],
  ])('a form %s is refused, and the next one is heard', async (_, isChunked) => {
    const service = listener(() => 'Hello')
    const transcription = { maxBytes: 200_000 }
    const client = await serve({ agents: {}, transcription, transcriptionService: service })
    const large = new Response(formOf(recording(1_000_000), 'a.webm', opus))
    const type = large.headers.get('content-type') ?? ''
    const bytes = new Uint8Array(await large.arrayBuffer())
    const response = isChunked
      ? await fetch(client.url + pathOf(transcribe), {
          method: 'POST',
          headers: { 'content-type': type },
          body: new Blob([bytes]).stream(),
          ...{ duplex: 'half' },
        })
      : await sendForm(client, bytes, type)
    await expectRefusal(response, 413, { code: 'audio_too_large' })
    expect(service.heard).toEqual([])
    expect((await sendForm(client, formOf(recording(100), 'a.webm', opus))).status).toBe(200)
  })

  test('a form that ends too early is refused', async () => {
    const service = listener(() => 'Hello')
    const client = await serve({ agents: {}, transcriptionService: service })
    const whole = new Response(formOf(recording(5_000), 'a.webm', opus))
    const type = whole.headers.get('content-type') ?? ''
    const bytes = new Uint8Array(await whole.arrayBuffer())
    await expectRefusal(await sendForm(client, bytes.slice(0, 3_000), type), 400, {
      code: 'invalid_request',
      message: 'The multipart form data is malformed',
    })
    expect(service.heard).toEqual([])
  })

  test('a form without a recording, and one with two, is refused', async () => {
    const client = await serve({ agents: {}, transcriptionService: listener(() => 'Hello') })
    const none = new FormData()
    none.append('audio', 'text')
    await expectRefusal(await sendForm(client, none), 400, {
      message: "No audio file found in form data. Please include an 'audio' field.",
    })
    const two = formOf(recording(100), 'a.webm', opus)
    two.append('audio', new File(['x'], 'b.webm'))
    await expectRefusal(await sendForm(client, two), 400, {
      message: "More than one audio file found in form data. Please send one 'audio' field.",
    })
  })

  test('another content type is refused', async () => {
    const client = await serve({ agents: {}, transcriptionService: listener(() => 'Hello') })
    await expectRefusal(await sendForm(client, recording(100), opus), 400, {
      message: 'Request must be multipart/form-data or application/json with base64 audio',
    })
  })
}
