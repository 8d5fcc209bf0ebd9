/** The request that is made for a recording, in the fields of OpenAI's `POST /audio/transcriptions`. */
export interface OpenAITranscriptionRequest {
  file: File
  model: string
  response_format: 'json'
  language?: string
  prompt?: string
  temperature?: number
}

/**
 * What is used of a client of the `openai` package, versions 5 to 7. Clients are known by this shape, so that an
 * `OpenAI` or `AzureOpenAI` of any copy of the package will do, as will another SDK that has the same method.
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
