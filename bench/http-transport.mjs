import { Agent, request } from 'node:http'
import { connect } from 'node:net'
import { DeltaCount } from './delta-count.mjs'

/**
 * The result of one request.
 *
 * @typedef {object} Received
 * @property {number} firstMs milliseconds to the first byte of an event
 * @property {number} totalMs milliseconds to the last byte
 * @property {number} bytes
 * @property {number | undefined} deltas undefined if they were not counted
 */

/**
 * Callbacks for progress before the last byte.
 *
 * @typedef {object} Watch
 * @property {() => void} [onFirst] called with the first byte
 * @property {number} [deltas]
 * @property {() => void} [onDeltas] called when `deltas` deltas have arrived
 */

/**
 * How a load sends requests to the subject.
 *
 * @typedef {object} Transport
 * @property {(path: string, body: unknown, watch?: Watch) => Promise<Received>} send reads the complete response
 * @property {(path: string, body: unknown) => Promise<() => void>} stall sends and never reads; the result closes the connection
 * @property {(name: string) => Promise<void>} openGate
 * @property {() => void} close
 */

/**
 * A transport over keep-alive sockets.
 *
 * @param {number} port
 * @returns {Transport}
 */
export function httpTransport(port) {
  const agent = new Agent({ keepAlive: true, noDelay: true })
  const headers = { 'content-type': 'application/json', accept: 'text/event-stream' }

  /** @type {Transport['send']} */
  const send = (path, body, watch = {}) =>
    new Promise((resolve, reject) => {
      const text = JSON.stringify(body)
      const count = new DeltaCount()
      let firstMs = 0
      let bytes = 0
      const startedAt = performance.now()
      const outgoing = request(
        {
          agent,
          port,
          host: '127.0.0.1',
          method: 'POST',
          path,
          headers: { ...headers, 'content-length': Buffer.byteLength(text) },
        },
        (response) => {
          if (response.statusCode !== 200) reject(new Error(`${path} answered ${response.statusCode}`))
          response.on('data', (/** @type {Buffer} */ chunk) => {
            if (bytes === 0) {
              firstMs = performance.now() - startedAt
              watch.onFirst?.()
            }
            bytes += chunk.length
            const before = count.count
            count.add(chunk)
            if (watch.deltas !== undefined && before < watch.deltas && count.count >= watch.deltas)
              watch.onDeltas?.()
          })
          response.on('end', () =>
            resolve({ firstMs, totalMs: performance.now() - startedAt, bytes, deltas: count.count }),
          )
          response.on('error', reject)
        },
      )
      outgoing.on('error', reject)
      outgoing.end(text)
    })

  return {
    send,
    stall(path, body) {
      const text = JSON.stringify(body)
      const socket = connect(port, '127.0.0.1')
      socket.pause()
      socket.write(
        `POST ${path} HTTP/1.1\r\nhost: bench\r\ncontent-type: application/json\r\n` +
          `content-length: ${Buffer.byteLength(text)}\r\n\r\n${text}`,
      )
      socket.on('error', () => {})
      return Promise.resolve(() => void socket.destroy())
    },
    openGate: async (name) => {
      const response = await fetch(`http://127.0.0.1:${port}/open/${encodeURIComponent(name)}`)
      await response.text()
    },
    close: () => agent.destroy(),
  }
}
