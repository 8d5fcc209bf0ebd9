import type { ModelAccess } from '@flightdeck/builtin-agent'

/**
 * A client of a provider's SDK, read by its shape: `openai`, `@anthropic-ai/sdk` and `groq-sdk` have it, so that none of them
 * needs to be installed.
 */
export interface SdkClientLike {
  baseURL?: string | undefined
  /** The key, or a function that gives one for each request. */
  apiKey?: unknown
  /** Read where it is a text; the client of Anthropic has something else by this name. */
  organization?: unknown
  project?: unknown
}

/** What a client was constructed with. */
export type SdkClientOptions = Readonly<Record<string, unknown>>

/** The options that a client of an SDK was constructed with; none if it does not show them. */
export function getSdkClientOptions(client: object): SdkClientOptions {
  // The classes of the SDKs declare it as protected.
  const options: unknown = Reflect.get(client, '_options')
  return typeof options === 'object' && options !== null ? (options as SdkClientOptions) : {}
}

/**
 * How a client reaches its provider: key, base URL, headers and query of every request, and its `fetch`.
 *
 * @param toKeyHeaders The headers that carry a key which the client requests again for each call
 */
export function accessOfClient(
  client: SdkClientLike,
  toKeyHeaders: (key: string) => Record<string, string> = bearer,
): ModelAccess {
  const options = getSdkClientOptions(client)
  const { apiKey, baseURL } = client
  const keyOf = [options.apiKey, apiKey].find((value) => typeof value === 'function')
  return {
    baseURL,
    // Of a function the SDK keeps a placeholder, or the function itself.
    apiKey: typeof keyOf === 'function' ? 'set for each request' : text(apiKey),
    organization: text(client.organization),
    project: text(client.project),
    headers: stringsOf(options.defaultHeaders),
    fetch: toFetch({
      send: options.fetch,
      query: stringsOf(options.defaultQuery),
      keyHeaders:
        typeof keyOf === 'function' ? async () => toKeyHeaders(String(await keyOf())) : async () => ({}),
    }),
  }
}

interface FetchSettings {
  send: unknown
  query: Record<string, string>
  keyHeaders: () => Promise<Record<string, string>>
}

/** A `fetch` that does what the client of an SDK does with each request. */
function toFetch({ send, query, keyHeaders }: FetchSettings): typeof fetch {
  return async (input, init) => {
    const url = new URL(input instanceof Request ? input.url : String(input))
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value)
    const headers = new Headers(init?.headers)
    for (const [name, value] of Object.entries(await keyHeaders())) headers.set(name, value)
    const sender = typeof send === 'function' ? (send as typeof fetch) : fetch
    return sender(url.href, { ...init, headers })
  }
}

function bearer(key: string): Record<string, string> {
  return { authorization: `Bearer ${key}` }
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}

/** The members of an object, or of `Headers`, that are strings. */
function stringsOf(value: unknown): Record<string, string> {
  if (typeof value !== 'object' || value === null) return {}
  const entries: [string, unknown][] = value instanceof Headers ? [...value] : Object.entries(value)
  return Object.fromEntries(
    entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  )
}
