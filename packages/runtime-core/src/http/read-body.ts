import { ChunkJoiner, joinChunks } from './chunk-joiner.ts'
import { isJsonRequest } from './content-type.ts'
import { hostOf, type ServerRequest } from './host-request.ts'
import { invalidJson, parseJson } from './parse-body.ts'
import { type BodyLimit, readChunks, toReadFailure } from './read-chunks.ts'
import { isRuntimeError, RuntimeError } from './runtime-error.ts'

/** How much of a body is read, and how deep its JSON may be. */
export interface BodyLimits {
  /** The largest body in bytes. A larger one is refused with 413 while it is being read. */
  readonly maxBodyBytes: number
  /** The deepest nesting of arrays and objects in a JSON body, in levels. */
  readonly maxJsonDepth: number
  /** The largest recording in bytes, which may be larger than other bodies. @default recordings are refused */
  readonly maxRecordingBytes?: number | undefined
}

/** 10 MiB and 200 levels: enough for a conversation with images. */
export const defaultBodyLimits: BodyLimits = { maxBodyBytes: 10 * 1024 * 1024, maxJsonDepth: 200 }

/**
 * Reads the JSON value of a request, if {@link isJsonRequest} says that it has one.
 *
 * @throws RuntimeError `unsupported_media_type`, `invalid_json`, and what {@link readBytes} throws
 */
export async function readJson(request: ServerRequest, limits: BodyLimits): Promise<unknown> {
  if (!isJsonRequest(request)) throw new RuntimeError('unsupported_media_type')
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
 * Decodes a body as UTF-8. A byte order mark is dropped.
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
 * Reads a request's body of at most `maxBodyBytes` bytes. The limit is enforced while reading, even if
 * `content-length` is wrong.
 *
 * @throws RuntimeError `payload_too_large`; `client_closed` if the client disconnected; `request_timeout` if the host
 *   timed out; `invalid_request` if the body was cut off; `body_already_read` if it was already read
 */
export async function readBytes(
  request: ServerRequest,
  maxBodyBytes: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const host = hostOf(request)
  const limit = byteLimit(maxBodyBytes)
  if (host === undefined) return readStream(request as Request, limit)
  if (Number(request.headers.get('content-length')) > maxBodyBytes) throw limit.tooLarge()
  let size = 0
  return gatherBody(async (take) => {
    try {
      await host.readBody((chunk) => {
        size += chunk.byteLength
        if (size > maxBodyBytes) throw limit.tooLarge()
        take(chunk)
      })
    } catch (error) {
      throw isRuntimeError(error) ? error : toReadFailure(error)
    }
  })
}

/**
 * Returns the request if its body was not read.
 *
 * @throws RuntimeError `body_already_read` if it was
 */
export function unread(request: Request): Request {
  if (request.bodyUsed) throw new RuntimeError('body_already_read')
  return request
}

/** The limit on a body that is not a recording. */
export function byteLimit(maxBytes: number): BodyLimit {
  const message = `The request body is larger than ${maxBytes} bytes (limits.maxBodyBytes)`
  return { maxBytes, tooLarge: () => new RuntimeError('payload_too_large', message) }
}

/** Reads the body of a fetch request like {@link readBytes}. */
async function readStream(request: Request, limit: BodyLimit): Promise<Uint8Array<ArrayBuffer>> {
  const given = unread(request)
  return gatherBody((take) => readChunks(given, limit, take))
}

/**
 * Collects the chunks that `read` passes to its callback.
 *
 * @throws what `read` throws
 */
export async function gatherBody(
  read: (take: (chunk: Uint8Array<ArrayBuffer>) => void) => Promise<void>,
): Promise<Uint8Array<ArrayBuffer>> {
  const pieces: Uint8Array<ArrayBuffer>[] = []
  const joiner = new ChunkJoiner((piece) => pieces.push(piece))
  await read((chunk) => joiner.add(chunk))
  joiner.end()
  return joinChunks(pieces)
}
