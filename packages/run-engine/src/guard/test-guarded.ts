import type { WireEvent } from '../events/events.ts'
import type { GuardEnd } from './endings.ts'
import type { GuardOptions } from './event-guard.ts'
import { EventGuard } from './event-guard.ts'

/** A guard with what it emitted so far. */
export interface Guarded {
  readonly guard: EventGuard
  readonly output: WireEvent[]
  push(...events: unknown[]): Guarded
  finish(end?: GuardEnd): Guarded
}

/** A guard of run `run` on thread `thread` that keeps what it emits. */
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

/** A guard whose run has begun, its output empty again. */
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

/** The types of events, which says most of what happened. */
export function typesOf(events: readonly WireEvent[]): string[] {
  return events.map((event) => event.type)
}
