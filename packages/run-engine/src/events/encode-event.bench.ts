import { bench, describe } from 'vitest'
import { encodeEvent } from './encode-event.ts'

const EVENTS = 1_000
const options = { time: 300, warmupTime: 50 }

const deltas = Array.from({ length: EVENTS }, (_, index) => ({
  type: 'TEXT_MESSAGE_CONTENT',
  messageId: 'message-1',
  delta: `word ${index}`,
}))
const states = Array.from({ length: EVENTS }, (_, index) => ({
  type: 'STATE_DELTA',
  delta: [{ op: 'replace', path: `/steps/${index}/status`, value: { done: true, at: index } }],
}))

describe(`the encoder, ${EVENTS} events`, () => {
  bench('deltas of text', () => void deltas.map(encodeEvent), options)
  bench('deltas of state', () => void states.map(encodeEvent), options)
  bench(
    'deltas of text, quoted and with line breaks',
    () => {
      for (const delta of deltas) encodeEvent({ ...delta, delta: 'say "yes"\n' })
    },
    options,
  )
})
