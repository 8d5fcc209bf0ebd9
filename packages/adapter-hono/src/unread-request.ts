import type { HonoRequest } from 'hono'

/**
 * The request for the runtime. Where a middleware has read the body through Hono, which keeps what it reads, the request
 * is made anew with that. One of whose body nothing is left is given as it is, for the runtime to refuse.
 */
export async function unreadRequest(req: HonoRequest): Promise<Request> {
  const { raw } = req
  if (!raw.bodyUsed) return raw
  const body = await keptBody(req).catch(() => undefined)
  if (body === undefined) return raw
  const headers = new Headers(raw.headers)
  // What was parsed and written again need not be as long as what came.
  headers.delete('content-length')
  // A form is written with a boundary of its own.
  if (body instanceof FormData) headers.delete('content-type')
  return new Request(raw.url, { method: raw.method, headers, body, signal: raw.signal })
}

async function keptBody(req: HonoRequest): Promise<ArrayBuffer | FormData | undefined> {
  // The first key is how the body was read; others may have been made of it.
  const [readAs] = Object.keys(req.bodyCache)
  switch (readAs) {
    case undefined:
      return undefined
    case 'formData':
      return req.formData()
    case 'text':
    case 'json':
      // Text has lost the bytes of a recording.
      return /^multipart\//i.test(req.header('content-type') ?? '') ? undefined : req.arrayBuffer()
    default:
      return req.arrayBuffer()
  }
}
