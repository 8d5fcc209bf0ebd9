// Tests: `serverConformance` of `@flightdeck/testkit`.
import type { HostResponse } from './host-request.ts'

/**
 * Changes the headers of a response in place. Makes a new response only if those of this one cannot be changed, as those of
 * `fetch` and `Response.redirect` cannot.
 */
export function withHeaders(response: Response, change: (headers: Headers) => void): Response {
  // Neither an error response (0) nor an upgrade (101) can be made again or is read by a page.
  if (response.status < 200) return response
  try {
    change(response.headers)
    return response
  } catch {
    const headers = new Headers(response.headers)
    change(headers)
    const { status, statusText } = response
    return new Response(response.body, { status, statusText, headers })
  }
}

/** Closes the body of a response that is not sent. */
export function discardResponse(response: HostResponse): void {
  response.hostBody?.close()
  if (!response.bodyUsed) response.body?.cancel().catch(() => {})
}

/** The response to HEAD: that of GET without its body. */
export function withoutBody(response: HostResponse): Response {
  discardResponse(response)
  const { status, statusText, headers } = response
  return new Response(null, { status, statusText, headers })
}

/**
 * Keeps caches from storing a response, which may be a user's, and browsers from guessing its type. Headers that are set
 * already stay.
 */
export function protect(headers: Headers): void {
  if (!headers.has('cache-control')) headers.set('cache-control', 'no-store')
  if (!headers.has('x-content-type-options')) headers.set('x-content-type-options', 'nosniff')
}
