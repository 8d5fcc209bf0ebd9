/** The provider API behind a model. `chat` is chat completions of any host, `openai-chat` that of OpenAI and Azure. */
export type ProviderApi = 'chat' | 'openai-chat' | 'responses' | 'anthropic' | 'google' | 'bedrock' | 'other'

/** What is known about the model that a prompt goes to. */
export interface PromptTarget {
  readonly api: ProviderApi
  /** Whether the model is a Claude model, on whichever host. */
  readonly isClaude: boolean
  /** Whether the host is Mistral, which has a format of its own for the ids of tool calls. */
  readonly isMistral: boolean
  /** Whether the model is Gemini 3 or later, which requires thought signatures, on whichever host. */
  readonly isGemini3: boolean
  /** The specification that the model implements: `v2`, `v3` or `v4`. */
  readonly specification: string
}

const APIS: readonly (readonly [pattern: RegExp, api: ProviderApi])[] = [
  [/anthropic/, 'anthropic'],
  [/bedrock/, 'bedrock'],
  [/google|vertex|gemini/, 'google'],
  [/\.responses$/, 'responses'],
  [/^(?:openai|azure|azure-openai|minimax)\.chat$/, 'openai-chat'],
  [/\.chat$|^(?:deepseek|groq|mistral|xai|moonshotai|openrouter)\b/, 'chat'],
]

/** Derives the API from the provider string of the model, such as `openai.responses` or `google.vertex.chat`. */
export function promptTarget(model: {
  readonly provider: string
  readonly modelId: string
  readonly specificationVersion: string
}): PromptTarget {
  const api = APIS.find(([pattern]) => pattern.test(model.provider))?.[1] ?? 'other'
  return {
    api,
    isClaude: api === 'anthropic' || /claude/i.test(model.modelId),
    isMistral: /^mistral\b/.test(model.provider),
    isGemini3: /gemini-[3-9]/i.test(model.modelId),
    specification: model.specificationVersion,
  }
}
