import type { ModelApi } from './model-factories.ts'

/** A provider that a model can be named with. */
export interface ModelProvider {
  /** How its models are called. */
  readonly api: ModelApi
  /** The variables that may hold its key; the first that is set counts. */
  readonly keyVariables: readonly string[]
  /** Whether it may be called without a key. @default false */
  readonly keyless?: boolean
  readonly baseUrlVariable?: string
  /** @default the one that the provider's package knows */
  readonly defaultBaseUrl?: string
  /** Whether only the application knows where it is. @default false */
  readonly needsBaseUrl?: boolean
}

const google: ModelProvider = {
  api: 'google',
  keyVariables: ['GOOGLE_API_KEY', 'GOOGLE_GENERATIVE_AI_API_KEY'],
  baseUrlVariable: 'GOOGLE_GENERATIVE_AI_BASE_URL',
}

/** The providers by the part of a model's name before the first `/` or `:`, in small letters. */
export const modelProviders: ReadonlyMap<string, ModelProvider> = new Map(
  Object.entries({
    openai: { api: 'openai', keyVariables: ['OPENAI_API_KEY'], baseUrlVariable: 'OPENAI_BASE_URL' },
    anthropic: {
      api: 'anthropic',
      keyVariables: ['ANTHROPIC_API_KEY'],
      baseUrlVariable: 'ANTHROPIC_BASE_URL',
    },
    google,
    gemini: google,
    'google-gemini': google,
    // It goes by a project and a place as well, which its package looks for.
    vertex: { api: 'vertex', keyVariables: ['GOOGLE_VERTEX_API_KEY'], keyless: true },
    // It goes by keys of AWS, which its package looks for; a key of Bedrock's own may stand for them.
    bedrock: {
      api: 'bedrock',
      keyVariables: ['AWS_BEARER_TOKEN_BEDROCK'],
      keyless: true,
      baseUrlVariable: 'AWS_ENDPOINT_URL_BEDROCK_RUNTIME',
    },
    minimax: {
      api: 'minimax',
      keyVariables: ['MINIMAX_API_KEY'],
      baseUrlVariable: 'MINIMAX_BASE_URL',
      defaultBaseUrl: 'https://api.minimax.io/v1',
    },
    'openai-compatible': {
      api: 'openai-compatible',
      keyVariables: ['OPENAI_COMPATIBLE_API_KEY'],
      keyless: true,
      baseUrlVariable: 'OPENAI_COMPATIBLE_BASE_URL',
      needsBaseUrl: true,
    },
  } satisfies Record<string, ModelProvider>),
)
