// Tests: `runnerConformance` of `@flightdeck/testkit`.
import { encodedEvent, splitEncoded } from '../events/encoded-event.ts'
import type { WireEvent } from '../events/events.ts'
import type { LogChunk } from './log-reader.ts'

/**
 * Events that are in no log, such as the ending of a run whose thread was deleted. Their id is one that no position has: a
 * reader that resumes with it receives the catch-up.
 */
export function unstoredChunk(events: readonly WireEvent[]): LogChunk {
  return {
    log: crypto.randomUUID().slice(0, 8),
    through: 0,
    ...splitEncoded(events.map(encodedEvent)),
  }
}
