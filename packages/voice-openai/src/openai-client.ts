/** The fields of OpenAI's `POST /audio/transcriptions`. */
export interface OpenAITranscriptionRequest {
  file: File
  model: string
  response_format: 'json'
  language?: string
  prompt?: string
  temperature?: number
}

/**
 * The part of a client of the `openai` package (versions 5 to 7) that is used. Clients are matched by shape, so an
 * `OpenAI` or `AzureOpenAI` of any copy of the package works, and so does another SDK with the same method.
 */
export interface OpenAITranscriptionClient {
  readonly audio: {
    readonly transcriptions: {
      create(
        body: OpenAITranscriptionRequest,
        options?: { signal?: AbortSignal | undefined },
      ): PromiseLike<unknown>
    }
  }
}
