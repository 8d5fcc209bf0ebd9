import { type TranscribeFileOptions, TranscriptionService } from '@flightdeck/transcription'
import { readWhisperResponse } from './read-whisper-response.ts'
import { toFailure } from './to-whisper-failure.ts'

/** Options of {@link TranscriptionServiceWhisperHttp}. */
export interface TranscriptionServiceWhisperHttpOptions {
  /**
   * The URL that recordings are posted to: `http://127.0.0.1:8080/inference` for the server of whisper.cpp, or
   * `http://127.0.0.1:8000/v1/audio/transcriptions` for a server with OpenAI's API.
   */
  url: string | URL
  /** The transcription model. whisper.cpp uses the one it was started with. @default not sent */
  model?: string | undefined
  /** The spoken language as an ISO 639-1 code, or another value that the server knows: `auto`. @default the server's */
  language?: string | undefined
  /** A text in that language whose style and orthography the transcript should follow. @default none */
  prompt?: string | undefined
  /** Sampling temperature, from 0 to 1. @default the server's */
  temperature?: number | undefined
  /** Additional form fields, such as `{ temperature_inc: '0.2' }`. @default none */
  formFields?: Readonly<Record<string, string>> | undefined
  /** Request headers, such as `authorization`. @default none */
  headers?: Readonly<Record<string, string>> | undefined
  /** The fetch function to use. @default globalThis.fetch */
  fetch?: typeof globalThis.fetch | undefined
}

/** Transcribes recordings with a self-hosted Whisper server, over `fetch`. */
export class TranscriptionServiceWhisperHttp extends TranscriptionService {
  readonly #url: URL
  readonly #fields: Readonly<Record<string, string>>
  readonly #headers: Readonly<Record<string, string>>
  readonly #fetch: typeof globalThis.fetch

  /** @throws TypeError if `url` is not a URL */
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
   * Returns the text of a recording, in one line.
   *
   * @throws TranscriptionError if the server fails; the reason of `signal` if that is aborted
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
      return await readWhisperResponse(response)
    } catch (error) {
      throw toFailure(error, signal)
    }
  }
}
