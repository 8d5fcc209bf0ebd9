import { adaptedModel } from './adapted-model.ts'
import { noteAdapter } from './adapter-warnings.ts'
import type { CopilotServiceAdapter, LanguageModel } from './service-adapter.ts'

/** Options of {@link ExperimentalOllamaAdapter}. */
export interface OllamaAdapterParams {
  /** @default 'llama3:latest' */
  model?: string | undefined
  /** Where Ollama is, with or without the path `/v1`. @default 'http://127.0.0.1:11434' */
  baseUrl?: string | undefined
}

const OPTIONS: Record<keyof OllamaAdapterParams, true> = { model: true, baseUrl: true }

/** Models of an Ollama server. Needs `@ai-sdk/openai-compatible`. */
export class ExperimentalOllamaAdapter implements CopilotServiceAdapter {
  readonly provider = 'ollama'
  readonly name = 'OllamaAdapter'
  readonly model: string
  readonly #baseUrl: string

  constructor(params: OllamaAdapterParams = {}) {
    const { model = 'llama3:latest', baseUrl = 'http://127.0.0.1:11434' } = params
    this.model = model
    noteAdapter(this, {
      name: 'ExperimentalOllamaAdapter',
      params,
      options: OPTIONS,
      model: `openai-compatible/${this.model}`,
    })
    this.#baseUrl = baseUrl.replace(/\/+$/, '')
  }

  getLanguageModel(): LanguageModel {
    const baseURL = this.#baseUrl.endsWith('/v1') ? this.#baseUrl : `${this.#baseUrl}/v1`
    return adaptedModel(`openai-compatible/${this.model}`, { baseURL, apiKey: 'ollama' })
  }
}
