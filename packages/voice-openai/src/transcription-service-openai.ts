import {
  type TranscribeFileOptions,
  TranscriptionError,
  TranscriptionService,
} from '@flightdeck/transcription'
import { nameForOpenAI } from './name-for-openai.ts'
import type { OpenAITranscriptionClient, OpenAITranscriptionRequest } from './openai-client.ts'
import { readDelta, readEvents, readText, readWhole } from './read-response.ts'
import { isBadRequest, toFailure } from './to-transcription-failure.ts'

/** Options of {@link TranscriptionServiceOpenAI}. */
export interface TranscriptionServiceOpenAIOptions {
  /**
   * The client to call, such as `new OpenAI()`. Its key, `baseURL`, `timeout` and retries apply. With another `baseURL`
   * it calls any endpoint that implements OpenAI's API; set `model` for that endpoint.
   */
  openai: OpenAITranscriptionClient
  /** The transcription model. @default 'gpt-4o-mini-transcribe' */
  model?: string | undefined
  /**
   * The model that is called with the same bytes if `model` rejects a recording with 400 or 415; `false` for none.
   * Browsers record WebM without a duration. The newer models sometimes reject that, and `whisper-1` accepts it.
   *
   * @default 'whisper-1' if `model` is not set, otherwise none
   */
  fallbackModel?: string | false | undefined
  /** The spoken language as an ISO 639-1 code, such as `en`. @default detected by the model */
  language?: string | undefined
  /** A text in that language whose style and orthography the transcript should follow. @default none */
  prompt?: string | undefined
  /** Sampling temperature, from 0 to 1. @default the provider's */
  temperature?: number | undefined
  /** Additional fields of the request, such as `{ chunking_strategy: 'auto' }`. @default none */
  requestFields?: Readonly<Record<string, unknown>> | undefined
  /**
   * Whether to request a stream from the provider when the client asks for one. If false, the client receives the text
   * in one part. `whisper-1` does not stream.
   *
   * @default true for models whose name begins with `gpt-`
   */
  streaming?: boolean | undefined
}

const DEFAULT_MODEL = 'gpt-4o-mini-transcribe'
const DEFAULT_FALLBACK_MODEL = 'whisper-1'

/** Transcribes recordings with OpenAI's API, through the official SDK. */
export class TranscriptionServiceOpenAI extends TranscriptionService {
  readonly #openai: OpenAITranscriptionClient
  readonly #model: string
  readonly #fallbackModel: string | undefined
  readonly #fields: Omit<OpenAITranscriptionRequest, 'file' | 'model'>
  readonly #streaming: boolean

  constructor(options: TranscriptionServiceOpenAIOptions) {
    super()
    const { openai, model = DEFAULT_MODEL, language, prompt, temperature } = options
    const { fallbackModel = options.model === undefined && DEFAULT_FALLBACK_MODEL } = options
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
   * Returns the text of a recording.
   *
   * @throws TranscriptionError if the provider fails; the reason of `signal` if that is aborted
   */
  override async transcribeFile(options: TranscribeFileOptions): Promise<string> {
    try {
      return readText(await this.#request(this.#model, options))
    } catch (error) {
      return this.#fallBack(error, options)
    }
  }

  /**
   * Yields the text of a recording while it is transcribed.
   *
   * @throws TranscriptionError if the provider fails; the reason of `signal` if that is aborted
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
      events = readEvents(await this.#request(this.#model, options, { stream: true }))
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
      cause: new Error('The stream ended without the complete text'),
    })
  }

  #request(
    model: string,
    { audioFile, signal }: TranscribeFileOptions,
    more: Readonly<Record<string, unknown>> = {},
  ): PromiseLike<unknown> {
    const body = { ...this.#fields, ...more, model, file: nameForOpenAI(audioFile) }
    return this.#openai.audio.transcriptions.create(body, { signal })
  }

  async #fallBack(error: unknown, options: TranscribeFileOptions): Promise<string> {
    if (this.#fallbackModel === undefined || !isBadRequest(error)) {
      throw toFailure(this.#openai, error, options.signal)
    }
    try {
      return readText(await this.#request(this.#fallbackModel, options))
    } catch (again) {
      throw toFailure(this.#openai, again, options.signal)
    }
  }
}
