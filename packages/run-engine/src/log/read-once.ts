import type { LogChunk, LogReader } from './log-reader.ts'

/** A reader of what is known already. */
export function readOnce(chunks: readonly LogChunk[]): LogReader {
  const left = [...chunks]
  let closed = false
  return {
    next: () => (closed ? null : (left.shift() ?? null)),
    close: () => {
      closed = true
    },
  }
}
