import type { ModelSpecifier } from '../config/configuration.ts'

/** Who serves a model, as `@copilotkit/runtime` tells them apart. */
export type ModelHostClass =
  | 'openai'
  | 'azure'
  | 'openrouter'
  | 'anthropic'
  | 'google'
  | 'vertex'
  | 'bedrock'
  | 'groq'
  | 'unify'
  | 'minimax'
  | 'local'
  | 'other'
  | 'unknown'

/** The variable that sets another host for the models of a provider, and what serves them without it. */
const PROVIDERS: Readonly<Record<string, { variable?: string; host: ModelHostClass }>> = {
  openai: { variable: 'OPENAI_BASE_URL', host: 'openai' },
  anthropic: { variable: 'ANTHROPIC_BASE_URL', host: 'anthropic' },
  google: { variable: 'GOOGLE_GENERATIVE_AI_BASE_URL', host: 'google' },
  gemini: { variable: 'GOOGLE_GENERATIVE_AI_BASE_URL', host: 'google' },
  'google-gemini': { variable: 'GOOGLE_GENERATIVE_AI_BASE_URL', host: 'google' },
  minimax: { variable: 'MINIMAX_BASE_URL', host: 'minimax' },
  vertex: { host: 'vertex' },
  bedrock: { host: 'bedrock' },
  'openai-compatible': { variable: 'OPENAI_COMPATIBLE_BASE_URL', host: 'unknown' },
}

const HOSTS: readonly (readonly [RegExp, ModelHostClass])[] = [
  [
    /(^|\.)(openai\.azure\.com|services\.ai\.azure\.com|cognitiveservices\.azure\.com|azure-api\.net)$/,
    'azure',
  ],
  [/(^|\.)api\.openai\.com$/, 'openai'],
  [/(^|\.)openrouter\.ai$/, 'openrouter'],
  [/(^|\.)api\.anthropic\.com$/, 'anthropic'],
  [/(^|\.)generativelanguage\.googleapis\.com$/, 'google'],
  [/(^|[.-])aiplatform\.googleapis\.com$/, 'vertex'],
  [/^bedrock[a-z0-9.-]*\.[a-z0-9-]+\.amazonaws\.com$/, 'bedrock'],
  [/(^|\.)api\.groq\.com$/, 'groq'],
  [/(^|\.)api\.unify\.ai$/, 'unify'],
  [/(^|\.)api\.minimaxi?\.(io|com)$/, 'minimax'],
  [/(^|\.)(localhost|local|internal)$/, 'local'],
  [/^(127\.|10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.)[\d.]+$|^0\.0\.0\.0$|^\[::1\]$/, 'local'],
]

/**
 * Returns who serves a model given by name: the provider, or the host in the provider's variable, such as
 * `OPENAI_BASE_URL`. `other` is a host that is not in the list. `unknown` is a model of the AI SDK, which does not tell its
 * host, or an unknown provider.
 */
export function classifyModelSpec(spec: ModelSpecifier): ModelHostClass {
  if (typeof spec !== 'string') return 'unknown'
  const name = spec.trim().split(/[/:]/, 1)[0]?.trim().toLowerCase() ?? ''
  const provider = Object.hasOwn(PROVIDERS, name) ? PROVIDERS[name] : undefined
  if (provider === undefined) return 'unknown'
  const { process } = globalThis as { process?: { env?: Record<string, string | undefined> } }
  const url = provider.variable === undefined ? undefined : process?.env?.[provider.variable]
  return url ? classOf(url) : provider.host
}

function classOf(url: string): ModelHostClass {
  try {
    const { hostname } = new URL(url)
    return HOSTS.find(([pattern]) => pattern.test(hostname))?.[1] ?? 'other'
  } catch {
    return 'other'
  }
}
