import { adaptedModel } from './adapted-model.ts'
import { noteAdapter } from './adapter-warnings.ts'
import { environmentVariable } from './environment.ts'
import type { CopilotServiceAdapter, LanguageModel } from './service-adapter.ts'

/** Options of {@link UnifyAdapter}. */
export interface UnifyAdapterParams {
  /** @default `UNIFY_API_KEY` */
  apiKey?: string | undefined
  /** Such as `llama-3-8b-chat@fireworks-ai`. */
  model: string
}

const OPTIONS: Record<keyof UnifyAdapterParams, true> = { apiKey: true, model: true }

/** Models at Unify. Needs `@ai-sdk/openai-compatible`. */
export class UnifyAdapter implements CopilotServiceAdapter {
  readonly provider = 'unify'
  readonly name = 'UnifyAdapter'
  readonly model: string
  readonly #params: UnifyAdapterParams

  /** @throws TypeError without a model */
  constructor(params: UnifyAdapterParams) {
    if (!params?.model) throw new TypeError("UnifyAdapter needs a model: new UnifyAdapter({ model: '…' }).")
    this.#params = params
    this.model = params.model
    noteAdapter(this, {
      name: 'UnifyAdapter',
      params,
      options: OPTIONS,
      model: `openai-compatible/${this.model}`,
    })
  }

  getLanguageModel(): LanguageModel {
    const apiKey = this.#params.apiKey ?? environmentVariable('UNIFY_API_KEY')
    const baseURL = environmentVariable('UNIFY_BASE_URL') ?? 'https://api.unify.ai/v0'
    return adaptedModel(`openai-compatible/${this.model}`, { apiKey, baseURL })
  }
}
