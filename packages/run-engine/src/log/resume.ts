// Tests: `runnerConformance` of `@flightdeck/testkit`.
import { isSameLog } from '../store/generation.ts'
import type { ThreadInfo } from '../store/thread-record.ts'
import type { ThreadStore } from '../store/thread-store.ts'
import { type EndedRun, findEndedRun } from './ended-run.ts'
import type { RunCursor } from './run-cursor.ts'

/**
 * What a reader with a cursor gets: the events of the running run after a position; nothing, because it has everything;
 * the ending of the run that its cursor is in; or what a reader without a cursor gets.
 */
export type Resumption =
  | { kind: 'tail'; after: number }
  | { kind: 'nothing' }
  | { kind: 'ended'; ended: EndedRun }
  | { kind: 'join' }

const JOIN: Resumption = { kind: 'join' }

/** Decides it by what the store has of the thread. See `docs/protocol.md`, "What an event id promises". */
export async function resumptionOf(
  store: ThreadStore,
  thread: ThreadInfo,
  cursor: RunCursor | undefined,
): Promise<Resumption> {
  if (cursor === undefined || !isSameLog(cursor.generation, thread.generation)) return JOIN
  const { generation, running, head } = thread
  const { base, position } = cursor
  // What was sent before a run was taken over may not have been kept: such a position says nothing.
  const isExact = cursor.generation === generation
  if (running !== undefined && base >= running.base) {
    return isExact && base === running.base ? { kind: 'tail', after: position } : JOIN
  }
  if (isExact && position === (running?.base ?? head)) {
    return running === undefined ? { kind: 'nothing' } : { kind: 'tail', after: position }
  }
  const ended = await findEndedRun(store, thread, base)
  if (ended?.run.ending === undefined || (isExact && position === ended.end)) return JOIN
  return { kind: 'ended', ended }
}
