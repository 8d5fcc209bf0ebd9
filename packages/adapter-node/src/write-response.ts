import type { Writable } from 'node:stream'
import type { HostResponse } from '@flightdeck/runtime-core'
import type { ClientWatch } from './client-watch.ts'
import { breakOff, isHttp2, type NodeRequest, type NodeResponse } from './exchange.ts'

type Chunk = string | Uint8Array

/** Where the bytes of a response come from. */
interface ChunkSource {
  next(): Chunk | null | PromiseLike<Chunk | null>
  close(reason?: unknown): void
}

/** Node decides these by itself, from the request's version and the response's length. HTTP/2 forbids them. */
const hopByHop = new Set(['connection', 'keep-alive', 'proxy-connection', 'transfer-encoding'])

/**
 * Sends a fetch `Response`. Resolves when all of it is handed to Node, or the client has left; the reader of the body
 * is cancelled then. A response that was already answered by someone else is left alone.
 *
 * @throws whatever the body throws; the response is broken off by then, or, where nothing was sent, untouched
 */
export async function writeResponse(
  response: HostResponse,
  req: NodeRequest,
  res: NodeResponse,
  client: ClientWatch,
): Promise<void> {
  const { body, hostBody } = response
  if (client.gone || res.headersSent || res.writableEnded) return cancelBody(response)
  applyHead(response, res)
  const out: Writable = res
  if (
    (body === null && hostBody === undefined) ||
    req.method === 'HEAD' ||
    response.status === 204 ||
    response.status === 304
  ) {
    cancelBody(response)
    out.end()
    return
  }
  await pump(hostBody ?? streamSource(body), res, client)
}

/** Gives a body back that will not be sent. Never awaited: a body that was cloned settles only with its twin. */
export function cancelBody({ body, hostBody }: HostResponse): void {
  hostBody?.close()
  body?.cancel().catch(() => {})
}

/** The body of a fetch response, to be pulled like that of a host response. */
function streamSource(body: ReadableStream<unknown> | null): ChunkSource {
  const reader = body?.getReader()
  return {
    async next() {
      const step = await reader?.read()
      return step === undefined || step.done ? null : toChunk(step.value)
    },
    close: (reason) => {
      reader?.cancel(reason).catch(() => {})
    },
  }
}

function applyHead(response: Response, res: NodeResponse): void {
  // Response.error() has the status 0.
  if (response.status < 200) throw new TypeError(`A response cannot have the status ${response.status}`)
  res.statusCode = response.status
  if (!isHttp2(res)) {
    if (response.statusText !== '') res.statusMessage = response.statusText
    // A body that does not fit its content-length would run into the next response.
    res.strictContentLength = true
    if (response.headers.get('connection')?.toLowerCase() === 'close') res.setHeader('connection', 'close')
  }
  for (const [name, value] of response.headers) {
    if (name !== 'set-cookie' && !hopByHop.has(name)) res.setHeader(name, value)
  }
  // Added to what a middleware has set.
  for (const cookie of response.headers.getSetCookie()) res.appendHeader('set-cookie', cookie)
}

async function pump(source: ChunkSource, res: NodeResponse, client: ClientWatch): Promise<void> {
  const out: Writable = res
  const cancel = (reason: unknown): void => source.close(reason)
  client.onLeave(cancel)

  // The first chunk waits for the end of the tick: a short body then leaves in one packet, with its length. A stream
  // that has nothing to say in this tick sends its headers.
  let held: Chunk | undefined
  let failure: { error: unknown } | undefined
  const flush = (): void => {
    if (client.gone || res.headersSent || res.writableEnded) return
    try {
      if (held !== undefined) out.write(held)
      else if (isHttp2(res)) res.writeHead(res.statusCode)
      else res.flushHeaders()
    } catch (error) {
      failure = { error }
      cancel(error)
    }
    held = undefined
  }
  process.nextTick(flush)

  try {
    for (;;) {
      const chunk = await source.next()
      // Somebody else may have ended the response; to write on would be an 'error' event.
      if (res.writableEnded) return cancel(undefined)
      if (client.gone) return breakOff(res)
      if (failure !== undefined) throw failure.error
      if (chunk === null) break
      if (chunk.length === 0) continue
      if (!res.headersSent && held === undefined) {
        held = chunk
        continue
      }
      flush()
      if (!out.write(chunk)) await client.drained()
    }
    if (held === undefined) out.end()
    else out.end(held)
  } catch (error) {
    cancel(error)
    if (res.headersSent) breakOff(res)
    throw error
  }
}

/** Some handlers stream strings, which the fetch standard does not allow and every Node server takes. */
function toChunk(value: unknown): Chunk {
  if (typeof value === 'string' || value instanceof Uint8Array) return value
  if (value instanceof ArrayBuffer) return new Uint8Array(value)
  if (ArrayBuffer.isView(value)) return new Uint8Array(value.buffer, value.byteOffset, value.byteLength)
  throw new TypeError('A response body must consist of bytes or strings')
}
