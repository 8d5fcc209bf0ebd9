import type { ModelSpecifier } from '../configuration.ts'
import { AgentError } from '../errors/agent-error.ts'
import { environmentVariable } from './environment.ts'
import { type MadeModel, type ModelProvider, modelProviders } from './providers.ts'

/** How to reach the provider of a model given by name. */
export interface ModelAccess {
  /** The key. @default the provider's variable, such as `OPENAI_API_KEY`, where there is an environment */
  apiKey?: string | undefined
  /** Where the provider's API is. @default the provider's variable, such as `OPENAI_BASE_URL`, or its own address */
  baseURL?: string | undefined
}

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
  const provider = modelProviders.get(providerName.trim().toLowerCase())
  if (!provider) {
    throw new AgentError(
      'invalid_configuration',
      `Unknown provider "${providerName}" in "${spec}". Supported: openai, anthropic, google (gemini), vertex, minimax, openai-compatible.`,
    )
  }
  return { spec, providerName: providerName.trim().toLowerCase(), provider, modelId: modelId.trim() }
}

/** Makes a named model, and imports its provider's package for it. Rejects with an `AgentError` if the package or the key is missing. */
export async function loadNamedModel(named: NamedModel, access: ModelAccess = {}): Promise<MadeModel> {
  const { provider, spec, modelId } = named
  const make = await provider.load(`The model "${spec}"`)
  return make(modelId, {
    apiKey: keyOf(named, access),
    baseURL: access.baseURL || variable(provider.baseUrlVariable) || provider.defaultBaseUrl,
  })
}

/** The model that a specifier stands for, ready to be called. */
export async function loadModel(spec: ModelSpecifier, access: ModelAccess = {}): Promise<MadeModel> {
  return typeof spec === 'string' ? loadNamedModel(readModelName(spec), access) : spec
}

function keyOf({ provider, spec }: NamedModel, access: ModelAccess): string | undefined {
  const { keyVariables = [], keyless } = provider
  const key = access.apiKey || keyVariables.map(variable).find((value) => value !== undefined)
  const [first] = keyVariables
  if (key === undefined && first !== undefined && !keyless) {
    throw new AgentError('auth_failed', `The model "${spec}" needs a key: set ${first} or the option apiKey`)
  }
  return key
}

function variable(name: string | undefined): string | undefined {
  return name === undefined ? undefined : environmentVariable(name)
}
