import { importTime } from './scenarios/import-time.mjs'
import { installSize } from './scenarios/install-size.mjs'
import { retained } from './scenarios/retained.mjs'
import { stalled } from './scenarios/stalled.mjs'
import { append, manyThreads, openMany } from './scenarios/threads.mjs'
import { timed } from './scenarios/timed.mjs'
import { tokens } from './scenarios/tokens.mjs'

/**
 * One row of the table.
 *
 * @typedef {object} Row
 * @property {string} scenario
 * @property {string} subject
 * @property {number} figure the value that ratios are computed from
 * @property {string} unit of the figure, such as `µs/event`
 * @property {number[]} [each] the figure of each round
 * @property {number} [wallMs] of one round
 * @property {{ p50: number, p99: number }} [firstMs] time to the first event
 * @property {number} [heapBytes] after the last round
 * @property {number} [peakRssBytes]
 * @property {string} [note]
 * @property {number} [ofJson] the figure as a multiple of an event's JSON
 * @property {{ share: number, where: string }[]} [hot]
 */

/**
 * @typedef {object} Context
 * @property {number} rounds
 * @property {string | undefined} peerFolder
 * @property {boolean} profiled
 * @property {string[]} subjects to measure
 */

/**
 * @typedef {object} Scenario
 * @property {string} title
 * @property {(context: Context) => Promise<Omit<Row, 'scenario'>[]>} run
 */

const HISTORY = 400
const READERS = 200
const STREAMS = 200
const TEXT = 'This is some sample text. '.repeat(100)

/**
 * The number of repetitions in one round. Slow subjects have fewer.
 *
 * @param {string} subject
 * @param {number} most
 * @param {number} least
 */
function often(subject, most, least) {
  return subject === 'peer' ? least : most
}

/**
 * Runs of 2,000 events on threads with existing messages, which the client sends again with each run.
 *
 * @param {string} title
 * @param {number} history
 */
function behind(title, history) {
  const work = { deltas: 1_996 }
  const threads = (/** @type {number} */ round) => `behind-${history}-${round}`
  const runs = (/** @type {string} */ subject) => often(subject, 20, 2)
  return timed({
    title,
    load: 'sequence',
    unit: 'µs/event',
    prepare: (subject, round) => [
      {
        load: 'sequence',
        params: { runs: runs(subject), work: { deltas: 1 }, per: 'run', threads: threads(round), history },
      },
    ],
    params: (subject, round) => ({
      runs: runs(subject),
      work,
      per: 'event',
      threads: threads(round),
      history,
    }),
  })
}

/**
 * Opens a thread of 50 runs. Its messages are the same for any number of deltas.
 *
 * @param {string} title
 * @param {number} deltas of each run
 */
function open(title, deltas) {
  const work = { deltas, text: TEXT.slice(0, Math.floor(TEXT.length / deltas)) }
  return timed({
    title,
    load: 'opens',
    unit: 'ms to the end',
    only: ['here-fetch', 'here', 'peer'],
    prepare: (_, round) =>
      round > 0 ? [] : [{ load: 'sequence', params: { runs: 50, work, per: 'run', thread: 'opened' } }],
    params: (_, round) => ({ opens: round === 0 ? 200 : 50, thread: 'opened' }),
  })
}

/**
 * @param {string} title
 * @param {(subject: string) => import('./workload.mjs').Workload} work
 */
function fanOut(title, work) {
  const thread = (/** @type {number} */ round) => `fan-out-${round}`
  return timed({
    title,
    load: 'follow',
    unit: 'µs/event',
    prepare: (subject, round) => [
      { load: 'join', params: { thread: thread(round), work: work(subject), readers: READERS } },
    ],
    params: (subject, round) => ({ thread: thread(round), work: work(subject) }),
  })
}

/** 200 running runs, each with an event every 10 ms. */
function paced() {
  const thread = (/** @type {number} */ round) => `paced-${round}`
  const work = (/** @type {string} */ subject, /** @type {number} */ round) => ({
    deltas: round === 0 ? 50 : often(subject, 200, 60),
    everyMs: 10,
  })
  return timed({
    title: '200 streams, one event every 10 ms',
    load: 'follow',
    unit: 'µs/event',
    prepare: (subject, round) => [
      {
        load: 'begin',
        params: { thread: thread(round), work: work(subject, round), streams: STREAMS, spreadMs: 500 },
      },
    ],
    params: (subject, round) => ({ thread: thread(round), work: work(subject, round) }),
  })
}

/** @type {Record<string, Scenario>} */
export const scenarios = {
  flood: timed({
    title: 'one stream of 20,000 events, as fast as possible',
    load: 'sequence',
    unit: 'µs/event',
    params: (subject) => ({ runs: often(subject, 5, 1), work: { deltas: 19_996 }, per: 'event' }),
  }),
  plain: behind('one stream of 2,000 events', 0),
  history: behind(`one stream of 2,000 events after ${HISTORY} messages`, HISTORY),
  paced: paced(),
  short: timed({
    title: '300 runs of 5 events in sequence',
    load: 'sequence',
    unit: 'ms/run',
    params: () => ({ runs: 300, work: { deltas: 1 }, per: 'run' }),
  }),
  open: open('opening a thread of 50 runs and 20,000 events', 396),
  'open-few': open('the same messages from 250 events', 1),
  'fan-out': fanOut(`one run as fast as possible, ${READERS} readers`, (subject) => ({
    deltas: often(subject, 2_000, 200),
  })),
  'fan-out-paced': fanOut(`one run with an event every 10 ms, ${READERS} readers`, () => ({
    deltas: 60,
    everyMs: 10,
  })),
  stalled,
  retained,
  append,
  'open-many': openMany,
  'many-threads': manyThreads,
  tokens,
  import: importTime,
  size: installSize,
}
