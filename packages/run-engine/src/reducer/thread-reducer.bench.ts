import { bench, describe } from 'vitest'
import type { WireEvent } from '../events/events.ts'
import type { StoredMessage } from './thread-content.ts'
import { ThreadReducer } from './thread-reducer.ts'

const DELTAS = 1_000
const options = { time: 300, warmupTime: 50 }

const messageId = 'message-1'
const events: readonly WireEvent[] = [
  { type: 'RUN_STARTED', threadId: 'thread-1', runId: 'run-1' },
  { type: 'TEXT_MESSAGE_START', messageId, role: 'assistant' },
  ...Array.from(
    { length: DELTAS },
    (_, index): WireEvent => ({ type: 'TEXT_MESSAGE_CONTENT', messageId, delta: `word ${index}` }),
  ),
  { type: 'TEXT_MESSAGE_END', messageId },
  { type: 'RUN_FINISHED', threadId: 'thread-1', runId: 'run-1' },
]
const encoded = events.map((event) => ({ event, json: JSON.stringify(event) }))

/** Each delta adds a key to the metadata of one message. */
function merges(count: number): { event: WireEvent; json: string }[] {
  const start: WireEvent = { type: 'TEXT_MESSAGE_START', messageId, role: 'assistant' }
  const deltas = Array.from({ length: count }, (_, index): WireEvent => {
    return { type: 'TEXT_MESSAGE_CONTENT', messageId, delta: 'x', metadata: { [`key ${index}`]: index } }
  })
  return [start, ...deltas].map((event) => ({ event, json: JSON.stringify(event) }))
}
const fewMerges = merges(1_000)
const manyMerges = merges(4_000)

const history = Array.from({ length: 400 }, (_, index): StoredMessage => {
  const id = `earlier-${index}`
  return { id, json: JSON.stringify({ id, role: 'user', content: 'What was said before. '.repeat(10) }) }
})

function reduce(messages: readonly StoredMessage[], given = encoded): void {
  const reducer = new ThreadReducer({ messages, state: undefined })
  for (const { event, json } of given) reducer.apply(event, json)
  reducer.content()
}

describe(`the reducer, a run of ${DELTAS} deltas`, () => {
  bench('on an empty thread', () => reduce([]), options)
  bench('behind 400 messages', () => reduce(history), options)
})

describe('metadata merged into one message, which must cost the same for each event', () => {
  bench('1,000 events', () => reduce([], fewMerges), options)
  bench('4,000 events', () => reduce([], manyMerges), options)
})
