import { DeltaCount } from './delta-count.mjs'
import { openGate } from './workload.mjs'

/**
 * A transport inside the server process: calls the handler with a `Request` and reads the body of the `Response`. Counting
 * deltas would be part of the measured cost, so they are counted only in warm-up rounds.
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
