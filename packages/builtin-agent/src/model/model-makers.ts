import type { LanguageModel } from 'ai'
import { importFailure } from '../sdk/import-failure.ts'
import { chatFetch } from './chat-fetch.ts'

/** A model made by a provider; a name alone is none. */
export type MadeModel = Exclude<LanguageModel, string>

/** How to reach a provider. */
export interface ProviderAccess {
  readonly apiKey: string | undefined
  readonly baseURL: string | undefined
}

/** Makes a model by the name that its provider has for it. */
export type MakeModel = (modelId: string, access: ProviderAccess) => MadeModel

/** The ways to call a model, and the package of the AI SDK for each. */
const PACKAGES = {
  openai: '@ai-sdk/openai',
  anthropic: '@ai-sdk/anthropic',
  google: '@ai-sdk/google',
  vertex: '@ai-sdk/google-vertex',
  minimax: '@ai-sdk/openai',
  'openai-compatible': '@ai-sdk/openai-compatible',
} as const

/** One of the ways to call a model. */
export type ModelApi = keyof typeof PACKAGES

/**
 * Imports the package for a way to call models, for what needs it. Each name is spelled out, so that bundlers see it, and
 * stands in a `try`, so that they go on where it is not installed.
 */
export async function loadMaker(api: ModelApi, neededBy: string): Promise<MakeModel> {
  try {
    switch (api) {
      case 'openai': {
        const { createOpenAI } = await import('@ai-sdk/openai')
        return (modelId, access) => createOpenAI(given(access))(modelId)
      }
      case 'anthropic': {
        const { createAnthropic } = await import('@ai-sdk/anthropic')
        return (modelId, access) => createAnthropic(given(access))(modelId)
      }
      case 'google': {
        const { createGoogleGenerativeAI } = await import('@ai-sdk/google')
        return (modelId, access) => createGoogleGenerativeAI(given(access))(modelId)
      }
      case 'vertex': {
        const { createVertex } = await import('#google-vertex')
        return (modelId, access) => createVertex(given(access))(modelId)
      }
      case 'minimax': {
        const { createOpenAI } = await import('@ai-sdk/openai')
        // MiniMax speaks chat completions, not the responses API that the package would choose.
        return (modelId, access) =>
          createOpenAI({ name: 'minimax', fetch: chatFetch, ...given(access) }).chat(modelId)
      }
      case 'openai-compatible': {
        const { createOpenAICompatible } = await import('@ai-sdk/openai-compatible')
        const settings = { name: 'openai-compatible', includeUsage: true, fetch: chatFetch }
        return (modelId, { baseURL = '', apiKey }) =>
          createOpenAICompatible({ ...settings, baseURL, ...(apiKey !== undefined && { apiKey }) })(modelId)
      }
    }
  } catch (cause) {
    throw importFailure(PACKAGES[api], neededBy, cause)
  }
}

function given({ apiKey, baseURL }: ProviderAccess): { apiKey?: string; baseURL?: string } {
  return { ...(apiKey !== undefined && { apiKey }), ...(baseURL !== undefined && { baseURL }) }
}
