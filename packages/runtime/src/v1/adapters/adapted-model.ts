import type { ModelAccess } from '@flightdeck/builtin-agent'
import { resolveModel } from '@flightdeck/builtin-agent/parts'
import type { LanguageModel } from './service-adapter.ts'

type ModelV3 = Extract<LanguageModel, { readonly specificationVersion: 'v3' }>

/** The messages of one call of a model. */
export type ModelPrompt = Parameters<ModelV3['doStream']>[0]['prompt']

/**
 * A model by name, reached in the given way. Its package is loaded when it is first called.
 *
 * @param changes Applied to the messages of every call, in this order
 */
export function adaptedModel(
  name: string,
  access: ModelAccess,
  ...changes: ((prompt: ModelPrompt) => ModelPrompt)[]
): LanguageModel {
  const model = resolveModel(name, access) as ModelV3
  if (changes.length === 0) return model
  const changed = (prompt: ModelPrompt): ModelPrompt =>
    changes.reduce((before, change) => change(before), prompt)
  return {
    specificationVersion: 'v3',
    provider: model.provider,
    modelId: model.modelId,
    get supportedUrls() {
      return model.supportedUrls
    },
    doGenerate: (options) => model.doGenerate({ ...options, prompt: changed(options.prompt) }),
    doStream: (options) => model.doStream({ ...options, prompt: changed(options.prompt) }),
  }
}
