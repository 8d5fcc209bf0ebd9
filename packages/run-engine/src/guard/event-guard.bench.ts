import { bench, describe } from 'vitest'
import type { EventLike } from '../events/events.ts'
import { EventGuard } from './event-guard.ts'

const DELTAS = 1_000
const ids = { threadId: 'thread-1', runId: 'run-1' }
const options = { time: 300, warmupTime: 50 }

/** The events of one run, with deltas made by the given function. */
function runOf(start: EventLike[], delta: (index: number) => object, end: EventLike[]): object[] {
  return [
    { type: 'RUN_STARTED', ...ids },
    ...start,
    ...Array.from({ length: DELTAS }, (_, index) => delta(index)),
    ...end,
    { type: 'RUN_FINISHED', ...ids },
  ]
}

const messageId = 'message-1'
const text = (index: number) => ({ type: 'TEXT_MESSAGE_CONTENT', messageId, delta: `word ${index}` })
const opened: EventLike & { messageId: string; role: string } = {
  type: 'TEXT_MESSAGE_START',
  messageId,
  role: 'assistant',
}
const closed: EventLike & { messageId: string } = { type: 'TEXT_MESSAGE_END', messageId }

const runs = {
  'deltas of an open message': runOf([opened], text, [closed]),
  'deltas with a timestamp and metadata': runOf(
    [opened],
    (index) => ({ ...text(index), timestamp: index, metadata: { model: 'm' } }),
    [closed],
  ),
  'chunks, which it writes out': runOf(
    [],
    (index) => ({ type: 'TEXT_MESSAGE_CHUNK', messageId, delta: `word ${index}` }),
    [],
  ),
  'deltas with a null to take out': runOf([opened], (index) => ({ ...text(index), rawEvent: null }), [
    closed,
  ]),
}

describe(`the guard, a run of ${DELTAS} deltas`, () => {
  for (const [name, events] of Object.entries(runs)) {
    bench(
      name,
      () => {
        const guard = new EventGuard({ ...ids, emit: () => {} })
        for (const event of events) guard.push(event)
        guard.finish({ kind: 'completed' })
      },
      options,
    )
  }
})
