// The measured process: one subject and nothing else.
import { createServer } from 'node:http'
import { setTimeout } from 'node:timers/promises'
import { handleCalls } from './child.mjs'
import { fetchTransport } from './fetch-transport.mjs'
import { loads } from './loads.mjs'
import { startProfile } from './profile.mjs'
import { openGate } from './workload.mjs'

/** Work after a run, such as its compaction, is part of its cost. */
const SETTLE_MS = 25

/** @type {import('./subjects.mjs').Served | undefined} */
let served
/** @type {NodeJS.CpuUsage} */
let from = process.cpuUsage()
/** @type {Awaited<ReturnType<typeof startProfile>> | undefined} */
let profile

function collect() {
  // The second collection frees objects that the first one only finalized.
  globalThis.gc?.()
  globalThis.gc?.()
}

function memory() {
  collect()
  const { heapUsed, external, rss } = process.memoryUsage()
  return {
    heapBytes: heapUsed + external,
    rssBytes: rss,
    peakRssBytes: process.resourceUsage().maxRSS * 1024,
  }
}

handleCalls({
  async serve({ module, options }) {
    const { create } = await import(module)
    served = /** @type {import('./subjects.mjs').Served} */ (await create(options))
    const { listener, handler } = served
    const server = createServer((request, response) => {
      if (!request.url?.startsWith('/open/')) return void listener(request, response)
      openGate(decodeURIComponent(request.url.slice('/open/'.length)))
      response.end()
    })
    server.keepAliveTimeout = 60_000
    await /** @type {Promise<void>} */ (new Promise((resolve) => server.listen(0, '127.0.0.1', resolve)))
    const address = server.address()
    return { port: typeof address === 'object' ? address?.port : undefined, fetches: handler !== undefined }
  },
  async begin({ profiled }) {
    collect()
    if (profiled) profile = await startProfile()
    from = process.cpuUsage()
  },
  async end() {
    await setTimeout(SETTLE_MS)
    const { user, system } = process.cpuUsage(from)
    const hot = await profile?.stop()
    profile = undefined
    return { cpuUs: user + system, userUs: user, systemUs: system, hot }
  },
  memory,
  drive({ load, params, counts }) {
    if (served?.handler === undefined) throw new Error('This subject has no fetch handler')
    return loads[load]?.(fetchTransport(served.handler, { counts }), params)
  },
})
