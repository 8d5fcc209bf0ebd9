import type { WireEvent } from '../src/events/events.ts'
import type { GuardEnd } from '../src/guard/endings.ts'
import type { GuardOptions } from '../src/guard/event-guard.ts'
import { EventGuard } from '../src/guard/event-guard.ts'

/** A guard and its output so far. */
export interface Guarded {
  readonly guard: EventGuard
  readonly output: WireEvent[]
  push(...events: unknown[]): Guarded
  finish(end?: GuardEnd): Guarded
}

/** A guard of run `run` on thread `thread` that records its output. */
export function guarded(options: Partial<GuardOptions> = {}): Guarded {
  const output: WireEvent[] = []
  const guard = new EventGuard({
    threadId: 'thread',
    runId: 'run',
    emit: (event) => output.push(event),
    ...options,
  })
  const self: Guarded = {
    guard,
    output,
    push(...events) {
      for (const event of events) guard.push(event)
      return self
    },
    finish(end = { kind: 'completed' }) {
      guard.finish(end)
      return self
    },
  }
  return self
}

/** A guard whose run has started, with its output cleared. */
export function running(options: Partial<GuardOptions> = {}): Guarded {
  const self = guarded(options).push(started)
  self.output.length = 0
  return self
}

export const started: WireEvent = {
  type: 'RUN_STARTED',
  threadId: 'thread',
  runId: 'run',
  protocolVersion: '1.0',
}
export const finished: WireEvent = { type: 'RUN_FINISHED', threadId: 'thread', runId: 'run' }

/** The types of events. */
export function typesOf(events: readonly WireEvent[]): string[] {
  return events.map((event) => event.type)
}
