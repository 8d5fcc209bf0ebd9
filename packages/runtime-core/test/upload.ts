import { readFileSync } from 'node:fs'
import type { StreamedRequest } from '../src/http/read-chunks.ts'

/** Reads a recording from the fixtures of `transcription`. */
export function fixture(name: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(readFileSync(new URL(`../../transcription/fixtures/${name}`, import.meta.url)))
}

/** The bytes of a file. */
export async function bytesOf(file: File): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await file.arrayBuffer())
}

/** A form request as a browser sends it. */
export function formRequest(fields: Record<string, File | string>): Request {
  const body = new FormData()
  for (const [name, value] of Object.entries(fields)) body.append(name, value)
  return new Request('http://localhost/transcribe', { method: 'POST', body })
}

/** A JSON request; a string is sent unchanged. */
export function jsonRequest(body: unknown): Request {
  return new Request('http://localhost/transcribe', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })
}

/** A request that counts how much of its body was pulled. */
export interface CountedRequest extends StreamedRequest {
  /** Number of bytes that were pulled. */
  readonly pulled: () => number
  /** Whether the rest of the body can still be read or cancelled. */
  readonly isUnlocked: () => boolean
}

/** A request whose body arrives in chunks of `size` bytes. */
export function cutRequest(
  type: string,
  body: string | Uint8Array<ArrayBuffer>,
  size: number,
): StreamedRequest {
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

/** A request whose body never ends. */
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
    isUnlocked: () => !cancelled && !body.locked,
  }
}
