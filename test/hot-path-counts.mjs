// @ts-check
// For hot-path.test.ts: serves runs in this process and prints how often the server called expensive functions.
import { createServer, OutgoingMessage, request, ServerResponse } from 'node:http'
import { createCopilotNodeListener } from '@flightdeck/adapter-node'
import { CopilotRuntime, createCopilotRuntimeHandler } from '@flightdeck/runtime-core'

const READERS = 50

/** Calls since the last reset. */
let counts = { encodings: 0, decodings: 0, textEncodings: 0, writes: 0 }

/**
 * @param {any} holder
 * @param {string} name
 * @param {keyof typeof counts} counter
 * @param {(target: unknown, args: any[]) => boolean} [matters]
 */
function count(holder, name, counter, matters = () => true) {
  const original = holder[name]
  holder[name] = function (/** @type {any[]} */ ...args) {
    if (matters(this, args)) counts[counter] += 1
    return original.apply(this, args)
  }
}

count(JSON, 'stringify', 'encodings')
count(JSON, 'parse', 'decodings')
count(TextEncoder.prototype, 'encode', 'textEncodings')
// The client requests of this process inherit the same methods.
const sends = (/** @type {unknown} */ target, /** @type {any[]} */ [data]) =>
  target instanceof ServerResponse && (typeof data === 'string' || data instanceof Uint8Array)
count(OutgoingMessage.prototype, 'write', 'writes', sends)
count(OutgoingMessage.prototype, 'end', 'writes', sends)

let letGo = () => {}
/** @type {Promise<void>} */
let gate = Promise.resolve()

const agent = {
  /** @param {{ runId: string, forwardedProps: { deltas: number, everyMs: number, waits: boolean } }} input */
  async *run({ runId, forwardedProps: { deltas, everyMs, waits } }) {
    yield { type: 'TEXT_MESSAGE_START', messageId: runId, role: 'assistant' }
    if (waits) await gate
    for (let index = 0; index < deltas; index += 1) {
      if (everyMs > 0) await new Promise((resolve) => setTimeout(resolve, everyMs))
      yield { type: 'TEXT_MESSAGE_CONTENT', messageId: runId, delta: `word ${index % 100} ` }
    }
    yield { type: 'TEXT_MESSAGE_END', messageId: runId }
    yield { type: 'RUN_FINISHED' }
  },
}

const runtime = new CopilotRuntime({ agents: { default: agent } })
const handler = createCopilotRuntimeHandler({ runtime })
const server = createServer(createCopilotNodeListener({ runtime }))
await /** @type {Promise<void>} */ (new Promise((resolve) => server.listen(0, '127.0.0.1', resolve)))
const address = server.address()
const port = typeof address === 'object' ? address?.port : undefined

/**
 * @typedef {object} Stream
 * @property {Promise<void>} joined resolves with the first bytes
 * @property {Promise<number>} ended resolves with the number of chunks read
 */

/** @type {Record<'fetch' | 'node', (path: string, body: string) => Stream>} */
const streams = {
  fetch(path, body) {
    let join = () => {}
    const joined = /** @type {Promise<void>} */ (new Promise((resolve) => (join = resolve)))
    const read = async () => {
      const headers = { 'content-type': 'application/json' }
      const response = await handler(new Request(`http://x${path}`, { method: 'POST', headers, body }))
      let chunks = 0
      for await (const _ of /** @type {ReadableStream<Uint8Array>} */ (response.body)) {
        chunks += 1
        join()
      }
      return chunks
    }
    return { joined, ended: read() }
  },
  node(path, body) {
    let join = () => {}
    const joined = /** @type {Promise<void>} */ (new Promise((resolve) => (join = resolve)))
    const ended = new Promise((resolve, reject) => {
      const headers = { 'content-type': 'application/json', 'content-length': body.length }
      const outgoing = request({ port, host: '127.0.0.1', method: 'POST', path, headers }, (response) => {
        let chunks = 0
        response.on('data', () => {
          chunks += 1
          join()
        })
        response.on('end', () => resolve(chunks))
      })
      outgoing.on('error', reject)
      outgoing.end(body)
    })
    return { joined, ended }
  },
}

let made = 0

/**
 * @param {'fetch' | 'node'} over
 * @param {{ deltas: number, everyMs?: number, readers?: number }} work
 */
async function measure(over, { deltas, everyMs = 0, readers = 1 }) {
  made += 1
  const waits = readers > 1
  gate = new Promise((resolve) => {
    letGo = resolve
  })
  const input = { threadId: `t${made}`, runId: `r${made}`, messages: [], tools: [], context: [] }
  const body = JSON.stringify({
    ...input,
    protocolVersion: '1.0',
    forwardedProps: { deltas, everyMs, waits },
  })
  /** @type {Stream[]} */
  const open = []
  const start = (/** @type {string} */ route) => {
    const stream = streams[over](`/agent/default/${route}`, body)
    open.push(stream)
    return stream.joined
  }
  const events = (deltas + 4) * readers
  if (waits) {
    await start('run')
    await Promise.all(Array.from({ length: readers - 1 }, () => start('connect')))
  }
  const before = counts
  counts = { encodings: 0, decodings: 0, textEncodings: 0, writes: 0 }
  if (!waits) void start('run')
  letGo()
  const read = await Promise.all(open.map(({ ended }) => ended))
  await new Promise((resolve) => setTimeout(resolve, 20))
  const counted = counts
  counts = before
  return { ...counted, events, chunks: read.reduce((sum, chunks) => sum + chunks, 0) }
}

/** @returns {number} */
function heap() {
  globalThis.gc?.()
  globalThis.gc?.()
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}

const FLOOD = { deltas: 4_996 }
const PACED = { deltas: 246, everyMs: 3 }
const FAN_OUT = { deltas: 96, everyMs: 3, readers: READERS }

/** @type {Record<string, unknown>} */
const report = {}
for (const over of /** @type {const} */ (['fetch', 'node'])) {
  await measure(over, FLOOD)
  report[over] = {
    flood: await measure(over, FLOOD),
    paced: await measure(over, PACED),
    fanOut: await measure(over, FAN_OUT),
  }
}

const RUNS = 8
const DELTAS = 10_000
await measure('fetch', { deltas: DELTAS })
const from = heap()
for (let index = 0; index < RUNS; index += 1) await measure('fetch', { deltas: DELTAS })
const stored = RUNS * (DELTAS + 4)
const json = JSON.stringify({ type: 'TEXT_MESSAGE_CONTENT', messageId: 'r10', delta: 'word 50 ' }).length
report.retained = { bytesPerEvent: (heap() - from) / stored, jsonPerEvent: json }

process.stdout.write(`${JSON.stringify(report)}\n`)
server.close()
process.exit()
