import {
  type TranscribeFileOptions,
  TranscriptionError,
  TranscriptionService,
} from '@flightdeck/transcription'
import { nameForOpenAI } from './name-for-openai.ts'
import type { OpenAITranscriptionClient, OpenAITranscriptionRequest } from './openai-client.ts'
import { readDelta, readEvents, readText, readWhole } from './read-answer.ts'
import { isRefusal, toFailure } from './to-failure.ts'

/** What a {@link TranscriptionServiceOpenAI} is made of. */
export interface TranscriptionServiceOpenAIOptions {
  /**
   * The client to ask, such as `new OpenAI()`: its key, its `baseURL`, its `timeout` and its retries count. With
   * another `baseURL` it asks any endpoint that speaks OpenAI's API; name that endpoint's `model` then.
   */
  openai: OpenAITranscriptionClient
  /** The model that listens. @default 'gpt-4o-mini-transcribe' */
  model?: string | undefined
  /**
   * The model that is asked with the same bytes when `model` refuses a recording with 400 or 415; `false` for
   * none. Browsers record WebM without a length, which the newer models refuse at times and `whisper-1` reads.
   *
   * @default 'whisper-1' where `model` is not set, otherwise none
   */
  fallbackModel?: string | false | undefined
  /** The language spoken, as ISO 639-1 has it: `en`. @default the model finds out */
  language?: string | undefined
  /** A text in that language whose style and spelling the words should follow. @default none */
  prompt?: string | undefined
  /** From 0 to 1: how freely the model chooses words. @default the provider's */
  temperature?: number | undefined
  /** More fields of the request, as they are: `{ chunking_strategy: 'auto' }`. @default none */
  requestFields?: Readonly<Record<string, unknown>> | undefined
  /**
   * Whether the provider is asked for words as they come when the client wants a stream. Otherwise they come in
   * one piece. `whisper-1` cannot do it.
   *
   * @default true for models whose name begins with `gpt-`
   */
  streaming?: boolean | undefined
}

const DEFAULT_MODEL = 'gpt-4o-mini-transcribe'
const PATIENT_MODEL = 'whisper-1'

/** Puts recordings into words with OpenAI's API, through its official SDK. */
export class TranscriptionServiceOpenAI extends TranscriptionService {
  readonly #openai: OpenAITranscriptionClient
  readonly #model: string
  readonly #fallbackModel: string | undefined
  readonly #fields: Omit<OpenAITranscriptionRequest, 'file' | 'model'>
  readonly #streaming: boolean

  constructor(options: TranscriptionServiceOpenAIOptions) {
    super()
    const { openai, model = DEFAULT_MODEL, language, prompt, temperature } = options
    const { fallbackModel = options.model === undefined && PATIENT_MODEL } = options
    this.#openai = openai
    this.#model = model
    this.#fallbackModel = fallbackModel || undefined
    this.#fields = {
      ...options.requestFields,
      response_format: 'json',
      ...(language !== undefined && { language }),
      ...(prompt !== undefined && { prompt }),
      ...(temperature !== undefined && { temperature }),
    }
    this.#streaming = options.streaming ?? model.startsWith('gpt-')
  }

  /**
   * The words of a recording.
   *
   * @throws TranscriptionError what the provider's failure means; the reason of `signal` once it is aborted
   */
  override async transcribeFile(options: TranscribeFileOptions): Promise<string> {
    try {
      return readText(await this.#ask(this.#model, options))
    } catch (error) {
      return this.#fallBack(error, options)
    }
  }

  /**
   * The words of a recording as they come.
   *
   * @throws TranscriptionError what the provider's failure means; the reason of `signal` once it is aborted
   */
  override async *transcribeFileStream(
    options: TranscribeFileOptions,
  ): AsyncGenerator<string, string | undefined, undefined> {
    if (!this.#streaming) {
      yield await this.transcribeFile(options)
      return undefined
    }
    let events: AsyncIterable<unknown>
    try {
      events = readEvents(await this.#ask(this.#model, options, { stream: true }))
    } catch (error) {
      yield await this.#fallBack(error, options)
      return undefined
    }
    try {
      for await (const event of events) {
        const whole = readWhole(event)
        if (whole !== undefined) return whole
        const delta = readDelta(event)
        if (delta !== undefined) yield delta
      }
    } catch (error) {
      throw toFailure(this.#openai, error, options.signal)
    }
    options.signal?.throwIfAborted()
    throw new TranscriptionError('provider_error', undefined, {
      cause: new Error('The stream ended before it told all the words'),
    })
  }

  #ask(
    model: string,
    { audioFile, signal }: TranscribeFileOptions,
    more: Readonly<Record<string, unknown>> = {},
  ): PromiseLike<unknown> {
    const body = { ...this.#fields, ...more, model, file: nameForOpenAI(audioFile) }
    return this.#openai.audio.transcriptions.create(body, { signal })
  }

  async #fallBack(error: unknown, options: TranscribeFileOptions): Promise<string> {
    if (this.#fallbackModel === undefined || !isRefusal(error)) {
      throw toFailure(this.#openai, error, options.signal)
    }
    try {
      return readText(await this.#ask(this.#fallbackModel, options))
    } catch (again) {
      throw toFailure(this.#openai, again, options.signal)
    }
  }
}
