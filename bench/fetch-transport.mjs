import { DeltaCount } from './delta-count.mjs'
import { openGate } from './workload.mjs'

/**
 * In the server's own process: a `Request` in, the body of a `Response` read. Counting what is read would be part of
 * the measured cost, so it is done in the rounds only that warm up.
 *
 * @param {(request: Request) => Promise<Response>} handler
 * @param {{ counts: boolean }} options
 * @returns {import('./http-transport.mjs').Transport}
 */
export function fetchTransport(handler, { counts }) {
  const ask = (/** @type {string} */ path, /** @type {unknown} */ body) =>
    handler(
      new Request(`http://bench${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
        body: JSON.stringify(body),
      }),
    )
  return {
    async send(path, body, watch = {}) {
      const startedAt = performance.now()
      const response = await ask(path, body)
      if (response.status !== 200) throw new Error(`${path} answered ${response.status}`)
      const reader = /** @type {ReadableStream<Uint8Array>} */ (response.body).getReader()
      const count = counts ? new DeltaCount() : undefined
      let firstMs = 0
      let bytes = 0
      for (let read = await reader.read(); !read.done; read = await reader.read()) {
        if (bytes === 0) {
          firstMs = performance.now() - startedAt
          watch.onFirst?.()
        }
        bytes += read.value.length
        count?.add(read.value)
      }
      return { firstMs, totalMs: performance.now() - startedAt, bytes, deltas: count?.count }
    },
    async stall(path, body) {
      const response = await ask(path, body)
      const reader = /** @type {ReadableStream<Uint8Array>} */ (response.body).getReader()
      await reader.read()
      return () => void reader.cancel()
    },
    openGate: async (name) => openGate(name),
    close: () => {},
  }
}
