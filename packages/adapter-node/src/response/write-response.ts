import type { Writable } from 'node:stream'
import type { BodyChunk, HostResponse } from '@flightdeck/runtime-core'
import type { ClientConnection } from '../connection/client-connection.ts'
import { abortResponse, isHttp2, type NodeRequest, type NodeResponse } from '../connection/exchange.ts'

type Chunk = string | Uint8Array

type SourceItem = Chunk | BodyChunk | null

/** Where the bytes of a response come from. */
interface ChunkSource {
  next(): SourceItem | PromiseLike<SourceItem>
  close(reason?: unknown): void
}

/** Node sets these itself, from the request's version and the response's length. HTTP/2 forbids them. */
const hopByHop = new Set(['connection', 'keep-alive', 'proxy-connection', 'transfer-encoding'])

/**
 * Sends a fetch `Response`. Resolves when all of it is written, or when the client has disconnected; the body is then
 * cancelled. Does nothing but cancel the body if something else has already sent a response.
 *
 * @throws whatever the body throws. By then the response is aborted, or unchanged if nothing was sent
 */
export async function writeResponse(
  response: HostResponse,
  req: NodeRequest,
  res: NodeResponse,
  client: ClientConnection,
): Promise<void> {
  const { body, hostBody } = response
  if (client.disconnected || res.headersSent || res.writableEnded) return cancelBody(response)
  const undoHead = applyHead(response, res)
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
  try {
    await pump(hostBody ?? streamSource(body), res, client)
  } catch (error) {
    if (!res.headersSent) undoHead()
    throw error
  }
}

/** Cancels a body that is not sent. Not awaited: cancelling a cloned body settles only when both clones are cancelled. */
export function cancelBody({ body, hostBody }: HostResponse): void {
  hostBody?.close()
  body?.cancel().catch(() => {})
}

/** Pulls from the body of a fetch response, as from that of a host response. */
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

/** Sets status and headers. Returns a function that restores those that were set before. */
function applyHead(response: Response, res: NodeResponse): () => void {
  // Response.error() has the status 0.
  if (response.status < 200) throw new TypeError(`A response cannot have the status ${response.status}`)
  const { statusCode } = res
  const headers = res.getHeaders()
  res.statusCode = response.status
  if (!isHttp2(res)) {
    if (response.statusText !== '') res.statusMessage = response.statusText
    // A body longer than its content-length would be read as part of the next response.
    res.strictContentLength = true
    if (response.headers.get('connection')?.toLowerCase() === 'close') res.setHeader('connection', 'close')
  }
  for (const [name, value] of response.headers) {
    if (name === 'vary') res.setHeader(name, mergeVary(res.getHeader(name), value))
    else if (name !== 'set-cookie' && !hopByHop.has(name)) res.setHeader(name, value)
  }
  // Appended to cookies that a middleware has set.
  for (const cookie of response.headers.getSetCookie()) res.appendHeader('set-cookie', cookie)
  return () => {
    for (const name of res.getHeaderNames()) if (!Object.hasOwn(headers, name)) res.removeHeader(name)
    for (const [name, value] of Object.entries(headers)) if (value !== undefined) res.setHeader(name, value)
    res.statusCode = statusCode
    if (isHttp2(res)) return
    res.statusMessage = ''
    res.strictContentLength = false
  }
}

/** Adds to the `Vary` header that a middleware has set. Names are compared without regard to case. */
function mergeVary(existing: number | string | readonly string[] | undefined, added: string): string {
  const names = new Map<string, string>()
  for (const name of `${existing ?? ''},${added}`.split(',').map((text) => text.trim())) {
    if (name !== '' && !names.has(name.toLowerCase())) names.set(name.toLowerCase(), name)
  }
  return names.has('*') ? '*' : [...names.values()].join(', ')
}

/** Chunks of a body that are pulled before the head is sent, so that a short body is sent with its length. */
const CHUNKS_IN_HEAD = 8

/**
 * Writes once per turn of the event loop. A short body is then sent in one packet, with its length. The sockets of many
 * streams are written one after the other, which wakes their readers together and costs half as much.
 */
async function pump(source: ChunkSource, res: NodeResponse, client: ClientConnection): Promise<void> {
  const out: Writable = res
  const cancel = (reason: unknown): void => source.close(reason)
  client.onDisconnect(cancel)

  let held: Chunk[] = []
  let written: Promise<void> | undefined
  let drained: Promise<void> | undefined
  let failure: { error: unknown } | undefined
  const write = (): void => {
    written = undefined
    // After a failure the response belongs to the caller, such as an error handler of Express.
    if (client.disconnected || res.writableEnded || failure !== undefined) return
    const chunks = held
    held = []
    try {
      // If the body has produced nothing in the first turn, its headers are sent alone.
      if (chunks.length === 0 && !res.headersSent) flushHead(res)
      // Only `false` means that the buffer is full: middleware may wrap write() with a function that returns nothing.
      for (const chunk of chunks) if (out.write(chunk) === false) drained = client.drained()
    } catch (error) {
      failure = { error }
      cancel(error)
    }
  }
  const writeSoon = (): Promise<void> => {
    written ??= new Promise((resolve) => {
      setImmediate(() => {
        write()
        resolve()
      })
    })
    return written
  }

  try {
    void writeSoon()
    for (;;) {
      const next = await source.next()
      const chunk = next !== null && typeof next === 'object' && 'text' in next ? next.text : next
      // Something else may have ended the response. Another write would emit an 'error' event.
      if (res.writableEnded) return cancel(undefined)
      if (client.disconnected) return abortResponse(res)
      if (failure !== undefined) throw failure.error
      if (chunk === null) break
      if (chunk.length === 0) continue
      held.push(chunk)
      const soon = writeSoon()
      if (!res.headersSent && held.length < CHUNKS_IN_HEAD) continue
      await soon
      await drained
      drained = undefined
    }
    const last = held.pop()
    for (const chunk of held) out.write(chunk)
    if (last === undefined) out.end()
    else out.end(last)
  } catch (error) {
    failure = { error }
    cancel(error)
    if (res.headersSent) abortResponse(res)
    throw error
  }
}

function flushHead(res: NodeResponse): void {
  if (isHttp2(res)) res.writeHead(res.statusCode)
  else res.flushHeaders()
}

/** Some handlers stream strings. The fetch standard does not allow that, but every Node server accepts it. */
function toChunk(value: unknown): Chunk {
  if (typeof value === 'string' || value instanceof Uint8Array) return value
  if (value instanceof ArrayBuffer) return new Uint8Array(value)
  if (ArrayBuffer.isView(value)) return new Uint8Array(value.buffer, value.byteOffset, value.byteLength)
  throw new TypeError('A response body must consist of bytes or strings')
}
