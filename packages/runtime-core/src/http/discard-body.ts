import { withTimeout } from './with-timeout.ts'

/** So much of an unread body is taken in before a refusal, so that the client gets to read that. */
const DISCARD_BYTES = 16 * 1024 * 1024
/** For so long. */
const DISCARD_MS = 10_000
/** From a client that sends nothing for so long, no more is waited for. */
const SILENCE_MS = 1_000

/**
 * Reads away what is left of a request's body. Some hosts close the connection with the answer, and a client that is
 * still sending then never sees it. What is too long or too slow for that is cancelled. Never rejects.
 */
export async function discardBody({ headers, body, signal }: Request): Promise<void> {
  // Whoever has locked a body has read it, or goes on to.
  if (body?.locked !== false) return
  const reader = body.getReader()
  const until = Date.now() + DISCARD_MS
  let left = Number(headers.get('content-length')) > DISCARD_BYTES ? 0 : DISCARD_BYTES
  try {
    while (left > 0 && Date.now() < until && !signal.aborted) {
      const step = await withTimeout(reader.read(), SILENCE_MS)
      if (step === undefined) break
      if (step.done) return
      left -= step.value.byteLength
    }
  } catch {
    // A body that broke off has no rest.
  }
  reader.cancel().catch(() => {})
}

/** Lets go of a copy of a request whose body nobody reads any more, so that nothing is kept for it. */
export function letGo(copy: Request): void {
  // Never awaited: one half of a cloned body settles only with the other.
  if (copy.body?.locked === false) copy.body.cancel().catch(() => {})
}
