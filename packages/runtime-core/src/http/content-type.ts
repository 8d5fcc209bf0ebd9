// Tests: `read-body.test.ts` and `serverConformance` of `@flightdeck/testkit`.
import type { ServerRequest } from './host-request.ts'
import { isFromPage, isSameOrigin } from './sender.ts'

/**
 * The media type of a content type header, lower-cased and without parameters; `''` if the header is missing.
 */
export function mediaType(contentType: string | null): string {
  return (contentType ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? ''
}

/** Whether a content type header is JSON: `application/json` or a type ending in `+json`. */
export function isJsonContentType(contentType: string | null): boolean {
  const type = mediaType(contentType)
  return type === 'application/json' || type.endsWith('+json')
}

/**
 * True if the body of a request may be read as JSON. A missing content type is taken for JSON unless a page sent the
 * request, because a form of another site can leave it out.
 */
export function isJsonRequest(request: ServerRequest): boolean {
  return request.headers.get('content-type') === null ? !isFromPage(request) : isTypedAsJson(request)
}

/**
 * True if a request says that its body is JSON. `fetch` calls a string `text/plain`; so can a form of any site, which is
 * why it counts for pages of this server only.
 */
export function isTypedAsJson(request: ServerRequest): boolean {
  const contentType = request.headers.get('content-type')
  return isJsonContentType(contentType) || (mediaType(contentType) === 'text/plain' && isSameOrigin(request))
}

/** Whether an accept header names `text/event-stream`; wildcards do not count. */
export function isEventStreamWanted(accept: string | null): boolean {
  return (accept ?? '').split(',').some((range) => {
    return mediaType(range) === 'text/event-stream' && !/;\s*q=0(\.0*)?\s*(;|$)/i.test(range)
  })
}
