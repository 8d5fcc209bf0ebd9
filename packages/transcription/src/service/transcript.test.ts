import { describe, expect, test } from 'vitest'
import { fixture } from '../../test/recordings.ts'
import { openTranscript, type TranscriptStep, transcribeRecording } from './transcript.ts'
import { type TranscribeFileOptions, TranscriptionService } from './transcription-service.ts'

const file = new File([fixture('hello.webm')], 'a.webm', { type: 'audio/webm' })
const forever = new Promise<never>(() => {})

class Whole extends TranscriptionService {
  readonly seen: TranscribeFileOptions[] = []
  readonly #answer: (options: TranscribeFileOptions) => unknown

  constructor(answer: (options: TranscribeFileOptions) => unknown) {
    super()
    this.#answer = answer
  }

  override transcribeFile(options: TranscribeFileOptions): Promise<string> {
    this.seen.push(options)
    return this.#answer(options) as Promise<string>
  }
}

class Streaming extends Whole {
  readonly #pieces: (options: TranscribeFileOptions) => AsyncIterable<string>

  constructor(pieces: (options: TranscribeFileOptions) => AsyncIterable<string>) {
    super(() => Promise.reject(new Error('not asked for')))
    this.#pieces = pieces
  }

  override transcribeFileStream(options: TranscribeFileOptions): AsyncIterable<string> {
    this.seen.push(options)
    return this.#pieces(options)
  }
}

async function stepsOf(service: TranscriptionService): Promise<TranscriptStep[]> {
  const transcript = openTranscript(service, file)
  const steps: TranscriptStep[] = []
  for (;;) {
    const step = await transcript.next()
    steps.push(step)
    if (step.done) return steps
  }
}

describe('a service', () => {
  test('receives the file, its type, its size and a signal', async () => {
    const service = new Whole(async () => 'Hello')
    expect(await transcribeRecording(service, file)).toBe('Hello')
    expect(service.seen).toEqual([
      { audioFile: file, mimeType: 'audio/webm', size: file.size, signal: expect.any(AbortSignal) },
    ])
    expect(service.seen[0]?.signal?.aborted).toBe(false)
  })

  test('that finds no speech returns an empty text', async () => {
    expect(await transcribeRecording(new Whole(async () => ''), file)).toBe('')
  })

  test.each([
    ['rejects', () => Promise.reject(Object.assign(new Error('x'), { status: 429 })), 'rate_limited'],
    [
      'throws',
      () => {
        throw Object.assign(new Error('x'), { status: 401 })
      },
      'auth_failed',
    ],
    ['returns no text', async () => undefined, 'provider_error'],
    ['returns an object', async () => ({ text: 1 }), 'provider_error'],
  ])('that %s', async (_, answer, code) => {
    await expect(transcribeRecording(new Whole(answer), file)).rejects.toMatchObject({ code })
    await expect(openTranscript(new Whole(answer), file).next()).rejects.toMatchObject({ code })
  })
})

describe('a call is aborted', () => {
  const calls = [
    ['whole', () => new Whole(() => forever)],
    [
      'streaming',
      () =>
        new Streaming(async function* () {
          yield await forever
        }),
    ],
  ] as const

  test.each(calls)('when the time is up, even if the service ignores its signal: %s', async (_, create) => {
    const service = create()
    const calling =
      service instanceof Streaming
        ? openTranscript(service, file, { timeoutMs: 5 }).next()
        : transcribeRecording(service, file, { timeoutMs: 5 })
    await expect(calling).rejects.toMatchObject({ code: 'transcription_timeout', status: 504 })
    expect(service.seen[0]?.signal?.reason).toMatchObject({ code: 'transcription_timeout' })
  })

  test.each(calls)('when the client disconnects: %s', async (_, create) => {
    const service = create()
    const leaving = new AbortController()
    const options = { request: { signal: leaving.signal }, timeoutMs: Number.POSITIVE_INFINITY }
    const calling =
      service instanceof Streaming
        ? openTranscript(service, file, options).next()
        : transcribeRecording(service, file, options)
    leaving.abort()
    await expect(calling).rejects.toMatchObject({ code: 'client_closed' })
    expect(service.seen[0]?.signal?.aborted).toBe(true)
  })

  test('and an error that the service throws because of it is ignored', async () => {
    const service = new Whole(
      ({ signal }) =>
        new Promise((_, reject) => {
          signal?.addEventListener('abort', () => reject(new DOMException('aborted', 'AbortError')))
        }),
    )
    await expect(transcribeRecording(service, file, { timeoutMs: 5 })).rejects.toMatchObject({
      code: 'transcription_timeout',
    })
  })

  test('before it starts if the client has already disconnected', async () => {
    const service = new Whole(async () => 'Hello')
    const request = { signal: AbortSignal.abort() }
    await expect(transcribeRecording(service, file, { request })).rejects.toMatchObject({
      code: 'client_closed',
    })
    expect(service.seen).toEqual([])
  })
})

describe('a transcript', () => {
  test('yields the parts and then the complete text', async () => {
    const service = new Streaming(async function* () {
      yield 'Hel'
      yield ''
      yield 'lo'
    })
    expect(await stepsOf(service)).toEqual([
      { done: false, delta: 'Hel' },
      { done: false, delta: 'lo' },
      { done: true, text: 'Hello' },
    ])
  })

  test('ends with the text that the iterator returns', async () => {
    const service = new Streaming(async function* () {
      yield 'hello'
      return 'Hello.'
    })
    expect(await stepsOf(service)).toEqual([
      { done: false, delta: 'hello' },
      { done: true, text: 'Hello.' },
    ])
  })

  test('of a service that does not stream has one step', async () => {
    expect(await stepsOf(new Whole(async () => 'Hello'))).toEqual([{ done: true, text: 'Hello' }])
  })

  test('that fails in the middle throws', async () => {
    const service = new Streaming(async function* () {
      yield 'Hel'
      throw Object.assign(new Error('x'), { code: 'ECONNRESET' })
    })
    const transcript = openTranscript(service, file)
    await transcript.next()
    await expect(transcript.next()).rejects.toMatchObject({ code: 'network_error' })
  })

  test('that is closed aborts the signal and lets the generator clean up', async () => {
    let cleaned = false
    const service = new Streaming(async function* () {
      try {
        yield 'Hel'
        yield 'lo'
      } finally {
        cleaned = true
      }
    })
    const transcript = openTranscript(service, file)
    await transcript.next()
    transcript.close()
    await expect.poll(() => cleaned).toBe(true)
    expect(service.seen[0]?.signal?.aborted).toBe(true)
    await expect(transcript.next()).rejects.toMatchObject({ code: 'client_closed' })
  })
})
