/**
 * The media type of a content type header, lower-cased and without parameters; `''` if the header is missing.
 */
export function mediaType(contentType: string | null): string {
  return (contentType ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? ''
}

/** True if a content type header announces JSON: `application/json` or a type ending in `+json`. */
export function isJsonContentType(contentType: string | null): boolean {
  const type = mediaType(contentType)
  return type === 'application/json' || type.endsWith('+json')
}

/** True if an accept header names `text/event-stream`; that it takes anything does not count. */
export function isEventStreamWanted(accept: string | null): boolean {
  return (accept ?? '').split(',').some((range) => {
    return mediaType(range) === 'text/event-stream' && !/;\s*q=0(\.0*)?\s*(;|$)/i.test(range)
  })
}
