import type { ModelAccess } from '@flightdeck/builtin-agent'
import { accessOfClient, getSdkClientOptions, type SdkClientLike } from './sdk-client.ts'

/** A client of the class `AzureOpenAI`, read by its shape. */
interface AzureClientLike extends SdkClientLike {
  apiVersion: string
  deploymentName: string | undefined
}

/** Whether a client is one of the class `AzureOpenAI` of the package `openai`. */
export function isAzureClient(client: SdkClientLike): client is AzureClientLike {
  return 'deploymentName' in client && typeof Reflect.get(client, 'apiVersion') === 'string'
}

/** How a client of Azure reaches the deployment of a model: by a path of its own, with its key in the header `api-key`. */
export function accessOfAzureClient(client: AzureClientLike, model: string): ModelAccess {
  const access = accessOfClient(client)
  const base = (client.baseURL ?? '').replace(/\/+$/, '')
  const baseURL = base.includes('/deployments')
    ? base
    : `${base}/deployments/${client.deploymentName || model}`
  const { apiKey, fetch: send = fetch } = access
  // With a function that gives tokens, the client sends them like the keys of OpenAI.
  const hasKey = typeof getSdkClientOptions(client).apiKey === 'string'
  if (!hasKey || apiKey === undefined) return { ...access, baseURL }
  return {
    ...access,
    baseURL,
    fetch: (input, init) => {
      const headers = new Headers(init?.headers)
      headers.delete('authorization')
      headers.set('api-key', apiKey)
      return send(input, { ...init, headers })
    },
  }
}
