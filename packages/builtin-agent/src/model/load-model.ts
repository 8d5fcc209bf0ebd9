import type { BuiltInAgentClassicConfig, ModelSpecifier } from '../config/configuration.ts'
import { AgentError } from '../errors/agent-error.ts'
import { loadModelFactory, type SdkModel } from './model-factories.ts'
import type { ModelAccess } from './provider-access.ts'
import { type ModelProvider, modelProviders } from './providers.ts'

/** A model's name taken apart. */
export interface NamedModel {
  readonly spec: string
  readonly providerName: string
  readonly provider: ModelProvider
  readonly modelId: string
}

/** Takes a model's name apart at its first separator. Throws an `AgentError` when it names no model or no provider. */
export function readModelName(spec: string): NamedModel {
  const [, providerName, modelId] = /^([^/:]+)[/:](.+)$/s.exec(spec.trim()) ?? []
  if (providerName === undefined || modelId === undefined) {
    throw new AgentError(
      'invalid_configuration',
      `Invalid model string "${spec}". Use "openai/gpt-4o-mini", "anthropic/claude-sonnet-4-5" or "google/gemini-2.5-pro".`,
    )
  }
  const providerKey = providerName.trim().toLowerCase().replaceAll('_', '-')
  const provider = modelProviders.get(providerKey)
  if (!provider) {
    throw new AgentError(
      'invalid_configuration',
      `Unknown provider "${providerName}" in "${spec}". Supported: ${[...modelProviders.keys()].join(', ')}.`,
    )
  }
  return { spec, providerName: providerKey, provider, modelId: modelId.trim() }
}

/** Makes a named model, and imports its provider's package for it. Rejects with an `AgentError` if the package or the key is missing. */
export async function loadNamedModel(named: NamedModel, access: ModelAccess = {}): Promise<SdkModel> {
  const make = await loadModelFactory(named.provider.api, `The model "${named.spec}"`)
  const { name } = named.provider
  return make(named.modelId, {
    ...access,
    name,
    apiKey: keyOf(named, access),
    baseURL: baseUrlOf(named, access),
  })
}

/** The model that a specifier stands for, ready to be called. */
export async function loadModel(spec: ModelSpecifier, access: ModelAccess = {}): Promise<SdkModel> {
  return typeof spec === 'string' ? loadNamedModel(readModelName(spec), access) : spec
}

function keyOf({ provider, spec }: NamedModel, access: ModelAccess): string | undefined {
  const { keyVariables, keyless } = provider
  const key = access.apiKey || keyVariables.map(variable).find((value) => value !== undefined)
  if (key === undefined && !keyless) {
    const message = `The model "${spec}" needs a key: set ${keyVariables[0]} or the option apiKey`
    throw new AgentError('auth_failed', message)
  }
  return key
}

function baseUrlOf({ provider, spec }: NamedModel, access: ModelAccess): string | undefined {
  const { baseUrlVariable, readBaseUrl, defaultBaseUrl, needsBaseUrl } = provider
  const baseURL =
    access.baseURL || variable(baseUrlVariable) || readBaseUrl?.(environmentVariable) || defaultBaseUrl
  if (baseURL === undefined && needsBaseUrl) {
    const message = `The model "${spec}" needs a baseURL, such as http://localhost:11434/v1: set ${baseUrlVariable} or the option baseURL`
    throw new AgentError('invalid_configuration', message)
  }
  return baseURL
}

function variable(name: string | undefined): string | undefined {
  return name === undefined ? undefined : environmentVariable(name)
}

/**
 * A variable of the environment, where there is one: workers have none, and Deno may be told not to give it. Empty
 * counts as not set.
 */
export function environmentVariable(name: string): string | undefined {
  if (typeof process === 'undefined') return undefined
  try {
    return process.env?.[name] || undefined
  } catch {
    return undefined
  }
}

/**
 * The key and address for the model of a run. Those of the configuration are for its own provider: a client that may choose
 * the model must not have them sent to another.
 */
export function accessOf(config: BuiltInAgentClassicConfig, model: ModelSpecifier): ModelAccess {
  if (typeof model !== 'string' || typeof config.model !== 'string') return {}
  const isOwn = model === config.model || providerOf(model) === providerOf(config.model)
  return isOwn ? { apiKey: config.apiKey, baseURL: config.baseURL } : {}
}

function providerOf(name: string): unknown {
  return readModelName(name).provider
}
