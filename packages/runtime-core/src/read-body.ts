import { isJsonContentType } from './content-type.ts'
import { hostOf, type ServerRequest } from './host-request.ts'
import { invalidJson, parseJson } from './parse-json.ts'
import { isRuntimeError, RuntimeError } from './runtime-error.ts'

/** How much of a body is read, and how deep its JSON may be. */
export interface BodyLimits {
  /** The largest body in bytes. A larger one is refused with 413 while it is being read. */
  readonly maxBodyBytes: number
  /** The deepest nesting of arrays and objects in a JSON body, in levels. */
  readonly maxJsonDepth: number
  /** The largest recording in bytes, which may be larger than other bodies. @default as other bodies */
  readonly maxRecordingBytes?: number | undefined
}

/** A limit on the bytes of a body. */
export interface ByteLimit {
  readonly maxBytes: number
  /** The error for a larger body. */
  readonly tooLarge: () => RuntimeError
}

/** Bytes that tell how a body begins. */
const HEAD_BYTES = 64

/** 10 MiB and 200 levels: room for a conversation with pictures in it, too little to hurt. */
export const defaultBodyLimits: BodyLimits = { maxBodyBytes: 10 * 1024 * 1024, maxJsonDepth: 200 }

/**
 * Reads the JSON value of a request. A missing content type is taken for JSON.
 *
 * @throws RuntimeError `unsupported_media_type`, `invalid_json`, and what {@link readBytes} throws
 */
export async function readJson(request: ServerRequest, limits: BodyLimits): Promise<unknown> {
  const contentType = request.headers.get('content-type')
  if (contentType !== null && !isJsonContentType(contentType))
    throw new RuntimeError('unsupported_media_type')
  return parseJson(await readText(request, limits.maxBodyBytes), limits.maxJsonDepth)
}

/**
 * Reads a request's body as UTF-8 text of at most `maxBodyBytes` bytes. A byte order mark is dropped.
 *
 * @throws RuntimeError `invalid_json` if the bytes are not UTF-8, and what {@link readBytes} throws
 */
export async function readText(request: ServerRequest, maxBodyBytes: number): Promise<string> {
  return decodeUtf8(await readBytes(request, maxBodyBytes))
}

/**
 * The text of a body. A byte order mark is dropped.
 *
 * @throws RuntimeError `invalid_json` if the bytes are not UTF-8
 */
export function decodeUtf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (cause) {
    throw invalidJson('The request body is not valid UTF-8', cause)
  }
}

/**
 * Reads a request's body of at most `maxBodyBytes` bytes. The limit holds while reading, whatever
 * `content-length` says.
 *
 * @throws RuntimeError `payload_too_large`; `client_closed` if the client left; `request_timeout` if the host
 *   gave up waiting; `invalid_request` if the body broke off; `body_already_read` if something read it before
 */
export async function readBytes(
  request: ServerRequest,
  maxBodyBytes: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const host = hostOf(request)
  const limit = byteLimit(maxBodyBytes)
  if (host === undefined) return readStream(request as Request, limit)
  if (Number(request.headers.get('content-length')) > maxBodyBytes) throw limit.tooLarge()
  try {
    return await host.readBody(maxBodyBytes)
  } catch (error) {
    throw error instanceof RangeError ? limit.tooLarge() : toReadFailure(error)
  }
}

/**
 * The request, if its body is still to be had.
 *
 * @throws RuntimeError `body_already_read` if something read the body before
 */
export function unread(request: Request): Request {
  if (request.bodyUsed) throw new RuntimeError('body_already_read')
  return request
}

/** The usual limit on a body. */
export function byteLimit(maxBytes: number): ByteLimit {
  const message = `The request body is larger than ${maxBytes} bytes`
  return { maxBytes, tooLarge: () => new RuntimeError('payload_too_large', message) }
}

/**
 * Reads a request's body like {@link readBytes}, within a limit that may depend on how the body begins: a function is
 * called with its first bytes, about {@link HEAD_BYTES} of them or all there are.
 */
export async function readStream(
  request: Request,
  limit: ByteLimit | ((head: Uint8Array) => ByteLimit),
): Promise<Uint8Array<ArrayBuffer>> {
  const { body } = unread(request)
  if (body === null) return new Uint8Array(0)
  const reader = body.getReader()
  // Cancelling is never awaited: on one half of a cloned body it settles only when the other half is done,
  // too.
  const giveUp = (): void => void reader.cancel().catch(() => {})
  const announced = Number(request.headers.get('content-length'))
  if (typeof limit !== 'function' && announced > limit.maxBytes) {
    giveUp()
    throw limit.tooLarge()
  }
  if (request.signal.aborted) {
    giveUp()
    throw new RuntimeError('client_closed')
  }
  const leave = (): void => {
    left = true
    giveUp()
  }
  let left = false
  request.signal.addEventListener('abort', leave, { once: true })
  try {
    const bytes = await readAll(reader, announced, limit)
    // Cancelling the reader looks like a normal end of the body to it.
    if (left) throw new RuntimeError('client_closed')
    return bytes
  } catch (error) {
    giveUp()
    throw left ? new RuntimeError('client_closed', undefined, { cause: error }) : toReadFailure(error)
  } finally {
    request.signal.removeEventListener('abort', leave)
  }
}

async function readAll(
  reader: ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>>,
  announced: number,
  given: ByteLimit | ((head: Uint8Array) => ByteLimit),
): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array<ArrayBuffer>[] = []
  let size = 0
  let limit = typeof given === 'function' ? undefined : given
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    size += next.value.byteLength
    chunks.push(next.value)
    if (typeof given === 'function' && size >= HEAD_BYTES) limit ??= given(join(chunks, size))
    if (limit !== undefined && Math.max(size, announced) > limit.maxBytes) throw limit.tooLarge()
  }
  const only = chunks.length === 1 ? chunks[0] : undefined
  return only ?? join(chunks, size)
}

function join(chunks: readonly Uint8Array[], size: number): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(size)
  let at = 0
  for (const chunk of chunks) {
    whole.set(chunk, at)
    at += chunk.byteLength
  }
  return whole
}

/** A host that knows why the body ended (a deadline of its own, say) errors the body with that. */
function toReadFailure(error: unknown): RuntimeError {
  if (isRuntimeError(error)) return error
  if (error instanceof Error && error.name === 'TimeoutError') {
    return new RuntimeError('request_timeout', undefined, { cause: error })
  }
  if (error instanceof Error && error.name === 'AbortError') {
    return new RuntimeError('client_closed', undefined, { cause: error })
  }
  return new RuntimeError('invalid_request', 'The request body broke off', { cause: error })
}
