import { TranscriptionError } from './transcription-error.ts'

/** A request whose body is a recording, or has one in it. A fetch `Request` is one. */
export type UploadRequest = Pick<Request, 'headers' | 'body' | 'bodyUsed' | 'signal'>

/** How much of a body is taken. */
export interface BodyLimit {
  /** The largest body in bytes, as announced and as it comes. */
  readonly maxBytes: number
  /** The error for a larger one. */
  readonly tooLarge: () => Error
}

/**
 * Hands the body of a request on, chunk by chunk. The rest of a body that was refused stays unread and unlocked, for
 * whoever answers the request to read away or to cancel; that of a client that left is cancelled.
 *
 * @throws what `onChunk` and `tooLarge` give, the latter before the first chunk if the body is announced as too large
 * @throws TranscriptionError `client_closed` if the client left; `request_timeout` if the host gave up waiting;
 *   `invalid_request` if the body broke off
 * @throws TypeError if something read the body before
 */
export async function readChunks(
  request: UploadRequest,
  { maxBytes, tooLarge }: BodyLimit,
  onChunk: (chunk: Uint8Array<ArrayBuffer>) => void,
): Promise<void> {
  if (request.bodyUsed) {
    throw new TypeError('The request body was already read. Whoever reads it first must read request.clone()')
  }
  if (request.body === null) return
  const reader: ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>> = request.body.getReader()
  let left = false
  const leave = (): void => {
    left = true
    // Never awaited: on one half of a cloned body it settles only when the other half is done, too.
    reader.cancel().catch(() => {})
  }
  if (request.signal.aborted) leave()
  else request.signal.addEventListener('abort', leave, { once: true })
  try {
    if (!left && Number(request.headers.get('content-length')) > maxBytes) throw tooLarge()
    let size = 0
    for (;;) {
      const { done, value } = await nextChunk(reader)
      // To the reader that was cancelled the body looks complete.
      if (left) throw new TranscriptionError('client_closed')
      if (done) return
      size += value.byteLength
      if (size > maxBytes) throw tooLarge()
      onChunk(value)
    }
  } catch (error) {
    if (left) throw new TranscriptionError('client_closed', undefined, { cause: error })
    reader.releaseLock()
    throw error
  } finally {
    request.signal.removeEventListener('abort', leave)
  }
}

async function nextChunk<T>(reader: { read(): Promise<T> }): Promise<T> {
  try {
    return await reader.read()
  } catch (cause) {
    throw toReadFailure(cause)
  }
}

/** A host that knows why the body ended errors it with that. */
export function toReadFailure(cause: unknown): TranscriptionError {
  const name = cause instanceof Error ? cause.name : undefined
  if (name === 'TimeoutError') return new TranscriptionError('request_timeout', undefined, { cause })
  if (name === 'AbortError') return new TranscriptionError('client_closed', undefined, { cause })
  return new TranscriptionError('invalid_request', 'The request body broke off', { cause })
}
