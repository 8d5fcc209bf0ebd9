import type { LanguageModel } from 'ai'
import { importFailure } from '../sdk/import-failure.ts'
import type { ProviderAccess } from './provider-access.ts'
import { toChatFetch } from './streams/chat-stream.ts'
import { toJsonEventsFetch } from './streams/json-events.ts'
import { toMessagesFetch } from './streams/messages-stream.ts'
import { hasType } from './streams/provider-fetch.ts'

/** A model made by a provider; a name alone is none. */
export type SdkModel = Exclude<LanguageModel, string>

/** Makes a model by the name that its provider has for it. */
export type ModelFactory = (modelId: string, access: ProviderAccess) => SdkModel

/** The ways to call a model, and the package of the AI SDK for each. */
export const PACKAGES = {
  openai: '@ai-sdk/openai',
  anthropic: '@ai-sdk/anthropic',
  google: '@ai-sdk/google',
  vertex: '@ai-sdk/google-vertex',
  bedrock: '@ai-sdk/amazon-bedrock',
  azure: '@ai-sdk/openai',
  minimax: '@ai-sdk/openai',
  'openai-compatible': '@ai-sdk/openai-compatible',
} as const

/** One of the ways to call a model. */
export type ModelApi = keyof typeof PACKAGES

type CreateOpenAI = typeof import('@ai-sdk/openai').createOpenAI

/** The ways to call a model with `@ai-sdk/openai`. */
const OPENAI_MODELS: Record<'openai' | 'azure' | 'minimax', (createOpenAI: CreateOpenAI) => ModelFactory> = {
  openai: (createOpenAI) => (modelId, access) => {
    const account = present({ organization: access.organization, project: access.project })
    if (access.api !== 'chat')
      return createOpenAI({
        ...given(access),
        ...account,
        fetch: toJsonEventsFetch(access.fetch, hasType),
      })(modelId)
    return createOpenAI({ ...given(access), ...account, fetch: toChatFetch(access.fetch) }).chat(modelId)
  },
  azure: (createOpenAI) => (modelId, access) => {
    const headers = { ...(access.apiKey && { 'api-key': access.apiKey }), ...access.headers }
    const settings = { ...given({ ...access, headers }), name: 'azure' }
    return access.api === 'responses'
      ? createOpenAI({ ...settings, fetch: toJsonEventsFetch(access.fetch, hasType) }).responses(modelId)
      : createOpenAI({ ...settings, fetch: toChatFetch(access.fetch) }).chat(modelId)
  },
  // MiniMax speaks chat completions, not the responses API that the package would choose.
  minimax: (createOpenAI) => (modelId, access) =>
    createOpenAI({ name: 'minimax', ...given(access), fetch: toChatFetch(access.fetch) }).chat(modelId),
}

/**
 * Imports the package for a way to call models, for what needs it. Each name is spelled out, so that bundlers see it, and
 * stands in a `try`, so that they go on where it is not installed.
 */
export async function loadModelFactory(api: ModelApi, neededBy: string): Promise<ModelFactory> {
  try {
    switch (api) {
      // One import, because bundlers warn about each of a package that is not installed.
      case 'openai':
      case 'azure':
      case 'minimax': {
        const { createOpenAI } = await import('@ai-sdk/openai')
        return OPENAI_MODELS[api](createOpenAI)
      }
      case 'anthropic': {
        const { createAnthropic } = await import('@ai-sdk/anthropic')
        return (modelId, access) =>
          createAnthropic({ ...given(access), fetch: toMessagesFetch(access.fetch) })(modelId)
      }
      case 'google': {
        const { createGoogleGenerativeAI } = await import('@ai-sdk/google')
        return (modelId, access) =>
          createGoogleGenerativeAI({ ...given(access), fetch: toJsonEventsFetch(access.fetch) })(modelId)
      }
      case 'vertex': {
        const { createVertex } = await import('#google-vertex')
        return (modelId, access) =>
          createVertex({ ...given(access), fetch: toJsonEventsFetch(access.fetch) })(modelId)
      }
      case 'bedrock': {
        const { createAmazonBedrock } = await import('@ai-sdk/amazon-bedrock')
        return (modelId, access) =>
          createAmazonBedrock({
            ...given(access),
            ...present({ region: access.region, ...access.credentials }),
          })(modelId)
      }
      case 'openai-compatible': {
        const { createOpenAICompatible } = await import('@ai-sdk/openai-compatible')
        return (modelId, access) =>
          createOpenAICompatible({
            name: access.name ?? 'openai-compatible',
            // They report usage in any case, and reject fields that they do not know.
            includeUsage: access.name !== 'mistral' && access.name !== 'cohere',
            baseURL: '',
            ...given(access),
            fetch: toChatFetch(access.fetch),
          })(modelId)
      }
    }
  } catch (cause) {
    throw importFailure(PACKAGES[api], neededBy, cause)
  }
}

/** What every provider takes. */
type Shared = Pick<ProviderAccess, 'apiKey' | 'baseURL' | 'fetch'> & { headers: Record<string, string> }

function given({ apiKey, baseURL, fetch, headers }: ProviderAccess): Present<Shared> {
  return present({ apiKey, baseURL, fetch, headers: headers && { ...headers } })
}

type Present<Members> = { [Name in keyof Members]?: Exclude<Members[Name], undefined> }

/** The members that are set: a provider takes one that is undefined for a setting. */
function present<Members extends object>(members: Members): Present<Members> {
  return Object.fromEntries(
    Object.entries(members).filter(([, value]) => value !== undefined),
  ) as Present<Members>
}
