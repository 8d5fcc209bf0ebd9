import { Refusal } from './answer.ts'
import type { NodeRequest } from './exchange.ts'
import { urlencode } from './urlencode.ts'

/** A body that something in front of this adapter has read, as bytes again. */
export interface ParsedBody {
  readonly bytes: Uint8Array<ArrayBuffer>
  /** The content type that fits the bytes, where it is not the one of the request. */
  readonly contentType?: string | undefined
}

const jsonType = /^application\/(?:[\w.+-]+\+)?json\b/i
const formType = /^application\/x-www-form-urlencoded\b/i
const multipartType = /^multipart\//i

/** True if the body was read, or begun to be read, before the request came here. */
export function isBodyRead(req: NodeRequest): boolean {
  return req.readableDidRead || req.readableEnded
}

/**
 * Takes the body from where parsers leave it: `rawBody`, else `body`. Undefined if there is nothing to go by.
 * `body` counts only when the stream was read, for some parsers set an empty one on requests they do not touch.
 *
 * @throws Refusal `body_already_read` if the body was read and cannot be had back
 */
export function toParsedBody(req: NodeRequest): ParsedBody | undefined {
  const raw = 'rawBody' in req ? toBytes(req.rawBody) : undefined
  if (raw !== undefined) return { bytes: raw }
  if (!isBodyRead(req)) return undefined
  const parsed = 'body' in req ? fromValue(req.body, req.headers['content-type'] ?? '') : undefined
  if (parsed !== undefined) return parsed
  throw new Refusal(
    'body_already_read',
    'The request body was read before it came to the handler, and neither req.rawBody nor req.body holds it. ' +
      'Mount the handler in front of the body parser, or set one of the two.',
  )
}

function fromValue(value: unknown, contentType: string): ParsedBody | undefined {
  const bytes = toBytes(value)
  if (bytes !== undefined) return { bytes }
  // The files of a parsed upload are elsewhere.
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

/** Undefined for what JSON cannot say: cycles, big integers, functions. */
function toJson(value: unknown): string | undefined {
  try {
    const json: unknown = JSON.stringify(value)
    return typeof json === 'string' ? json : undefined
  } catch {
    return undefined
  }
}
