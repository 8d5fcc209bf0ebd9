import { beforeAll, describe, expect, it } from 'vitest'
import { runProcess } from './run-process.ts'
import { requireBuilt } from './workspace.ts'

/** What the server did while the events of one load went out. */
interface Counts {
  /** Events that arrived, all readers together. */
  readonly events: number
  /** Pieces in which they were read. */
  readonly chunks: number
  /** Calls of `JSON.stringify`. */
  readonly encodings: number
  /** Calls of `JSON.parse`. */
  readonly decodings: number
  /** Calls of `TextEncoder.encode`. */
  readonly textEncodings: number
  /** Writes to a response. */
  readonly writes: number
}

interface Loads {
  /** 5,000 events as fast as they go. */
  readonly flood: Counts
  /** 250 events, one each few milliseconds. */
  readonly paced: Counts
  /** 100 events, one each few milliseconds, to 50 readers. */
  readonly fanOut: Counts
}

interface Report {
  readonly fetch: Loads
  readonly node: Loads
  readonly retained: { readonly bytesPerEvent: number; readonly jsonPerEvent: number }
}

/** How many encodings and decodings a run may cost beside those of its events: its input, its message, its ending. */
const AROUND_A_RUN = 3

/** Readers of the load `fanOut`. */
const READERS = 50

/**
 * Pieces that 1,000 events of the flood may be sent in. It varies a little with when the socket drains. Lower these
 * when a change lowers the counts; to raise them is to say that a regression is wanted.
 */
const CHUNKS_OF_A_FLOOD = { fetch: 40, node: 40 }

/** Bytes of heap that an event of an ended run may keep, as a part of its JSON: its share of the message's text. */
const RETAINED_OF_JSON = 0.25

let report: Report

beforeAll(async () => {
  for (const name of ['run-engine', 'runner-memory', 'runtime-core', 'adapter-node'])
    requireBuilt(`packages/${name}`)
  const script = new URL('./hot-path-counts.mjs', import.meta.url).pathname
  const { code, stdout, output } = await runProcess(process.execPath, ['--expose-gc', script], {
    cwd: new URL('.', import.meta.url).pathname,
  })
  expect(code, output).toBe(0)
  report = JSON.parse(stdout)
}, 60_000)

describe.each(['fetch', 'node'] as const)('a flood over %s', (over) => {
  it('encodes every event once', ({ annotate }) => {
    const { encodings, events } = report[over].flood
    expect(encodings).toBeGreaterThanOrEqual(events)
    expect(encodings).toBeLessThanOrEqual(events + AROUND_A_RUN)
    return annotate(`${over}: ${encodings} encodings for ${events} events`)
  })

  it('decodes no event', () => {
    expect(report[over].flood.decodings).toBeLessThanOrEqual(AROUND_A_RUN)
  })

  it('turns text into bytes once for each chunk at most', () => {
    const { textEncodings, chunks, writes } = report[over].flood
    expect(textEncodings).toBeLessThanOrEqual(Math.max(chunks, writes) + AROUND_A_RUN)
  })

  it('is sent in few pieces', ({ annotate }) => {
    const { chunks, writes, events } = report[over].flood
    const sent = over === 'node' ? writes : chunks
    const perThousand = (1_000 * sent) / events
    expect(perThousand).toBeLessThanOrEqual(CHUNKS_OF_A_FLOOD[over])
    return annotate(`${over}: ${perThousand.toFixed(0)} chunks for 1,000 events`)
  })
})

describe.each(['fetch', 'node'] as const)('events one by one over %s', (over) => {
  it('are one chunk and one write each at most', () => {
    const { chunks, writes, events } = report[over].paced
    expect(chunks).toBeLessThanOrEqual(events)
    expect(writes).toBeLessThanOrEqual(events + AROUND_A_RUN)
  })

  it('are encoded once for all readers, and never decoded', () => {
    const { encodings, decodings, events } = report[over].fanOut
    expect(encodings).toBeLessThanOrEqual(events / READERS + AROUND_A_RUN)
    expect(decodings).toBeLessThanOrEqual(AROUND_A_RUN)
  })

  it('are turned into bytes once for all who read them', () => {
    const { textEncodings, events } = report[over].fanOut
    expect(textEncodings).toBeLessThanOrEqual(events / READERS + AROUND_A_RUN)
  })
})

it('keeps of the events of an ended run little more than their text', ({ annotate }) => {
  const { bytesPerEvent, jsonPerEvent } = report.retained
  expect(bytesPerEvent).toBeLessThan(RETAINED_OF_JSON * jsonPerEvent)
  return annotate(`${bytesPerEvent.toFixed(1)} bytes kept of each event of ${jsonPerEvent} characters`)
})
