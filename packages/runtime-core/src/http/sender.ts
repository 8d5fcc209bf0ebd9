// Tests: `serverConformance` of `@flightdeck/testkit`.
import type { ServerRequest } from './host-request.ts'

/**
 * True if a browser sent the request on behalf of a page: it has `Origin` or `Sec-Fetch-Site`, which pages can neither
 * set nor remove. Servers, command lines and native applications send neither.
 */
export function isFromPage({ headers }: ServerRequest): boolean {
  return headers.get('origin') !== null || headers.get('sec-fetch-site') !== null
}

/**
 * True if the page that sent the request has the origin of this server, or if the user typed the address. Browsers say so
 * in `Sec-Fetch-Site`. Those that do not send it are judged by `Origin`, whose host must be the one that was asked; its
 * scheme may differ, because a proxy may have ended TLS.
 */
export function isSameOrigin(request: ServerRequest): boolean {
  const site = request.headers.get('sec-fetch-site')
  if (site !== null) return site === 'same-origin' || site === 'none'
  const host = hostOfOrigin(request.headers.get('origin'))
  return host !== undefined && (host === hostHeader(request) || host === hostOfOrigin(request.url))
}

/** True if a page of this machine calls a server by a name of this machine, as on a developer's laptop. */
export function isLoopbackCall(request: ServerRequest): boolean {
  const origin = hostOfOrigin(request.headers.get('origin'))
  const host = hostHeader(request) ?? hostOfOrigin(request.url)
  return origin !== undefined && host !== undefined && isLoopbackHost(origin) && isLoopbackHost(host)
}

/** True for `localhost`, names below it, `127.0.0.0/8` and `[::1]`, with or without a port. */
export function isLoopbackHost(host: string): boolean {
  return /^(?:(?:[\w-]+\.)*localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d+)?$/i.test(host)
}

function hostHeader({ headers }: ServerRequest): string | undefined {
  const host = headers.get('host')
  return host === null ? undefined : withoutDefaultPort(host)
}

/** Host and port of an origin or URL; undefined where it has none, as `null` does. */
function hostOfOrigin(origin: string | null): string | undefined {
  const host = /^https?:\/\/([^/?#]+)/i.exec(origin ?? '')?.[1]
  return host === undefined ? undefined : withoutDefaultPort(host)
}

function withoutDefaultPort(host: string): string {
  return host.toLowerCase().replace(/:(?:80|443)?$/, '')
}
