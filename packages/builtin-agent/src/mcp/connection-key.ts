import { McpProblem } from '../errors/mcp-problem.ts'
import type { MCPClientConfig } from './mcp-config.ts'

/**
 * Distinguishes connections by everything that can affect authorization: address, transport, headers and transport
 * options. Functions and providers count by identity. Two configurations with the same key may share a connection.
 */
export function createConnectionKeys(): (config: MCPClientConfig) => string {
  const identities = new WeakMap<object, number>()
  let last = 0
  const identify = (value: object): number => {
    const known = identities.get(value)
    if (known !== undefined) return known
    last += 1
    identities.set(value, last)
    return last
  }
  const plain = (value: unknown): unknown => {
    if (typeof value === 'function') return { identity: identify(value) }
    if (typeof value !== 'object' || value === null) return value
    const prototype: unknown = Object.getPrototypeOf(value)
    if (Array.isArray(value)) return value.map(plain)
    if (prototype !== Object.prototype && prototype !== null) return { identity: identify(value) }
    const sorted = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
    return sorted.map(([name, member]) => [name, plain(member)])
  }
  return (config) => {
    const { requestInit, ...options } = (config.type === 'http' ? config.options : undefined) ?? {}
    const { headers: _sentAsHeaders, ...init } = requestInit ?? {}
    return JSON.stringify([config.type, config.url, [...headersOf(config)], plain(init), plain(options)])
  }
}

/** Every header that is sent to the server, with the names in lower case and in order. */
export function headersOf(config: MCPClientConfig): Headers {
  const headers = new Headers(config.type === 'http' ? config.options?.requestInit?.headers : undefined)
  for (const [name, value] of Object.entries(config.headers ?? {})) headers.set(name, value)
  return headers
}

/** Reads the address. Throws a `McpProblem` if it is not one of http or https. */
export function urlOf(config: MCPClientConfig): URL {
  const url = URL.canParse(config.url) ? new URL(config.url) : undefined
  if (url?.protocol === 'http:' || url?.protocol === 'https:') return url
  throw new McpProblem('mcp_bad_config', serverName(config), 'needs a url of http or https')
}

/** What a server is called in messages: its host alone, since a path or a query may be a secret. */
export function serverName(config: MCPClientConfig): string {
  return (URL.canParse(config.url) && new URL(config.url).host) || 'without a valid url'
}
