import { type TranscribeFileOptions, TranscriptionService } from '@flightdeck/transcription'
import { readAnswer } from './read-answer.ts'
import { toFailure } from './to-failure.ts'

/** What a {@link TranscriptionServiceWhisperHttp} is made of. */
export interface TranscriptionServiceWhisperHttpOptions {
  /**
   * Where recordings are posted: `http://127.0.0.1:8080/inference` of whisper.cpp's server, or
   * `http://127.0.0.1:8000/v1/audio/transcriptions` of one that speaks OpenAI's API.
   */
  url: string | URL
  /** The model that listens. whisper.cpp has the one that it was started with. @default not sent */
  model?: string | undefined
  /** The language spoken, as ISO 639-1 has it, or what else the server knows: `auto`. @default the server's */
  language?: string | undefined
  /** A text in that language whose style and spelling the words should follow. @default none */
  prompt?: string | undefined
  /** From 0 to 1: how freely the model chooses words. @default the server's */
  temperature?: number | undefined
  /** More fields of the form: `{ temperature_inc: '0.2' }`. @default none */
  formFields?: Readonly<Record<string, string>> | undefined
  /** Headers to send along, such as `authorization`. @default none */
  headers?: Readonly<Record<string, string>> | undefined
  /** What sends the requests. @default globalThis.fetch */
  fetch?: typeof globalThis.fetch | undefined
}

/** Puts recordings into words with a Whisper server of your own, over plain `fetch`. */
export class TranscriptionServiceWhisperHttp extends TranscriptionService {
  readonly #url: URL
  readonly #fields: Readonly<Record<string, string>>
  readonly #headers: Readonly<Record<string, string>>
  readonly #fetch: typeof globalThis.fetch

  /** @throws TypeError when `url` is not one */
  constructor(options: TranscriptionServiceWhisperHttpOptions) {
    super()
    const { url, model, language, prompt, temperature, formFields, headers = {} } = options
    this.#url = new URL(url)
    this.#fields = {
      ...formFields,
      response_format: 'json',
      ...(model !== undefined && { model }),
      ...(language !== undefined && { language }),
      ...(prompt !== undefined && { prompt }),
      ...(temperature !== undefined && { temperature: String(temperature) }),
    }
    this.#headers = headers
    this.#fetch = options.fetch ?? ((...request) => globalThis.fetch(...request))
  }

  /**
   * The words of a recording, in one line.
   *
   * @throws TranscriptionError what the server's failure means; the reason of `signal` once it is aborted
   */
  override async transcribeFile({ audioFile, signal }: TranscribeFileOptions): Promise<string> {
    const body = new FormData()
    body.append('file', audioFile)
    for (const [name, value] of Object.entries(this.#fields)) body.append(name, value)
    const fetch = this.#fetch
    try {
      const response = await fetch(this.#url, {
        method: 'POST',
        headers: this.#headers,
        body,
        signal: signal ?? null,
      })
      return await readAnswer(response)
    } catch (error) {
      throw toFailure(error, signal)
    }
  }
}
