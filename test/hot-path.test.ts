import { beforeAll, describe, expect, it } from 'vitest'
import { runProcess } from './run-process.ts'
import { requireBuilt } from './workspace.ts'

/** The calls of the server while it sent the events of one load. */
interface Counts {
  /** Received events of all readers. */
  readonly events: number
  /** Chunks in which they were read. */
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
  /** 5,000 events as fast as possible. */
  readonly flood: Counts
  /** 250 events, one every few milliseconds. */
  readonly paced: Counts
  /** 100 events, one every few milliseconds, to 50 readers. */
  readonly fanOut: Counts
}

interface Report {
  readonly fetch: Loads
  readonly node: Loads
  readonly retained: { readonly bytesPerEvent: number; readonly jsonPerEvent: number }
}

/** Encodings and decodings of a run besides its events: its input, its message, its end. */
const AROUND_A_RUN = 3

/** Readers of the load `fanOut`. */
const READERS = 50

/**
 * Maximum number of chunks for 1,000 events of the flood. It varies a little with the socket. Lower these limits when a
 * change lowers the counts. Raising them accepts a regression.
 */
const CHUNKS_OF_A_FLOOD = { fetch: 40, node: 40 }

/** Maximum heap retained per event of an ended run, as a share of its JSON: its part of the message's text. */
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

  it('encodes text to bytes at most once per chunk', () => {
    const { textEncodings, chunks, writes } = report[over].flood
    expect(textEncodings).toBeLessThanOrEqual(Math.max(chunks, writes) + AROUND_A_RUN)
  })

  it('is sent in few chunks', ({ annotate }) => {
    const { chunks, writes, events } = report[over].flood
    const sent = over === 'node' ? writes : chunks
    const perThousand = (1_000 * sent) / events
    expect(perThousand).toBeLessThanOrEqual(CHUNKS_OF_A_FLOOD[over])
    return annotate(`${over}: ${perThousand.toFixed(0)} chunks for 1,000 events`)
  })
})

describe.each(['fetch', 'node'] as const)('events one by one over %s', (over) => {
  it('are at most one chunk and one write each', () => {
    const { chunks, writes, events } = report[over].paced
    expect(chunks).toBeLessThanOrEqual(events)
    expect(writes).toBeLessThanOrEqual(events + AROUND_A_RUN)
  })

  it('are encoded once for all readers, and never decoded', () => {
    const { encodings, decodings, events } = report[over].fanOut
    expect(encodings).toBeLessThanOrEqual(events / READERS + AROUND_A_RUN)
    expect(decodings).toBeLessThanOrEqual(AROUND_A_RUN)
  })

  it('are encoded to bytes once for all readers', () => {
    const { textEncodings, events } = report[over].fanOut
    expect(textEncodings).toBeLessThanOrEqual(events / READERS + AROUND_A_RUN)
  })
})

it('retains little more than the text of an ended run', ({ annotate }) => {
  const { bytesPerEvent, jsonPerEvent } = report.retained
  expect(bytesPerEvent).toBeLessThan(RETAINED_OF_JSON * jsonPerEvent)
  return annotate(`${bytesPerEvent.toFixed(1)} bytes retained per event of ${jsonPerEvent} characters`)
})
