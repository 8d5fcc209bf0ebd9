import type { BuiltInAgentClassicConfig, ModelSpecifier } from '../config/configuration.ts'
import { readModelName } from './load-model.ts'
import type { ModelAccess } from './provider-access.ts'

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
