import type { WireEvent } from '../events/events.ts'
import { fault, fixed, isRecord, type Reader } from '../events/read-fields.ts'
import { EventGuard } from '../guard/event-guard.ts'

/** Reads the event that ended a run: as the guard would have let it pass, with the ids of that run. */
export function readEnding(threadId: string, runId: string): Reader<WireEvent> {
  return (value, path) => {
    if (!isRecord(value) || (value.type !== 'RUN_FINISHED' && value.type !== 'RUN_ERROR')) {
      return fault(path, 'must be the ending of a run')
    }
    let last: WireEvent | undefined
    const guard = new EventGuard({
      threadId,
      runId,
      emit: (event) => {
        last = event
      },
    })
    guard.push(value)
    return guard.ended === undefined || last === undefined
      ? fault(path, 'must be a legal ending')
      : fixed(last)
  }
}
