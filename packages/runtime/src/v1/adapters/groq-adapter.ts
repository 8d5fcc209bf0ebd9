import type { ModelSettings } from '@flightdeck/builtin-agent'
import { adaptedModel } from './adapted-model.ts'
import { noteAdapter } from './adapter-warnings.ts'
import { environmentVariable } from './environment.ts'
import { accessOfClient, type SdkClientLike } from './sdk-client.ts'
import type { CopilotServiceAdapter, LanguageModel } from './service-adapter.ts'

/** Options of {@link GroqAdapter}. */
export interface GroqAdapterParams {
  /** A client of the package `groq-sdk`. @default `GROQ_API_KEY` and `GROQ_BASE_URL` */
  groq?: SdkClientLike | undefined
  /** @default 'llama-3.3-70b-versatile' */
  model?: string | undefined
  /** Whether the model may call one tool at a time only. @default false */
  disableParallelToolCalls?: boolean | undefined
}

const API_PATH = '/openai/v1'

const OPTIONS: Record<keyof GroqAdapterParams, true> = {
  groq: true,
  model: true,
  disableParallelToolCalls: true,
}

/** Models at Groq. Needs `@ai-sdk/openai-compatible`. */
export class GroqAdapter implements CopilotServiceAdapter {
  readonly provider = 'groq'
  readonly name = 'GroqAdapter'
  readonly model: string
  readonly modelSettings: ModelSettings
  readonly #params: GroqAdapterParams

  constructor(params: GroqAdapterParams = {}) {
    this.#params = params
    this.model = params.model ?? 'llama-3.3-70b-versatile'
    noteAdapter(this, {
      name: 'GroqAdapter',
      params,
      options: OPTIONS,
      model: `openai-compatible/${this.model}`,
    })
    this.modelSettings = params.disableParallelToolCalls
      ? { providerOptions: { 'openai-compatible': { parallel_tool_calls: false } } }
      : {}
  }

  /** The client that was passed, if one was. */
  get groq(): SdkClientLike | undefined {
    return this.#params.groq
  }

  getLanguageModel(): LanguageModel {
    const { groq } = this.#params
    const access = groq
      ? accessOfClient(groq)
      : { apiKey: environmentVariable('GROQ_API_KEY'), baseURL: environmentVariable('GROQ_BASE_URL') }
    const base = (access.baseURL ?? 'https://api.groq.com').replace(/\/+$/, '')
    const baseURL = base.endsWith(API_PATH) ? base : `${base}${API_PATH}`
    return adaptedModel(`openai-compatible/${this.model}`, { ...access, baseURL })
  }
}
