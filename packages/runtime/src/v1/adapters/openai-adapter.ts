import type { ModelAccess, ModelSettings } from '@flightdeck/builtin-agent'
import { adaptedModel } from './adapted-model.ts'
import { noteAdapter } from './adapter-warnings.ts'
import { accessOfAzureClient, isAzureClient } from './azure-client.ts'
import { environmentVariable } from './environment.ts'
import { limitPrompt } from './limit-prompt.ts'
import { accessOfClient, type SdkClientLike } from './sdk-client.ts'
import type { CopilotServiceAdapter, LanguageModel } from './service-adapter.ts'

/** Options of {@link OpenAIAdapter}. */
export interface OpenAIAdapterParams {
  /**
   * A client of the package `openai`, also of its class `AzureOpenAI`. Its key, base URL, organization, project, headers, query and `fetch` are used.
   * @default `OPENAI_API_KEY`, `OPENAI_BASE_URL`, `OPENAI_ORG_ID` and `OPENAI_PROJECT_ID`
   */
  openai?: SdkClientLike | undefined
  /** @default 'gpt-4o' */
  model?: string | undefined
  /** Whether the model may call one tool at a time only. @default false */
  disableParallelToolCalls?: boolean | undefined
  /** Whether system messages go out with the role `system` also to models that prefer `developer`. @default false */
  keepSystemRole?: boolean | undefined
  /** Tokens that a call may have, by a rough estimate: the oldest messages are left out. @default no limit */
  maxInputTokens?: number | undefined
}

const OPENAI_HOST = 'api.openai.com'

const OPTIONS: Record<keyof OpenAIAdapterParams, true> = {
  openai: true,
  model: true,
  disableParallelToolCalls: true,
  keepSystemRole: true,
  maxInputTokens: true,
}

/**
 * Models of OpenAI, and of every host that speaks its chat completions. The Responses API is used at `api.openai.com` only.
 * Needs `@ai-sdk/openai`.
 */
export class OpenAIAdapter implements CopilotServiceAdapter {
  readonly provider = 'openai'
  readonly name = 'OpenAIAdapter'
  readonly model: string
  readonly modelSettings: ModelSettings
  readonly #params: OpenAIAdapterParams

  constructor(params: OpenAIAdapterParams = {}) {
    this.#params = params
    this.model = params.model ?? 'gpt-4o'
    noteAdapter(this, {
      name: 'OpenAIAdapter',
      params,
      options: OPTIONS,
      model: `openai/${this.model}`,
    })
    const openai = {
      ...(params.disableParallelToolCalls && { parallelToolCalls: false }),
      ...(params.keepSystemRole && { systemMessageMode: 'system' }),
    }
    this.modelSettings = Object.keys(openai).length > 0 ? { providerOptions: { openai } } : {}
  }

  /** The client that was passed, if one was. */
  get openai(): SdkClientLike | undefined {
    return this.#params.openai
  }

  getLanguageModel(): LanguageModel {
    const { openai, maxInputTokens } = this.#params
    const access = openai
      ? accessOf(openai, this.model)
      : {
          baseURL: environmentVariable('OPENAI_BASE_URL'),
          organization: environmentVariable('OPENAI_ORG_ID'),
          project: environmentVariable('OPENAI_PROJECT_ID'),
        }
    const { baseURL } = access
    const isOpenAI = baseURL === undefined || new URL(baseURL).hostname === OPENAI_HOST
    const limits = maxInputTokens === undefined ? [] : [limitPrompt(maxInputTokens)]
    return adaptedModel(
      `openai/${this.model}`,
      { ...access, api: isOpenAI ? 'responses' : 'chat' },
      ...limits,
    )
  }
}

function accessOf(client: SdkClientLike, model: string): ModelAccess {
  return isAzureClient(client) ? accessOfAzureClient(client, model) : accessOfClient(client)
}
