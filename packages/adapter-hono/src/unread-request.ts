import type { HonoRequest } from 'hono'

/**
 * Returns the request for the runtime. If a middleware has read the body through Hono, which caches it, this is a new
 * request with the cached body. If the body was read in another way, the request is unchanged and the runtime refuses it.
 */
export async function unreadRequest(req: HonoRequest): Promise<Request> {
  const { raw } = req
  if (!raw.bodyUsed) return raw
  const body = await keptBody(req).catch(() => undefined)
  if (body === undefined) return raw
  const headers = new Headers(raw.headers)
  // A body that was parsed and serialized again may have another length.
  headers.delete('content-length')
  // A serialized form has a new boundary.
  if (body instanceof FormData) headers.delete('content-type')
  return new Request(raw.url, { method: raw.method, headers, body, signal: raw.signal })
}

async function keptBody(req: HonoRequest): Promise<ArrayBuffer | FormData | undefined> {
  // The first key is how the body was read; others may be derived from it.
  const [readAs] = Object.keys(req.bodyCache)
  switch (readAs) {
    case undefined:
      return undefined
    case 'formData':
      return req.formData()
    case 'text':
    case 'json':
      // Decoding as text destroys the bytes of a recording.
      return /^multipart\//i.test(req.header('content-type') ?? '') ? undefined : req.arrayBuffer()
    default:
      return req.arrayBuffer()
  }
}
