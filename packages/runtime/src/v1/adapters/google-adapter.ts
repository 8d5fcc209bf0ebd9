import { adaptedModel } from './adapted-model.ts'
import { noteAdapter } from './adapter-warnings.ts'
import type { CopilotServiceAdapter, LanguageModel } from './service-adapter.ts'

/** Options of {@link GoogleGenerativeAIAdapter}. */
export interface GoogleGenerativeAIAdapterParams {
  /** @default 'gemini-2.5-flash' */
  model?: string | undefined
  /** The version of the API. @default 'v1beta' */
  apiVersion?: 'v1' | 'v1beta' | undefined
  /** @default `GOOGLE_API_KEY` */
  apiKey?: string | undefined
}

const OPTIONS: Record<keyof GoogleGenerativeAIAdapterParams, true> = {
  model: true,
  apiVersion: true,
  apiKey: true,
}

/** Gemini models of Google. Needs `@ai-sdk/google`. */
export class GoogleGenerativeAIAdapter implements CopilotServiceAdapter {
  readonly provider = 'google'
  readonly name = 'GoogleGenerativeAIAdapter'
  readonly model: string
  readonly #params: GoogleGenerativeAIAdapterParams

  constructor(params: GoogleGenerativeAIAdapterParams = {}) {
    this.#params = params
    this.model = params.model ?? 'gemini-2.5-flash'
    noteAdapter(this, {
      name: 'GoogleGenerativeAIAdapter',
      params,
      options: OPTIONS,
      model: `google/${this.model}`,
    })
  }

  getLanguageModel(): LanguageModel {
    const { apiKey, apiVersion } = this.#params
    const baseURL = apiVersion && `https://generativelanguage.googleapis.com/${apiVersion}`
    return adaptedModel(`google/${this.model}`, { apiKey, baseURL })
  }
}
