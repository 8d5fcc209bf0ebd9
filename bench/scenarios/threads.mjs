import { startChild } from '../child.mjs'
import { median } from '../statistics.mjs'

/** @typedef {import('../scenarios.mjs').Scenario} Scenario */

const KINDS = /** @type {const} */ (['memory', 'sqlite'])
const WORK = { runs: 20, batches: 20, perBatch: 50 }
const EVENTS = WORK.runs * WORK.batches * WORK.perBatch
const MANY_THREADS = 100_000
const PAGE = 100
const LAST_PAGE = MANY_THREADS / PAGE
const PAGE_READS = 500

/**
 * Starts a process with a store for the duration of `work`.
 *
 * @template T
 * @param {'memory' | 'sqlite'} kind
 * @param {(call: import('../child.mjs').Child['call']) => Promise<T>} work
 */
async function withStore(kind, work) {
  const child = startChild('store-server.mjs', { execArgv: ['--expose-gc'] })
  try {
    await child.call('open', { kind })
    const result = await work(child.call)
    await child.call('close')
    return result
  } finally {
    child.stop()
  }
}

/** @type {Scenario} */
export const append = {
  title: `storing events in transactions of ${WORK.perBatch}, and ending a run`,
  async run({ rounds }) {
    /** @type {Record<string, { append: number[], finish: number[] }>} */
    const seen = {}
    const note = (/** @type {string} */ subject, /** @type {any} */ cost) => {
      seen[subject] ??= { append: [], finish: [] }
      seen[subject]?.append.push(cost.append.cpuUs / EVENTS)
      seen[subject]?.finish.push(cost.finish.cpuUs / WORK.runs)
    }
    for (let round = 0; round < rounds; round += 1) {
      const raw = startChild('raw-inserts.mjs')
      try {
        note('raw', await raw.call('write', WORK))
      } finally {
        raw.stop()
      }
      for (const kind of KINDS) note(kind, await withStore(kind, (call) => call('write', WORK)))
    }
    return Object.entries(seen).flatMap(([subject, { append, finish }]) => [
      { subject, figure: median(append), unit: 'µs/event', each: append },
      {
        subject: subject === 'raw' ? 'raw, end' : `${subject}, end`,
        figure: median(finish),
        unit: 'µs/run',
        each: finish,
      },
    ])
  },
}

const OPENED = [
  { index: 0, runs: 10, messages: 20, says: '10 runs' },
  { index: 1, runs: 10_000, messages: 20, says: '10,000 runs, the same messages' },
  { index: 2, runs: 10_000, messages: 20_000, says: '10,000 runs, 20,000 messages' },
]

/** @type {Scenario} */
export const openMany = {
  title: 'opening a thread of 10 and of 10,000 runs',
  async run() {
    const rows = []
    for (const kind of KINDS) {
      rows.push(
        ...(await withStore(kind, async (call) => {
          for (const thread of OPENED) await call('fill', thread)
          const measured = []
          for (const { index, messages, says } of OPENED) {
            const times = messages > 100 ? 5 : 200
            await call('follow', { index, times: Math.ceil(times / 5) })
            const { cpuUs, wallMs } = await call('follow', { index, times })
            measured.push({
              subject: `${kind}, ${says}`,
              figure: cpuUs / times / 1_000,
              unit: 'ms',
              wallMs: wallMs / times,
              note: `${(cpuUs / times / messages).toFixed(2)} µs a message`,
            })
          }
          return measured
        })),
      )
    }
    return rows
  },
}

/**
 * The cost of a page of many threads. First and last pages alternate, so that neither is always compiled first.
 *
 * @param {'memory' | 'sqlite'} kind
 * @param {import('../child.mjs').Child['call']} call
 * @param {number} rounds
 */
async function pages(kind, call, rounds) {
  /** @type {Map<number, number[]>} */
  const seen = new Map([1, LAST_PAGE].map((page) => [page, []]))
  // The first round is a warm-up.
  for (let round = -1; round < rounds; round += 1) {
    for (const [page, figures] of seen) {
      const request = { page, limit: PAGE, count: MANY_THREADS, times: PAGE_READS }
      const { cpuUs } = await call('list', request)
      if (round >= 0) figures.push(cpuUs / PAGE_READS)
    }
  }
  return [...seen].map(([page, each]) => ({
    subject: `${kind}, page ${page.toLocaleString('en')}`,
    figure: median(each),
    unit: 'µs/page',
    each,
    note: `${PAGE} threads`,
  }))
}

/** @type {Scenario} */
export const manyThreads = {
  title: `listing and storing ${MANY_THREADS.toLocaleString('en')} threads`,
  async run({ rounds }) {
    const rows = []
    for (const kind of KINDS) {
      rows.push(
        ...(await withStore(kind, async (call) => {
          const before = await call('memory')
          const { bytes } = await call('fillMany', { count: MANY_THREADS })
          const after = await call('memory')
          const heapBytes = after.heapBytes - before.heapBytes
          return [
            ...(await pages(kind, call, rounds)),
            {
              subject: `${kind}, kept`,
              figure: heapBytes / MANY_THREADS,
              unit: 'B/thread',
              heapBytes: after.heapBytes,
              peakRssBytes: after.rssBytes,
              note: bytes > 0 ? `${(bytes / MANY_THREADS).toFixed(0)} B/thread in the file` : '',
            },
          ]
        })),
      )
    }
    return rows
  },
}
