import { setTimeout } from 'node:timers/promises'
import { EVENTS_AROUND } from './workload.mjs'

/**
 * The result of a load.
 *
 * @typedef {object} Driven
 * @property {number} units the divisor of the cost: delivered events, runs or opens
 * @property {number} wallMs
 * @property {number[]} firstMs milliseconds to the first event, of each stream
 * @property {number[]} [totalMs] milliseconds to the last byte, of each request
 */

/** @typedef {(transport: import('./http-transport.mjs').Transport, params: any) => Promise<Driven>} Load */

const RUN = '/agent/default/run'
const CONNECT = '/agent/default/connect'

/**
 * @param {string} threadId
 * @param {import('./workload.mjs').Workload} work
 * @param {unknown[]} [messages]
 */
function inputOf(threadId, work, messages = [question(threadId)]) {
  return {
    threadId,
    runId: crypto.randomUUID(),
    messages,
    tools: [],
    context: [],
    state: {},
    forwardedProps: work,
    protocolVersion: '1.0',
  }
}

/** @param {string} id */
function question(id) {
  return { id: `question-${id}`, role: 'user', content: 'What is the answer to my question?' }
}

/**
 * Messages of a long conversation.
 *
 * @param {number} count
 */
function conversation(count) {
  return Array.from({ length: count }, (_, index) => ({
    id: `message-${index}`,
    role: index % 2 === 0 ? 'user' : 'assistant',
    content: `Message ${index}. `.padEnd(200, 'Earlier messages are sent again with every run. '),
  }))
}

/**
 * @param {import('./http-transport.mjs').Received} received
 * @param {number} expected
 */
function check({ deltas }, expected) {
  if (deltas !== undefined && deltas !== expected) {
    throw new Error(`${deltas} of ${expected} deltas arrived`)
  }
}

/**
 * State between two loads of a process: the readers of runs that wait at a gate.
 *
 * @type {Map<string, Promise<import('./http-transport.mjs').Received>[]>}
 */
const joined = new Map()

/** @type {(() => void)[]} */
const lettingGo = []

/** Milliseconds to wait for a reader that does not report that it has connected. */
const JOIN_MS = 200

/** @type {Driven} */
const NOTHING = { units: 0, wallMs: 0, firstMs: [] }

/**
 * Starts or connects to a run that waits. Resolves when its first event has arrived.
 *
 * @param {import('./http-transport.mjs').Transport} transport
 * @param {string} path
 * @param {string} thread
 * @param {import('./workload.mjs').Workload} work
 */
async function watched(transport, path, thread, work) {
  /** @type {Promise<import('./http-transport.mjs').Received> | undefined} */
  let received
  await new Promise((resolve, reject) => {
    const input = inputOf(thread, { ...work, waitsAtStart: true })
    received = transport.send(path, input, { onFirst: () => resolve(undefined) })
    received.catch(reject)
  })
  return { received: /** @type {NonNullable<typeof received>} */ (received) }
}

/** @type {Record<string, Load>} */
export const loads = {
  /** Runs in sequence, each on a new thread or all on one. The cost is per event or per run. */
  async sequence(transport, { runs, work, per, history = 0, threads, thread }) {
    const firstMs = []
    let wallMs = 0
    for (let index = 0; index < runs; index += 1) {
      const threadId = thread ?? (threads === undefined ? crypto.randomUUID() : `${threads}-${index}`)
      const messages = [...conversation(history), question(`${threadId}-${crypto.randomUUID()}`)]
      const received = await transport.send(RUN, inputOf(threadId, work, messages))
      check(received, work.deltas)
      firstMs.push(received.firstMs)
      wallMs += received.totalMs
    }
    transport.close()
    return { units: per === 'run' ? runs : runs * (work.deltas + EVENTS_AROUND), wallMs, firstMs }
  },

  /** Starts runs that wait, with a short delay between them. `follow` releases them, with their events out of step. */
  async begin(transport, { thread, work, streams, spreadMs }) {
    const all = Array.from({ length: streams }, async (_, index) => {
      await setTimeout((index * spreadMs) / streams)
      const afterMs = (index * work.everyMs) / streams
      return watched(transport, RUN, crypto.randomUUID(), { ...work, afterMs, gate: thread })
    })
    joined.set(
      thread,
      (await Promise.all(all)).map(({ received }) => received),
    )
    return NOTHING
  },

  /** Opens a thread repeatedly. */
  async opens(transport, { opens, thread }) {
    const totalMs = []
    const firstMs = []
    for (let index = 0; index < opens; index += 1) {
      const received = await transport.send(CONNECT, inputOf(thread, { deltas: 0 }, []))
      totalMs.push(received.totalMs)
      firstMs.push(received.firstMs)
    }
    transport.close()
    return { units: opens, wallMs: totalMs.reduce((sum, ms) => sum + ms, 0), firstMs, totalMs }
  },

  /** Starts a run that waits, and connects readers to it. */
  async join(transport, { thread, work, readers }) {
    const owner = await watched(transport, RUN, thread, work)
    const others = await Promise.all(
      Array.from({ length: readers - 1 }, () => watched(transport, CONNECT, thread, work)),
    )
    joined.set(
      thread,
      [owner, ...others].map(({ received }) => received),
    )
    return NOTHING
  },

  /** Releases the runs of `begin` or `join`, and reads them to the end. */
  async follow(transport, { thread, work }) {
    const startedAt = performance.now()
    await transport.openGate(`${thread}/start`)
    const all = await Promise.all(joined.get(thread) ?? [])
    joined.delete(thread)
    for (const received of all) check(received, work.deltas)
    return {
      units: all.length * work.deltas,
      wallMs: performance.now() - startedAt,
      firstMs: all.map(({ firstMs }) => firstMs),
    }
  },

  /** Runs up to the last delta, with one reader that reads and others that do not. `release` ends the run. */
  async stall(transport, { thread, work, stalled }) {
    const startedAt = performance.now()
    /** @type {Promise<import('./http-transport.mjs').Received> | undefined} */
    let received
    let begun = () => {}
    const first = new Promise((resolve) => {
      begun = () => resolve(undefined)
    })
    const all = new Promise((resolve) => {
      const input = inputOf(thread, { ...work, waitsAtStart: true, waitsAtEnd: true })
      received = transport.send(RUN, input, {
        onFirst: begun,
        deltas: work.deltas,
        onDeltas: () => resolve(undefined),
      })
    })
    const reading = /** @type {NonNullable<typeof received>} */ (received)
    joined.set(thread, [reading])
    await Promise.race([first, reading])
    for (let index = 0; index < stalled; index += 1) {
      lettingGo.push(await transport.stall(CONNECT, inputOf(thread, { deltas: 0 })))
    }
    await setTimeout(JOIN_MS)
    await transport.openGate(`${thread}/start`)
    await Promise.race([all, reading])
    return { units: work.deltas, wallMs: performance.now() - startedAt - JOIN_MS, firstMs: [] }
  },

  /** Ends the run of `stall`. */
  async release(transport, { thread }) {
    await transport.openGate(`${thread}/end`)
    await Promise.all(joined.get(thread) ?? [])
    joined.delete(thread)
    for (const letGo of lettingGo.splice(0)) letGo()
    transport.close()
    return NOTHING
  },
}
