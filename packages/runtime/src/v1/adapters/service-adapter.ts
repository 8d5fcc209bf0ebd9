import type { BuiltInAgentClassicConfig, ModelSettings, ModelSpecifier } from '@flightdeck/builtin-agent'

/** A model object of the AI SDK. */
export type LanguageModel = Exclude<ModelSpecifier, string>

/** What `process` of a service adapter is given. */
export interface CopilotRuntimeChatCompletionRequest {
  eventSource: unknown
  messages: unknown[]
  actions: unknown[]
  model?: string | undefined
  threadId?: string | undefined
  runId?: string | undefined
  forwardedParameters?: unknown
}

/** What `process` of a service adapter gives. */
export interface CopilotRuntimeChatCompletionResponse {
  threadId: string
  runId?: string | undefined
  extensions?: unknown
}

/**
 * Says which model the agent `default` is on. The runtime uses `getLanguageModel()`, else `provider` and `model`; without
 * either there is no agent to make.
 */
export interface CopilotServiceAdapter {
  /** The provider of `model`, such as `openai`. */
  provider?: string | undefined
  /** The model's name at that provider. */
  model?: string | undefined
  /** What the adapter is called in messages. An adapter called `EmptyAdapter` makes no agent. */
  name?: string | undefined
  /** The model, ready to be called. */
  getLanguageModel?(): LanguageModel | Promise<LanguageModel>
  /** Settings for every call of the model. @default none */
  modelSettings?: ModelSettings | undefined
  /** Called by `@copilotkit/runtime` before 1.50. Never called here. */
  process?(request: CopilotRuntimeChatCompletionRequest): Promise<CopilotRuntimeChatCompletionResponse>
}

/** The configuration of an agent, as an adapter decides it. */
export type AdapterAgentConfig = Pick<BuiltInAgentClassicConfig, 'model'> & ModelSettings
