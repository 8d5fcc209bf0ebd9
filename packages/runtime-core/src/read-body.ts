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
}

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
  const bytes = await readBytes(request, maxBodyBytes)
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
 *   gave up waiting; `invalid_request` if the body broke off; `internal_error` if something read the body
 *   before
 */
export async function readBytes(
  request: ServerRequest,
  maxBodyBytes: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const host = hostOf(request)
  if (host === undefined) return readStream(request as Request, maxBodyBytes)
  if (Number(request.headers.get('content-length')) > maxBodyBytes) throw tooLarge(maxBodyBytes)
  try {
    return await host.readBody(maxBodyBytes)
  } catch (error) {
    throw error instanceof RangeError ? tooLarge(maxBodyBytes) : toReadFailure(error)
  }
}

async function readStream(request: Request, maxBodyBytes: number): Promise<Uint8Array<ArrayBuffer>> {
  if (request.bodyUsed) {
    const cause = new Error(
      'The request body was already read. Hooks and middlewares must read request.clone()',
    )
    throw new RuntimeError('internal_error', undefined, { cause })
  }
  if (request.body === null) return new Uint8Array(0)
  const reader = request.body.getReader()
  // Cancelling is never awaited: on one half of a cloned body it settles only when the other half is done,
  // too.
  const giveUp = (): void => void reader.cancel().catch(() => {})
  if (Number(request.headers.get('content-length')) > maxBodyBytes) {
    giveUp()
    throw tooLarge(maxBodyBytes)
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
    const bytes = await readAll(reader, maxBodyBytes)
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
  maxBodyBytes: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array<ArrayBuffer>[] = []
  let size = 0
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    size += next.value.byteLength
    if (size > maxBodyBytes) throw tooLarge(maxBodyBytes)
    chunks.push(next.value)
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

function tooLarge(maxBodyBytes: number): RuntimeError {
  return new RuntimeError('payload_too_large', `The request body is larger than ${maxBodyBytes} bytes`)
}
