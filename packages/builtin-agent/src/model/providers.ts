import type { ModelApi } from './model-factories.ts'

/** Reads a variable of the environment. Returns undefined if it is not set. */
export type ReadVariable = (name: string) => string | undefined

/** A provider that a model can be named with. */
export interface ModelProvider {
  /** How its models are called. */
  readonly api: ModelApi
  /** The name that the package is given, which `providerOptions` have, too. @default the package's */
  readonly name?: string
  /** The variables that may hold its key; the first that is set counts. */
  readonly keyVariables: readonly string[]
  /** Whether it may be called without a key. @default false */
  readonly keyless?: boolean
  /** The variable that may hold the base URL. */
  readonly baseUrlVariable?: string
  /** Reads the base URL from other variables, if `baseUrlVariable` is not set. */
  readonly readBaseUrl?: (read: ReadVariable) => string | undefined
  /** @default the one that the provider's package knows */
  readonly defaultBaseUrl?: string
  /** Whether only the application knows where it is. @default false */
  readonly needsBaseUrl?: boolean
}

/** A host of chat completions. Its base URL may be in a variable that is named like that of its key. */
function chatHost(
  name: string,
  keyVariables: readonly [string, ...string[]],
  defaultBaseUrl: string,
  more: Partial<ModelProvider> = {},
): ModelProvider {
  const baseUrlVariable = keyVariables[0].replace(/_API_KEY$/, '_BASE_URL')
  return { api: 'openai-compatible', name, keyVariables, baseUrlVariable, defaultBaseUrl, ...more }
}

/** Ollama is configured with a host, with or without a scheme. */
function readOllamaHost(read: ReadVariable): string | undefined {
  const host = read('OLLAMA_HOST')?.replace(/\/+$/, '')
  if (host === undefined) return undefined
  const url = host.includes('://') ? host : `http://${host}`
  // Servers listen at this address; clients do not call it.
  const reachable = url.replace('//0.0.0.0', '//127.0.0.1')
  return `${/:\d+$/.test(reachable) || host.includes('://') ? reachable : `${reachable}:11434`}/v1`
}

/** Azure has one address for each resource. */
function readAzureUrl(read: ReadVariable): string | undefined {
  const resource = read('AZURE_RESOURCE_NAME')
  const endpoint = read('AZURE_OPENAI_ENDPOINT') ?? (resource && `https://${resource}.openai.azure.com`)
  return endpoint && `${endpoint.replace(/\/+$/, '').replace(/\/openai(?:\/v1)?$/, '')}/openai/v1`
}

const google: ModelProvider = {
  api: 'google',
  keyVariables: ['GOOGLE_API_KEY', 'GOOGLE_GENERATIVE_AI_API_KEY'],
  baseUrlVariable: 'GOOGLE_GENERATIVE_AI_BASE_URL',
}

const vertex: ModelProvider = { api: 'vertex', keyVariables: ['GOOGLE_VERTEX_API_KEY'], keyless: true }

// It goes by keys of AWS, which its package looks for; a key of Bedrock's own may stand for them.
const bedrock: ModelProvider = {
  api: 'bedrock',
  keyVariables: ['AWS_BEARER_TOKEN_BEDROCK'],
  keyless: true,
  baseUrlVariable: 'AWS_ENDPOINT_URL_BEDROCK_RUNTIME',
}

const azure: ModelProvider = {
  api: 'azure',
  keyVariables: ['AZURE_API_KEY', 'AZURE_OPENAI_API_KEY'],
  baseUrlVariable: 'AZURE_BASE_URL',
  readBaseUrl: readAzureUrl,
  needsBaseUrl: true,
}

const mistral = chatHost('mistral', ['MISTRAL_API_KEY'], 'https://api.mistral.ai/v1')
const xai = chatHost('xai', ['XAI_API_KEY'], 'https://api.x.ai/v1')
const moonshot = chatHost('moonshotai', ['MOONSHOT_API_KEY'], 'https://api.moonshot.ai/v1')
const together = chatHost(
  'togetherai',
  ['TOGETHER_API_KEY', 'TOGETHER_AI_API_KEY'],
  'https://api.together.xyz/v1',
)
const fireworks = chatHost('fireworks', ['FIREWORKS_API_KEY'], 'https://api.fireworks.ai/inference/v1')
const lmStudio = chatHost('lmstudio', ['LMSTUDIO_API_KEY'], 'http://localhost:1234/v1', { keyless: true })
const ollama = chatHost('ollama', ['OLLAMA_API_KEY'], 'http://localhost:11434/v1', {
  keyless: true,
  readBaseUrl: readOllamaHost,
})

/**
 * The providers by the part of a model's name before the first `/` or `:`, in small letters and with `-` for `_`. Several have
 * the names of other runtimes, too.
 */
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
    'google-genai': google,
    // It goes by a project and a place as well, which its package looks for.
    vertex,
    'google-vertex': vertex,
    'google-vertexai': vertex,
    bedrock,
    'amazon-bedrock': bedrock,
    'bedrock-converse': bedrock,
    azure,
    'azure-openai': azure,
    groq: chatHost('groq', ['GROQ_API_KEY'], 'https://api.groq.com/openai/v1'),
    mistral,
    mistralai: mistral,
    xai,
    'x-ai': xai,
    deepseek: chatHost('deepseek', ['DEEPSEEK_API_KEY'], 'https://api.deepseek.com/v1'),
    moonshotai: moonshot,
    moonshot,
    cerebras: chatHost('cerebras', ['CEREBRAS_API_KEY'], 'https://api.cerebras.ai/v1'),
    together,
    togetherai: together,
    fireworks,
    'fireworks-ai': fireworks,
    deepinfra: chatHost('deepinfra', ['DEEPINFRA_API_KEY'], 'https://api.deepinfra.com/v1/openai'),
    perplexity: chatHost('perplexity', ['PERPLEXITY_API_KEY'], 'https://api.perplexity.ai'),
    openrouter: chatHost('openrouter', ['OPENROUTER_API_KEY'], 'https://openrouter.ai/api/v1'),
    cohere: chatHost('cohere', ['COHERE_API_KEY'], 'https://api.cohere.ai/compatibility/v1'),
    huggingface: chatHost(
      'huggingface',
      ['HUGGINGFACE_API_KEY', 'HF_TOKEN'],
      'https://router.huggingface.co/v1',
    ),
    baseten: chatHost('baseten', ['BASETEN_API_KEY'], 'https://inference.baseten.co/v1'),
    alibaba: chatHost(
      'alibaba',
      ['ALIBABA_API_KEY'],
      'https://dashscope-intl.aliyuncs.com/compatible-mode/v1',
    ),
    gateway: chatHost('gateway', ['AI_GATEWAY_API_KEY'], 'https://ai-gateway.vercel.sh/v1'),
    ollama,
    lmstudio: lmStudio,
    'lm-studio': lmStudio,
    vllm: chatHost('vllm', ['VLLM_API_KEY'], 'http://localhost:8000/v1', { keyless: true }),
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
