import { find, matches, partialMatchAt } from './byte-search.ts'
import { type PartHeaders, readPartHeaders } from './part-headers.ts'

/** Receives the bytes of one part, chunk by chunk. */
export type PartSink = (piece: Uint8Array<ArrayBuffer>) => void

/** A form that violates RFC 7578 or is incomplete. */
export class MultipartError extends Error {
  override readonly name: string = 'MultipartError'
}

const CRLF = new Uint8Array([13, 10])
const BLANK_LINE = new Uint8Array([13, 10, 13, 10])
const DASHES = new Uint8Array([45, 45])
const MAX_HEADER_BYTES = 16_384
const MAX_PARTS = 100

/**
 * Parses a multipart form while it arrives and buffers none of it. The bytes of a part are passed to the function that
 * `onPart` returned for it; if that is undefined they are dropped.
 */
export class MultipartParser {
  readonly #delimiter: Uint8Array<ArrayBuffer>
  readonly #onPart: (headers: PartHeaders) => PartSink | undefined
  // The first delimiter may be at the very beginning, without the line break that precedes all others.
  #rest: Uint8Array<ArrayBuffer> = CRLF
  #state: 'content' | 'delimited' | 'headers' | 'over' = 'content'
  #sink: PartSink | undefined
  #parts = 0
  #error: MultipartError | undefined
  /** How many bytes of incomplete headers were searched for their end. */
  #searched = 0

  constructor(boundary: string, onPart: (headers: PartHeaders) => PartSink | undefined) {
    this.#delimiter = new TextEncoder().encode(`\r\n--${boundary}`)
    this.#onPart = onPart
  }

  /** Parses a chunk. What follows an error is skipped, and `end()` throws the error. Throws what the sinks throw. */
  write(chunk: Uint8Array<ArrayBuffer>): void {
    if (this.#state === 'over') return
    let bytes = this.#rest.byteLength === 0 ? chunk : concat(this.#rest, chunk)
    for (;;) {
      const next = this.#step(bytes)
      if (next === undefined) return
      bytes = next
    }
  }

  /** @throws MultipartError if the form was malformed or is incomplete */
  end(): void {
    if (this.#error !== undefined) throw this.#error
    if (this.#state !== 'over') throw new MultipartError('The form ended before its last boundary')
  }

  /** Parses what it can from the front and returns the rest; undefined if it needs more bytes. */
  #step(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> | undefined {
    switch (this.#state) {
      case 'content':
        return this.#content(bytes)
      case 'delimited':
        return this.#delimited(bytes)
      case 'headers':
        return this.#headers(bytes)
      case 'over':
        return this.#wait(new Uint8Array(0))
    }
  }

  #content(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> | undefined {
    const end = find(bytes, this.#delimiter)
    const until = end === -1 ? partialMatchAt(bytes, this.#delimiter) : end
    if (until > 0) this.#sink?.(bytes.subarray(0, until))
    if (end === -1) return this.#wait(bytes.subarray(until))
    this.#state = 'delimited'
    return bytes.subarray(end + this.#delimiter.byteLength)
  }

  /**
   * A delimiter is followed by `--`, or by white space and the end of the line. The line break is left for the headers.
   * If anything else follows, it was not a delimiter but content.
   */
  #delimited(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> | undefined {
    if (bytes.byteLength < 2) return this.#wait(bytes)
    if (matches(bytes, DASHES, 0)) {
      this.#state = 'over'
      return bytes
    }
    const end = bytes.findIndex((byte) => byte !== 32 && byte !== 9)
    if (end === -1 || end + 1 === bytes.byteLength) return this.#waitWithin(bytes)
    if (!matches(bytes, CRLF, end)) {
      this.#sink?.(this.#delimiter)
      this.#state = 'content'
      return bytes
    }
    if (++this.#parts > MAX_PARTS) return this.#break(`The form has more than ${MAX_PARTS} parts`)
    this.#sink = undefined
    this.#state = 'headers'
    return bytes.subarray(end)
  }

  #headers(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> | undefined {
    const end = find(bytes, BLANK_LINE, this.#searched)
    this.#searched = end === -1 ? Math.max(0, bytes.byteLength - BLANK_LINE.byteLength + 1) : 0
    if (end === -1) return this.#waitWithin(bytes)
    const text = new TextDecoder().decode(bytes.subarray(0, end))
    this.#sink = this.#onPart(readPartHeaders(text))
    this.#state = 'content'
    return bytes.subarray(end + BLANK_LINE.byteLength)
  }

  #waitWithin(bytes: Uint8Array<ArrayBuffer>): undefined {
    if (bytes.byteLength > MAX_HEADER_BYTES) return this.#break('The headers of a part are too long')
    return this.#wait(bytes)
  }

  #break(message: string): undefined {
    this.#error = new MultipartError(message)
    this.#state = 'over'
    return this.#wait(new Uint8Array(0))
  }

  #wait(bytes: Uint8Array<ArrayBuffer>): undefined {
    this.#rest = bytes
    return undefined
  }
}

function concat(left: Uint8Array, right: Uint8Array): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(left.byteLength + right.byteLength)
  whole.set(left)
  whole.set(right, left.byteLength)
  return whole
}
