// A hand-written server: parse the body, encode each event once, write it to all readers, wait for `drain`.
import { once } from 'node:events'
import { json } from 'node:stream/consumers'
import { eventsOf } from '../workload.mjs'

/** @type {Map<string, import('node:http').ServerResponse[]>} */
const listeners = new Map()

/** @param {import('node:http').ServerResponse} response */
function begin(response) {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' })
}

/**
 * @param {import('node:http').IncomingMessage} request
 * @param {import('node:http').ServerResponse} response
 */
async function listener(request, response) {
  const input = /** @type {Parameters<typeof eventsOf>[0]} */ (await json(request))
  begin(response)
  if (request.url?.endsWith('/connect')) {
    response.write(': joined\n\n')
    listeners.get(input.threadId)?.push(response)
    return
  }
  const readers = [response]
  listeners.set(input.threadId, readers)
  for await (const event of eventsOf(input)) {
    const frame = `data: ${JSON.stringify(event)}\n\n`
    if (readers.length === 1) {
      if (!response.write(frame)) await once(response, 'drain')
      continue
    }
    const full = readers.filter((reader) => !reader.write(frame))
    if (full.length > 0) await Promise.all(full.map((reader) => once(reader, 'drain')))
  }
  listeners.delete(input.threadId)
  for (const reader of readers) reader.end()
}

/** @returns {Promise<import('../subjects.mjs').Served>} */
export async function create() {
  return { listener }
}
