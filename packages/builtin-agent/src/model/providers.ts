import type { LanguageModel } from 'ai'
import { AgentError } from '../errors/agent-error.ts'
import { importFailure } from './import-failure.ts'

/** A model made by a provider; a name alone is none. */
export type MadeModel = Exclude<LanguageModel, string>

/** How to reach a provider. */
export interface ProviderAccess {
  readonly apiKey: string | undefined
  readonly baseURL: string | undefined
}

/** A provider that a model can be named with. */
export interface ModelProvider {
  /** The variables that may hold its key; the first that is set counts. */
  readonly keyVariables?: readonly string[]
  /** Whether it may be called without a key. */
  readonly keyless?: boolean
  readonly baseUrlVariable?: string
  readonly defaultBaseUrl?: string
  /**
   * Imports the package of the AI SDK that speaks to it, for what needs it. Each row spells out the name, so that bundlers
   * see it, and does so in a `try`, so that they go on where it is not installed.
   */
  readonly load: (neededBy: string) => Promise<(modelId: string, access: ProviderAccess) => MadeModel>
}

const google: ModelProvider = {
  keyVariables: ['GOOGLE_API_KEY', 'GOOGLE_GENERATIVE_AI_API_KEY'],
  baseUrlVariable: 'GOOGLE_GENERATIVE_AI_BASE_URL',
  load: async (neededBy) => {
    try {
      const { createGoogleGenerativeAI } = await import('@ai-sdk/google')
      return (modelId, access) => createGoogleGenerativeAI(given(access))(modelId)
    } catch (cause) {
      throw importFailure('@ai-sdk/google', neededBy, cause)
    }
  },
}

/** The providers by the part of a model's name before the first `/` or `:`, in small letters. */
export const modelProviders: ReadonlyMap<string, ModelProvider> = new Map<string, ModelProvider>([
  [
    'openai',
    {
      keyVariables: ['OPENAI_API_KEY'],
      baseUrlVariable: 'OPENAI_BASE_URL',
      load: async (neededBy) => {
        try {
          const { createOpenAI } = await import('@ai-sdk/openai')
          return (modelId, access) => createOpenAI(given(access))(modelId)
        } catch (cause) {
          throw importFailure('@ai-sdk/openai', neededBy, cause)
        }
      },
    },
  ],
  [
    'anthropic',
    {
      keyVariables: ['ANTHROPIC_API_KEY'],
      baseUrlVariable: 'ANTHROPIC_BASE_URL',
      load: async (neededBy) => {
        try {
          const { createAnthropic } = await import('@ai-sdk/anthropic')
          return (modelId, access) => createAnthropic(given(access))(modelId)
        } catch (cause) {
          throw importFailure('@ai-sdk/anthropic', neededBy, cause)
        }
      },
    },
  ],
  ['google', google],
  ['gemini', google],
  ['google-gemini', google],
  [
    'vertex',
    {
      load: async (neededBy) => {
        try {
          const { createVertex } = await import('#google-vertex')
          return (modelId, access) => createVertex(given(access))(modelId)
        } catch (cause) {
          throw importFailure('@ai-sdk/google-vertex', neededBy, cause)
        }
      },
    },
  ],
  [
    'minimax',
    {
      keyVariables: ['MINIMAX_API_KEY'],
      baseUrlVariable: 'MINIMAX_BASE_URL',
      defaultBaseUrl: 'https://api.minimax.io/v1',
      load: async (neededBy) => {
        try {
          const { createOpenAI } = await import('@ai-sdk/openai')
          // MiniMax speaks chat completions, not the responses API that the SDK would choose.
          return (modelId, access) => createOpenAI({ name: 'minimax', ...given(access) }).chat(modelId)
        } catch (cause) {
          throw importFailure('@ai-sdk/openai', neededBy, cause)
        }
      },
    },
  ],
  [
    'openai-compatible',
    {
      keyVariables: ['OPENAI_COMPATIBLE_API_KEY'],
      keyless: true,
      baseUrlVariable: 'OPENAI_COMPATIBLE_BASE_URL',
      load: async (neededBy) => {
        try {
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
        } catch (cause) {
          throw importFailure('@ai-sdk/openai-compatible', neededBy, cause)
        }
      },
    },
  ],
])

function given({ apiKey, baseURL }: ProviderAccess): { apiKey?: string; baseURL?: string } {
  return { ...(apiKey !== undefined && { apiKey }), ...(baseURL !== undefined && { baseURL }) }
}
