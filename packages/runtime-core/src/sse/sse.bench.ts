import type { LogChunk, LogReader } from '@flightdeck/run-engine'
import { bench, describe } from 'vitest'
import { sseResponse } from './sse.ts'
import { framesIn } from './sse-frames.ts'

const EVENTS = 1_000
const options = { time: 300, warmupTime: 50 }

const event = JSON.stringify({ type: 'TEXT_MESSAGE_CONTENT', messageId: 'message-1', delta: 'word ' })

/** A reader that has chunks of so many events, at once or each a moment later. */
function readerOf(size: number, later: boolean): LogReader {
  let first = 1
  const next = (): LogChunk | null => {
    if (first > EVENTS) return null
    const events = Array.from({ length: size }, () => event)
    const chunk = { log: 'a1b2c3d4', events, first, through: first + size - 1, legacy: [] }
    first += size
    return chunk
  }
  return { next: later ? () => Promise.resolve().then(next) : next, close: () => {} }
}

async function readAll(size: number, later: boolean): Promise<void> {
  const { body } = sseResponse(() => readerOf(size, later), { toFrames: framesIn('1.0'), keepAliveMs: 8_000 })
  if (body === null) throw new Error('There is no body')
  const reader = body.getReader()
  while (!(await reader.read()).done);
}

describe(`pulling ${EVENTS} events through a Response`, () => {
  bench('in chunks of 100 that are there', () => readAll(100, false), options)
  bench('one by one, each there', () => readAll(1, false), options)
  bench('one by one, each a moment later', () => readAll(1, true), options)
})
