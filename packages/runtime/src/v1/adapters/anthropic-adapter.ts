import { adaptedModel } from './adapted-model.ts'
import { noteAdapter } from './adapter-warnings.ts'
import { cachePrompt } from './cache-prompt.ts'
import { environmentVariable } from './environment.ts'
import { limitPrompt } from './limit-prompt.ts'
import { accessOfClient, type SdkClientLike } from './sdk-client.ts'
import type { CopilotServiceAdapter, LanguageModel } from './service-adapter.ts'

/** Whether Anthropic is asked to cache prompts. */
export interface AnthropicPromptCachingConfig {
  /** @default false */
  enabled: boolean
  /** @deprecated Without effect, which a warning says. */
  debug?: boolean | undefined
}

/** Options of {@link AnthropicAdapter}. */
export interface AnthropicAdapterParams {
  /**
   * A client of the package `@anthropic-ai/sdk`. Its key, base URL, headers, query and `fetch` are used.
   * @default `ANTHROPIC_API_KEY` and `ANTHROPIC_BASE_URL`
   */
  anthropic?: SdkClientLike | undefined
  /** @default 'claude-opus-4-8' */
  model?: string | undefined
  /** Caches what is up to the end of the system message, and up to the last message. @default off */
  promptCaching?: AnthropicPromptCachingConfig | undefined
  /** Tokens that a call may have, by a rough estimate: the oldest messages are left out. @default no limit */
  maxInputTokens?: number | undefined
}

const OPTIONS: Record<keyof AnthropicAdapterParams, true> = {
  anthropic: true,
  model: true,
  promptCaching: true,
  maxInputTokens: true,
}

/** Models of Anthropic. Needs `@ai-sdk/anthropic`. */
export class AnthropicAdapter implements CopilotServiceAdapter {
  readonly provider = 'anthropic'
  readonly name = 'AnthropicAdapter'
  readonly model: string
  readonly #params: AnthropicAdapterParams

  constructor(params: AnthropicAdapterParams = {}) {
    this.#params = params
    this.model = params.model ?? 'claude-opus-4-8'
    noteAdapter(this, {
      name: 'AnthropicAdapter',
      params,
      options: OPTIONS,
      model: `anthropic/${this.model}`,
      useless: params.promptCaching?.debug
        ? ['promptCaching.debug has no effect: the usage of each run says what was cached']
        : [],
    })
  }

  /** The client that was passed, if one was. */
  get anthropic(): SdkClientLike | undefined {
    return this.#params.anthropic
  }

  getLanguageModel(): LanguageModel {
    const { anthropic, promptCaching, maxInputTokens } = this.#params
    const access = anthropic
      ? accessOfClient(anthropic, (key) => ({ 'x-api-key': key }))
      : { baseURL: environmentVariable('ANTHROPIC_BASE_URL') }
    return adaptedModel(
      `anthropic/${this.model}`,
      { ...access, baseURL: access.baseURL && withVersion(access.baseURL) },
      ...(maxInputTokens === undefined ? [] : [limitPrompt(maxInputTokens)]),
      ...(promptCaching?.enabled ? [cachePrompt] : []),
    )
  }
}

/** The base URL of Anthropic's SDK has no version, that of the AI SDK has one. */
function withVersion(baseURL: string): string {
  const base = baseURL.replace(/\/+$/, '')
  return /\/v\d+$/.test(base) ? base : `${base}/v1`
}
