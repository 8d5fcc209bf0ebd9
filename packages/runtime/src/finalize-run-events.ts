import { EventGuard, type EventLike, type WireEvent } from '@flightdeck/run-engine'

/** Options of {@link finalizeRunEvents}. */
export interface FinalizeRunOptions {
  /** Whether the run was stopped by the user: it then ends as cancelled. @default false */
  stopRequested?: boolean | undefined
  /** The error message if it was not stopped, visible to clients. @default 'Run ended without emitting a terminal event' */
  interruptionMessage?: string | undefined
}

/** Ends a streamed run that may be incomplete. Stores which items are open, and no events. */
export interface RunEventFinalizer {
  /** Takes the next event of the run. */
  observe(event: EventLike): void
  /**
   * Returns the events that close open messages, tool calls, reasoning and steps, and the terminal event, with the ids of
   * RUN_STARTED if there was one. Returns an empty array if the run has already ended.
   */
  finalize(options?: FinalizeRunOptions): EventLike[]
}

/** Creates a finalizer for the events of one run, for custom runners. */
export function createRunEventFinalizer(): RunEventFinalizer {
  const appended: EventLike[] = []
  let isStarted = false
  let isFinalizing = false
  const options = {
    threadId: '',
    runId: '',
    emit: (event: WireEvent) => {
      if (!isFinalizing || (!isStarted && event.type === 'RUN_STARTED')) return
      appended.push(isStarted ? event : withoutIds(event))
    },
  }
  const guard = new EventGuard(options)
  return {
    observe(event) {
      if (!isStarted && event.type === 'RUN_STARTED') {
        isStarted = true
        options.threadId = idIn(event, 'threadId')
        options.runId = idIn(event, 'runId')
      }
      guard.push(event)
    },
    finalize({ stopRequested = false, interruptionMessage: message } = {}) {
      isFinalizing = true
      if (stopRequested) guard.finish({ kind: 'cancelled' })
      else if (message === undefined) guard.finish({ kind: 'completed' })
      else guard.finish({ kind: 'failed', message, code: 'INCOMPLETE_STREAM' })
      return appended.splice(0)
    },
  }
}

/** Ends an incomplete run whose events are in an array: appends what {@link RunEventFinalizer} returns, and returns it. */
export function finalizeRunEvents(events: EventLike[], options: FinalizeRunOptions = {}): EventLike[] {
  const finalizer = createRunEventFinalizer()
  for (const event of events) finalizer.observe(event)
  const appended = finalizer.finalize(options)
  events.push(...appended)
  return appended
}

function idIn(event: object, name: string): string {
  const id: unknown = Reflect.get(event, name)
  return typeof id === 'string' ? id : ''
}

/** Removes the ids from RUN_FINISHED: without RUN_STARTED they are not known. */
function withoutIds(event: WireEvent): EventLike {
  if (event.type !== 'RUN_FINISHED') return event
  const { threadId: _thread, runId: _run, ...rest } = event
  return rest
}
