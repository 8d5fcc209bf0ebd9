import { readFileSync } from 'node:fs'
import type { UploadRequest } from './read-chunks.ts'

/** A recording of `fixtures/`. */
export function fixture(name: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(readFileSync(new URL(`../fixtures/${name}`, import.meta.url)))
}

/** The bytes of a file. */
export async function bytesOf(file: File): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await file.arrayBuffer())
}

/** A form as a browser writes it. */
export function formRequest(fields: Record<string, File | string>): Request {
  const body = new FormData()
  for (const [name, value] of Object.entries(fields)) body.append(name, value)
  return new Request('http://localhost/transcribe', { method: 'POST', body })
}

/** A JSON body; a string is sent as it is. */
export function jsonRequest(body: unknown): Request {
  return new Request('http://localhost/transcribe', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })
}

/** A request that tells how much of its body was asked for. */
export interface CountedRequest extends UploadRequest {
  /** Bytes that were pulled. */
  readonly pulled: () => number
  /** Whether the rest of the body can still be read by somebody else. */
  readonly isLeft: () => boolean
}

/** A request whose body comes cut into chunks of so many bytes. */
export function cutRequest(
  type: string,
  body: string | Uint8Array<ArrayBuffer>,
  size: number,
): UploadRequest {
  const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : body
  let at = 0
  return {
    headers: new Headers({ 'content-type': type }),
    body: new ReadableStream({
      pull(controller) {
        if (at >= bytes.byteLength) return controller.close()
        controller.enqueue(bytes.subarray(at, at + size))
        at += size
      },
    }),
    bodyUsed: false,
    signal: new AbortController().signal,
  }
}

/** A body that comes in chunks, and goes on for as long as it is asked. */
export function endlessRequest(
  headers: Record<string, string>,
  first: Uint8Array<ArrayBuffer>,
  chunk: Uint8Array<ArrayBuffer>,
): CountedRequest {
  let pulled = 0
  let cancelled = false
  const body = new ReadableStream<Uint8Array<ArrayBuffer>>(
    {
      pull(controller) {
        const next = pulled === 0 ? first : chunk
        pulled += next.byteLength
        controller.enqueue(next)
      },
      cancel() {
        cancelled = true
      },
    },
    { highWaterMark: 0 },
  )
  return {
    headers: new Headers(headers),
    body,
    bodyUsed: false,
    signal: new AbortController().signal,
    pulled: () => pulled,
    isLeft: () => !cancelled && !body.locked,
  }
}
