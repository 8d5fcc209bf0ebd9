// Tests: `read-body.test.ts` and `../upload/read-audio-upload.test.ts`.
import { isRuntimeError, RuntimeError } from './runtime-error.ts'

/** A request with a streamed body, such as a fetch `Request`. */
export type StreamedRequest = Pick<Request, 'headers' | 'body' | 'bodyUsed' | 'signal'>

/** The size limit of a body. */
export interface BodyLimit {
  /** The largest body in bytes, checked against `content-length` and while reading. */
  readonly maxBytes: number
  /** Creates the error for a larger body. */
  readonly tooLarge: () => Error
}

/**
 * Reads the body of a request chunk by chunk. The rest of a refused body stays unread and unlocked, so that the host can
 * discard or cancel it. If the client disconnects, the body is cancelled.
 *
 * @throws what `onChunk` throws, and the error of `tooLarge`: before the first chunk if `content-length` is too large
 * @throws RuntimeError `client_closed` if the client disconnected; `request_timeout` if the host stopped waiting;
 *   `invalid_request` if the body is incomplete; `body_already_read`
 */
export async function readChunks(
  request: StreamedRequest,
  { maxBytes, tooLarge }: BodyLimit,
  onChunk: (chunk: Uint8Array<ArrayBuffer>) => void,
): Promise<void> {
  if (request.bodyUsed) throw new RuntimeError('body_already_read')
  if (request.body === null) return
  const reader: ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>> = request.body.getReader()
  let disconnected = false
  const onDisconnect = (): void => {
    disconnected = true
    // Not awaited: cancelling a cloned body settles only when both clones are cancelled.
    reader.cancel().catch(() => {})
  }
  if (request.signal.aborted) onDisconnect()
  else request.signal.addEventListener('abort', onDisconnect, { once: true })
  try {
    if (!disconnected && Number(request.headers.get('content-length')) > maxBytes) throw tooLarge()
    let size = 0
    for (;;) {
      const { done, value } = await nextChunk(reader)
      // For a cancelled reader the body looks complete.
      if (disconnected) throw new RuntimeError('client_closed')
      if (done) return
      size += value.byteLength
      if (size > maxBytes) throw tooLarge()
      onChunk(value)
    }
  } catch (error) {
    if (disconnected) throw new RuntimeError('client_closed', undefined, { cause: error })
    reader.releaseLock()
    throw error
  } finally {
    request.signal.removeEventListener('abort', onDisconnect)
  }
}

async function nextChunk<T>(reader: { read(): Promise<T> }): Promise<T> {
  try {
    return await reader.read()
  } catch (cause) {
    throw toReadFailure(cause)
  }
}

/** Converts the error of a body. Hosts name the cause in it, a timeout or a disconnect, or throw a `RuntimeError`. */
export function toReadFailure(cause: unknown): RuntimeError {
  if (isRuntimeError(cause)) return cause
  const name = cause instanceof Error ? cause.name : undefined
  if (name === 'TimeoutError') return new RuntimeError('request_timeout', undefined, { cause })
  if (name === 'AbortError') return new RuntimeError('client_closed', undefined, { cause })
  return new RuntimeError('invalid_request', 'The request body is incomplete', { cause })
}
