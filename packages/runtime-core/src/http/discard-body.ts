import { within } from '@flightdeck/run-engine/internal'

/** Bytes of an unread body that are read before a request is refused, so that the client can read the response. */
const DISCARD_BYTES = 16 * 1024 * 1024
/** Milliseconds that this may take. */
const DISCARD_MS = 10_000
/** Milliseconds without data after which reading stops. */
const SILENCE_MS = 1_000

/**
 * Reads and drops the rest of a request's body. Some hosts close the connection with the response, and a client that is
 * still sending then never sees it. A body that is too long or too slow is cancelled. Never rejects.
 */
export async function discardBody({ headers, body, signal }: Request): Promise<void> {
  // A locked body was read, or is being read.
  if (body?.locked !== false) return
  const reader = body.getReader()
  const until = Date.now() + DISCARD_MS
  let left = Number(headers.get('content-length')) > DISCARD_BYTES ? 0 : DISCARD_BYTES
  try {
    while (left > 0 && Date.now() < until && !signal.aborted) {
      const step = await within(reader.read(), SILENCE_MS)
      if (step === undefined) break
      if (step.done) return
      left -= step.value.byteLength
    }
  } catch {
    // The body was cut off.
  }
  reader.cancel().catch(() => {})
}

/** Cancels the body of a cloned request that is no longer needed, so that it buffers nothing. */
export function cancelBody(copy: Request): void {
  // Never awaited: one half of a cloned body settles only with the other.
  if (copy.body?.locked === false) copy.body.cancel().catch(() => {})
}
