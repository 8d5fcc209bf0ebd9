// @ts-check
// For held-logs.test.ts: starts runs over the fetch handler, reads no response, deletes the threads, and prints the heap. With
// the argument `queued`, the runs wait for one thread.
import { InMemoryAgentRunner } from '@flightdeck/runner-memory'
import { CopilotRuntime, createCopilotRuntimeHandler } from '@flightdeck/runtime-core'

const RUNS = 40
const EVENTS = 1_000
const DELTA = 2_000
const MAX_HELD_BYTES = 8_000_000

const isQueued = process.argv[2] === 'queued'

let ended = 0
let open = () => {}
/** @type {Promise<void>} */
const gate = new Promise((resolve) => {
  open = resolve
})

const agent = {
  /** @param {{ runId: string }} input */
  async *run({ runId }) {
    yield { type: 'TEXT_MESSAGE_START', messageId: runId, role: 'assistant' }
    if (isQueued) await gate
    for (let index = 0; index < EVENTS; index += 1) {
      yield { type: 'TEXT_MESSAGE_CONTENT', messageId: runId, delta: `${index} `.padEnd(DELTA, 'x') }
    }
    yield { type: 'TEXT_MESSAGE_END', messageId: runId }
    yield { type: 'RUN_FINISHED' }
  },
}

const runtime = new CopilotRuntime({
  agents: { default: agent },
  logger: false,
  runner: new InMemoryAgentRunner({
    onConcurrentRun: isQueued ? 'queue' : 'reject',
    limits: { maxHeldBytes: MAX_HELD_BYTES, maxQueuedRuns: RUNS },
  }),
  observer: {
    onRunEnd: () => {
      ended += 1
    },
  },
})
const handler = createCopilotRuntimeHandler({ runtime })

/**
 * @param {string} method
 * @param {string} path
 * @param {unknown} [body]
 */
function send(method, path, body) {
  const headers = { 'content-type': 'application/json' }
  return handler(new Request(`http://localhost${path}`, { method, headers, body: JSON.stringify(body) }))
}

async function heap() {
  await new Promise((resolve) => setTimeout(resolve, 50))
  globalThis.gc?.()
  return process.memoryUsage().heapUsed
}

const before = await heap()
/** @type {Response[]} */
const responses = []
for (let run = 0; run < RUNS; run += 1) {
  const input = {
    threadId: isQueued ? 't0' : `t${run}`,
    runId: `r${run}`,
    messages: [],
    tools: [],
    context: [],
  }
  responses.push(await send('POST', '/agent/default/run', input))
  while (!isQueued && ended <= run) await new Promise((resolve) => setImmediate(resolve))
}
open()
while (ended < RUNS) await new Promise((resolve) => setImmediate(resolve))
for (let run = 0; run < (isQueued ? 1 : RUNS); run += 1) {
  const { status } = await send('DELETE', `/threads/t${run}`, { agentId: 'default' })
  if (status !== 200) throw new Error(`The thread was not deleted: ${status}`)
}
const held = (await heap()) - before
const texts = await Promise.all(responses.map((response) => response.text()))
const complete = texts.filter((text) => text.includes('"RUN_FINISHED"')).length
console.log(JSON.stringify({ held, limit: MAX_HELD_BYTES, runs: RUNS, complete }))
await runtime.close()
