import { EventGuard, type EventLike, type WireEvent } from '@flightdeck/run-engine'

/** Options of {@link finalizeRunEvents}. */
export interface FinalizeRunOptions {
  /** Whether the run was stopped by the user: it then ends as cancelled. @default false */
  stopRequested?: boolean | undefined
  /** The error message if it was not stopped, visible to clients. @default 'Run ended without emitting a terminal event' */
  interruptionMessage?: string | undefined
}

/**
 * Ends an incomplete run, for custom runners. Appends events to `events` that close open messages, tool calls, reasoning and
 * steps, and the terminal event, with the ids of RUN_STARTED if there is one. Returns the appended events: an empty array if
 * the run has already ended.
 */
export function finalizeRunEvents(events: EventLike[], options: FinalizeRunOptions = {}): EventLike[] {
  const appended: EventLike[] = []
  const ids = idsOf(events)
  let allPushed = false
  const guard = new EventGuard({
    ...(ids ?? { threadId: '', runId: '' }),
    emit: (event) => {
      if (allPushed && (ids !== undefined || event.type !== 'RUN_STARTED'))
        appended.push(ids ? event : withoutIds(event))
    },
  })
  for (const event of events) guard.push(event)
  allPushed = true
  const { stopRequested = false, interruptionMessage: message } = options
  if (stopRequested) guard.finish({ kind: 'cancelled' })
  else if (message === undefined) guard.finish({ kind: 'completed' })
  else guard.finish({ kind: 'failed', message, code: 'INCOMPLETE_STREAM' })
  events.push(...appended)
  return appended
}

function idsOf(events: readonly EventLike[]): { threadId: string; runId: string } | undefined {
  const start: object | undefined = events.find(({ type }) => type === 'RUN_STARTED')
  if (start === undefined) return undefined
  const idOf = (name: string): string => {
    const id: unknown = Reflect.get(start, name)
    return typeof id === 'string' ? id : ''
  }
  return { threadId: idOf('threadId'), runId: idOf('runId') }
}

/** Removes the ids from RUN_FINISHED: without RUN_STARTED they are not known. */
function withoutIds(event: WireEvent): EventLike {
  if (event.type !== 'RUN_FINISHED') return event
  const { threadId: _thread, runId: _run, ...rest } = event
  return rest
}
