import type { LanguageModel } from 'ai'
import { AgentError } from '../errors/agent-error.ts'

/** A model made by a provider; a name alone is none. */
export type MadeModel = Exclude<LanguageModel, string>

/** How to reach a provider. */
export interface ProviderAccess {
  readonly apiKey: string | undefined
  readonly baseURL: string | undefined
}

/** A provider that a model can be named with. */
export interface ModelProvider {
  /** The package of the AI SDK that speaks to it; it is imported when a model of this provider is first used. */
  readonly packageName: string
  /** The variables that may hold its key; the first that is set counts. */
  readonly keyVariables?: readonly string[]
  /** Whether it may be called without a key. */
  readonly keyless?: boolean
  readonly baseUrlVariable?: string
  readonly defaultBaseUrl?: string
  /** Imports the package. Its name is spelled out in each row, so that bundlers see it. */
  readonly load: () => Promise<(modelId: string, access: ProviderAccess) => MadeModel>
}

const google: ModelProvider = {
  packageName: '@ai-sdk/google',
  keyVariables: ['GOOGLE_API_KEY', 'GOOGLE_GENERATIVE_AI_API_KEY'],
  baseUrlVariable: 'GOOGLE_GENERATIVE_AI_BASE_URL',
  load: async () => {
    const { createGoogleGenerativeAI } = await import('@ai-sdk/google')
    return (modelId, access) => createGoogleGenerativeAI(given(access))(modelId)
  },
}

/** The providers by the part of a model's name before the first `/` or `:`, in small letters. */
export const modelProviders: ReadonlyMap<string, ModelProvider> = new Map<string, ModelProvider>([
  [
    'openai',
    {
      packageName: '@ai-sdk/openai',
      keyVariables: ['OPENAI_API_KEY'],
      baseUrlVariable: 'OPENAI_BASE_URL',
      load: async () => {
        const { createOpenAI } = await import('@ai-sdk/openai')
        return (modelId, access) => createOpenAI(given(access))(modelId)
      },
    },
  ],
  [
    'anthropic',
    {
      packageName: '@ai-sdk/anthropic',
      keyVariables: ['ANTHROPIC_API_KEY'],
      baseUrlVariable: 'ANTHROPIC_BASE_URL',
      load: async () => {
        const { createAnthropic } = await import('@ai-sdk/anthropic')
        return (modelId, access) => createAnthropic(given(access))(modelId)
      },
    },
  ],
  ['google', google],
  ['gemini', google],
  ['google-gemini', google],
  [
    'vertex',
    {
      packageName: '@ai-sdk/google-vertex',
      load: async () => {
        const { createVertex } = await import('@ai-sdk/google-vertex')
        return (modelId, access) => createVertex(given(access))(modelId)
      },
    },
  ],
  [
    'minimax',
    {
      packageName: '@ai-sdk/openai',
      keyVariables: ['MINIMAX_API_KEY'],
      baseUrlVariable: 'MINIMAX_BASE_URL',
      defaultBaseUrl: 'https://api.minimax.io/v1',
      load: async () => {
        const { createOpenAI } = await import('@ai-sdk/openai')
        // MiniMax speaks chat completions, not the responses API that the SDK would choose.
        return (modelId, access) => createOpenAI({ name: 'minimax', ...given(access) }).chat(modelId)
      },
    },
  ],
  [
    'openai-compatible',
    {
      packageName: '@ai-sdk/openai-compatible',
      keyVariables: ['OPENAI_COMPATIBLE_API_KEY'],
      keyless: true,
      baseUrlVariable: 'OPENAI_COMPATIBLE_BASE_URL',
      load: async () => {
        const { createOpenAICompatible } = await import('@ai-sdk/openai-compatible')
        return (modelId, { apiKey, baseURL }) => {
          if (baseURL === undefined) {
            throw new AgentError(
              'invalid_configuration',
              `The model "openai-compatible/${modelId}" needs a baseURL, such as http://localhost:11434/v1.`,
            )
          }
          return createOpenAICompatible({
            name: 'openai-compatible',
            baseURL,
            includeUsage: true,
            ...(apiKey !== undefined && { apiKey }),
          })(modelId)
        }
      },
    },
  ],
])

function given({ apiKey, baseURL }: ProviderAccess): { apiKey?: string; baseURL?: string } {
  return { ...(apiKey !== undefined && { apiKey }), ...(baseURL !== undefined && { baseURL }) }
}
