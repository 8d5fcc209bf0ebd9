import type { NodeRequest } from '../connection/exchange.ts'
import { RequestError } from './request-error.ts'
import { urlencode } from './urlencode.ts'

/** A body that a body parser or other middleware has read, converted back to bytes. */
export interface ParsedBody {
  readonly bytes: Uint8Array<ArrayBuffer>
  /** The content type of the bytes, if it differs from that of the request. */
  readonly contentType?: string | undefined
}

const jsonType = /^application\/(?:[\w.+-]+\+)?json\b/i
const formType = /^application\/x-www-form-urlencoded\b/i
const multipartType = /^multipart\//i

/** True if something has read the body, or a part of it, before this adapter. */
export function isBodyRead(req: NodeRequest): boolean {
  return req.readableDidRead || req.readableEnded
}

/**
 * Takes the body from `req.rawBody`, or else from `req.body`. Returns undefined if the body was not read before.
 * `body` is used only if the stream was read: some parsers set an empty `body` on requests that they do not parse.
 *
 * @throws RequestError `body_already_read` if the body was read and cannot be restored
 */
export function toParsedBody(req: NodeRequest): ParsedBody | undefined {
  const raw = 'rawBody' in req ? toBytes(req.rawBody) : undefined
  if (raw !== undefined) return { bytes: raw }
  if (!isBodyRead(req)) return undefined
  const parsed = 'body' in req ? fromValue(req.body, req.headers['content-type'] ?? '') : undefined
  if (parsed !== undefined) return parsed
  throw new RequestError(
    'body_already_read',
    'The request body was already read, and neither req.rawBody nor req.body contains it. ' +
      'Mount the handler before the body parser, or set req.rawBody.',
  )
}

function fromValue(value: unknown, contentType: string): ParsedBody | undefined {
  const bytes = toBytes(value)
  if (bytes !== undefined) return { bytes }
  // A multipart parser does not put the files into `body`.
  if (value === undefined || multipartType.test(contentType)) return undefined
  if (formType.test(contentType) && typeof value === 'object' && value !== null) {
    return { bytes: Buffer.from(urlencode(value)) }
  }
  const json = toJson(value)
  if (json === undefined) return undefined
  return {
    bytes: Buffer.from(json),
    contentType: jsonType.test(contentType) ? undefined : 'application/json',
  }
}

function toBytes(value: unknown): Uint8Array<ArrayBuffer> | undefined {
  if (typeof value === 'string') return Buffer.from(value)
  if (!ArrayBuffer.isView(value)) return undefined
  return value.buffer instanceof ArrayBuffer
    ? new Uint8Array(value.buffer, value.byteOffset, value.byteLength)
    : undefined
}

/** Returns undefined for values that JSON cannot represent: cycles, big integers, functions. */
function toJson(value: unknown): string | undefined {
  try {
    const json: unknown = JSON.stringify(value)
    return typeof json === 'string' ? json : undefined
  } catch {
    return undefined
  }
}
