import type { LogChunk } from '@flightdeck/run-engine'
import { bench, describe } from 'vitest'
import { framesIn } from './sse-frames.ts'

const toFrames = framesIn('1.0')
const options = { time: 300, warmupTime: 50 }

function chunkOf(length: number, first: number): LogChunk {
  const events = Array.from({ length }, (_, index) =>
    JSON.stringify({ type: 'TEXT_MESSAGE_CONTENT', messageId: 'message-1', delta: `word ${index}` }),
  )
  return { log: 'a1b2c3d4', events, first, through: first + length - 1, legacy: [] }
}

const one = chunkOf(1, 1).events
const many = chunkOf(1_000, 1).events

// Frames are made once for a chunk, so that each turn needs a chunk of its own.
describe('framing 1,000 events', () => {
  bench('in one chunk', () => void toFrames({ ...chunkOf(0, 1), events: [...many], through: 1_000 }), options)
  bench(
    'each in a chunk of its own',
    () => {
      for (let first = 1; first <= 1_000; first += 1) {
        toFrames({ ...chunkOf(0, first), events: [...one], through: first })
      }
    },
    options,
  )
})
