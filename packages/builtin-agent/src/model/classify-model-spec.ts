import type { ModelSpecifier } from '../config/configuration.ts'
import { environmentVariable } from './load-model.ts'
import type { ModelApi } from './model-factories.ts'
import { modelProviders } from './providers.ts'

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

/** Who serves the models of a provider whose address only its package knows. */
const OWN_HOSTS: Partial<Readonly<Record<ModelApi, ModelHostClass>>> = {
  openai: 'openai',
  anthropic: 'anthropic',
  google: 'google',
  vertex: 'vertex',
  bedrock: 'bedrock',
  azure: 'azure',
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
  const name = spec.trim().split(/[/:]/, 1)[0]?.trim().toLowerCase().replaceAll('_', '-') ?? ''
  const provider = modelProviders.get(name)
  if (provider === undefined) return 'unknown'
  const { baseUrlVariable, readBaseUrl, defaultBaseUrl, api } = provider
  const given = baseUrlVariable === undefined ? undefined : environmentVariable(baseUrlVariable)
  const url = given ?? readBaseUrl?.(environmentVariable) ?? defaultBaseUrl
  return url === undefined ? (OWN_HOSTS[api] ?? 'unknown') : classOf(url)
}

function classOf(url: string): ModelHostClass {
  try {
    const { hostname } = new URL(url)
    return HOSTS.find(([pattern]) => pattern.test(hostname))?.[1] ?? 'other'
  } catch {
    return 'other'
  }
}
