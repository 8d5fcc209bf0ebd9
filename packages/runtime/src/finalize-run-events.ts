import { EventGuard, type EventLike, type WireEvent } from '@flightdeck/run-engine'

/** Options of {@link finalizeRunEvents}. */
export interface FinalizeRunOptions {
  /** Whether the user asked for the end: the run then ends as cancelled. @default false */
  stopRequested?: boolean | undefined
  /** What the error says, where nobody asked. It is shown to clients. @default 'Run ended without emitting a terminal event' */
  interruptionMessage?: string | undefined
}

/**
 * Ends a run that broke off, for runners written by hand: appends to `events` what closes the open messages, tool calls,
 * reasoning and steps, and the ending, with the ids of the run if it has a RUN_STARTED. Gives what was appended; nothing
 * if the run has an ending.
 */
export function finalizeRunEvents(events: EventLike[], options: FinalizeRunOptions = {}): EventLike[] {
  const appended: EventLike[] = []
  const ids = idsOf(events)
  let isOver = false
  const guard = new EventGuard({
    ...(ids ?? { threadId: '', runId: '' }),
    emit: (event) => {
      if (isOver && (ids !== undefined || event.type !== 'RUN_STARTED'))
        appended.push(ids ? event : withoutIds(event))
    },
  })
  for (const event of events) guard.push(event)
  isOver = true
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

/** Whoever serves a run that was never started knows whose it is; here nobody does. */
function withoutIds(event: WireEvent): EventLike {
  if (event.type !== 'RUN_FINISHED') return event
  const { threadId: _thread, runId: _run, ...rest } = event
  return rest
}
