// The process in which a store is measured: one store and nothing else.
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ThreadRunner } from '@flightdeck/run-engine'
import { MemoryStore } from '@flightdeck/runner-memory'
import { SqliteStore } from '@flightdeck/runner-sqlite'
import { handleCalls } from './child.mjs'
import { ENDING, EVENT, messages, thread } from './thread-work.mjs'

/** @type {import('@flightdeck/run-engine/store').ThreadStore} */
let store = new MemoryStore()
/** @type {string | undefined} */
let folder

const key = (/** @type {number} */ index) => ({ threadId: `thread-${String(index).padStart(6, '0')}` })

/**
 * The CPU and wall time of some work.
 *
 * @param {() => Promise<void>} work
 */
async function costOf(work) {
  const cpu = process.cpuUsage()
  const from = performance.now()
  await work()
  const { user, system } = process.cpuUsage(cpu)
  return { cpuUs: user + system, wallMs: performance.now() - from }
}

let claims = 0

/**
 * Claims a thread for a run.
 *
 * @param {{ threadId: string }} on
 */
async function claim(on) {
  claims += 1
  const request = {
    key: on,
    claimId: `c${claims}`,
    runId: `r${claims}`,
    agentId: 'default',
    now: Date.now(),
    leaseMs: 60_000,
  }
  const result = await store.claim(request)
  if (!result.claimed) throw new Error('an idle thread was not claimed')
  return { key: on, runId: request.runId, epoch: result.epoch, thread: result.thread }
}

handleCalls({
  /** @param {{ kind: 'memory' | 'sqlite' }} options */
  open({ kind }) {
    if (kind === 'memory') {
      store = new MemoryStore({ maxThreads: Infinity, maxBytes: Infinity })
      return
    }
    folder = mkdtempSync(join(tmpdir(), 'flightdeck-bench-'))
    store = new SqliteStore({ path: join(folder, 'threads.db') })
  },
  async close() {
    await store.close?.()
    if (folder !== undefined) rmSync(folder, { recursive: true })
  },

  /** @param {{ runs: number, batches: number, perBatch: number }} work */
  async write({ runs, batches, perBatch }) {
    const events = Array.from({ length: perBatch }, () => EVENT)
    const append = { cpuUs: 0, wallMs: 0 }
    const finish = { cpuUs: 0, wallMs: 0 }
    for (let run = 0; run < runs; run += 1) {
      const { thread: claimed, ...held } = await claim({ threadId: 'written' })
      const base = claimed.head
      const appended = await costOf(async () => {
        for (let batch = 0; batch < batches; batch += 1) {
          await store.append({ ...held, first: base + 1 + batch * perBatch, events, legacy: [] })
        }
      })
      const head = base + batches * perBatch
      const said = [
        ...claimed.messages.slice(0, 18),
        ...messages(2).map(({ json }, at) => ({ id: `${run}-${at}`, json })),
      ]
      const finished = await costOf(async () => {
        await store.finish({
          ...held,
          status: 'finished',
          endedAt: Date.now(),
          ending: ENDING,
          head,
          messages: said,
          state: undefined,
        })
      })
      append.cpuUs += appended.cpuUs
      append.wallMs += appended.wallMs
      finish.cpuUs += finished.cpuUs
      finish.wallMs += finished.wallMs
    }
    return { append, finish }
  },

  /** @param {{ index: number, runs: number, messages: number }} options */
  async fill({ index, runs, messages: count }) {
    await store.put(thread(key(index), { runs, messages: messages(count) }))
  },
  /** @param {{ index: number, times: number }} options */
  async follow({ index, times }) {
    const engine = new ThreadRunner(store)
    return await costOf(async () => {
      for (let time = 0; time < times; time += 1) {
        const reader = await engine.follow(key(index))
        while ((await reader.next(65_536)) !== null);
      }
    })
  },

  /** @param {{ count: number }} options */
  async fillMany({ count }) {
    const one = messages(2)
    for (let from = 0; from < count; from += 500) {
      await Promise.all(
        Array.from({ length: Math.min(500, count - from) }, (_, offset) => {
          const index = from + offset
          return store.put(
            thread(key(index), { runs: 1, messages: one, activeAt: 1_700_000_000_000 + index }),
          )
        }),
      )
    }
    const size = folder === undefined ? 0 : statSync(join(folder, 'threads.db')).size
    return { bytes: size }
  },
  /** @param {{ page: number, limit: number, count: number, times: number }} options */
  async list({ page, limit, count, times }) {
    // Threads were added in order of activity, so the first thread of each page is known.
    const first = count - (page - 1) * limit
    const after = page === 1 ? undefined : { activeAt: 1_700_000_000_000 + first, ...key(first) }
    let listed = 0
    const cost = await costOf(async () => {
      for (let time = 0; time < times; time += 1) {
        listed = (await store.list({ limit, ...(after && { after }) })).threads.length
      }
    })
    if (listed !== limit) throw new Error(`page ${page} has ${listed} threads, not ${limit}`)
    return cost
  },
  memory() {
    globalThis.gc?.()
    globalThis.gc?.()
    const { heapUsed, external, rss } = process.memoryUsage()
    return { heapBytes: heapUsed + external, rssBytes: rss }
  },
})
