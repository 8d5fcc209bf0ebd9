import type { LanguageModel } from 'ai'
import type { ModelSpecifier } from '../config/configuration.ts'
import { fitToProvider, markFitted } from './fit-to-provider.ts'
import { loadNamedModel, readModelName } from './load-model.ts'
import type { SdkModel } from './model-factories.ts'
import type { ModelAccess } from './provider-access.ts'
import { toV4Prompt, withV3Files } from './v4-as-v3.ts'

/** A model of the AI SDK's third model specification, which version 6 and version 7 both accept. */
type ModelV3 = Extract<SdkModel, { readonly specificationVersion: 'v3' }>

/**
 * Resolves a specifier: a name such as `openai/gpt-4o-mini`, or a model, which is returned as it is.
 *
 * The provider's package is imported at the first call of the model. Throws an `AgentError` with the code
 * `invalid_configuration` when the name is not `provider/model`, or the provider is unknown.
 */
export function resolveModel(spec: ModelSpecifier, access?: string | ModelAccess): LanguageModel {
  if (typeof spec !== 'string') return spec
  const named = readModelName(spec)
  let loading: Promise<ModelV3> | undefined
  const load = (): Promise<ModelV3> => {
    loading ??= loadNamedModel(named, typeof access === 'string' ? { apiKey: access } : access).then(
      (model) => asV3(fitToProvider(model)),
    )
    // A package can be installed, and a key be set, before the next call.
    loading.catch(() => {
      loading = undefined
    })
    return loading
  }
  const lazy: ModelV3 = {
    specificationVersion: 'v3',
    provider: named.providerName,
    modelId: named.modelId,
    // Read only when the model is called, so that creating one costs nothing.
    get supportedUrls() {
      return load().then((model) => model.supportedUrls)
    },
    doGenerate: async (options) => (await load()).doGenerate(options),
    doStream: async (options) => (await load()).doStream(options),
  }
  return markFitted(lazy)
}

/** Providers made for version 7 of the AI SDK follow the fourth specification, which differs in how files are written. */
function asV3(model: SdkModel): ModelV3 {
  const given = model as ModelV3
  if ((model.specificationVersion as string) !== 'v4') return given
  return {
    specificationVersion: 'v3',
    provider: given.provider,
    modelId: given.modelId,
    supportedUrls: given.supportedUrls,
    doGenerate: async (options) => {
      const result = await given.doGenerate({ ...options, prompt: toV4Prompt(options.prompt) })
      return { ...result, content: result.content.map(withV3Files) }
    },
    doStream: async (options) => {
      const result = await given.doStream({ ...options, prompt: toV4Prompt(options.prompt) })
      const stream = result.stream.pipeThrough(
        new TransformStream({ transform: (part, out) => out.enqueue(withV3Files(part)) }),
      )
      return { ...result, stream }
    },
  }
}
