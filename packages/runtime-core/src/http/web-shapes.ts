// An application may bring another implementation of fetch, so values are recognized by their members and not by
// `instanceof`.

/** Whether a value is a `Request` of any implementation. */
export function isRequest(value: unknown): value is Request {
  return hasWebShape(value) && 'method' in value && typeof value.method === 'string'
}

/** Whether a value is a `Response` of any implementation, and false for an error that has its members. */
export function isResponse(value: unknown): value is Response {
  return hasWebShape(value) && 'status' in value && typeof value.status === 'number'
}

function hasWebShape(value: unknown): value is object {
  if (typeof value !== 'object' || value === null || value instanceof Error) return false
  if (!('headers' in value && 'body' in value && 'clone' in value)) return false
  const { headers, clone } = value
  if (typeof headers !== 'object' || headers === null || typeof clone !== 'function') return false
  return 'get' in headers && typeof headers.get === 'function'
}
