// A mock provider that streams tokens in the format of OpenAI's Responses API, in a child process.
import { createServer } from 'node:http'
import { setImmediate } from 'node:timers/promises'
import { handleCalls } from './child.mjs'

/** Tokens per turn of the event loop: several arrive together, as over a network. */
const TOGETHER = 4

const frame = (/** @type {Record<string, unknown>} */ event) =>
  `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`

const message = { id: 'msg_1', type: 'message', role: 'assistant', status: 'in_progress', content: [] }
const response = {
  id: 'resp_1',
  object: 'response',
  created_at: 1_700_000_000,
  model: 'gpt-4o-mini',
  status: 'in_progress',
  output: [],
}
const place = { item_id: 'msg_1', output_index: 0, content_index: 0 }
const usage = {
  input_tokens: 10,
  output_tokens: 10,
  total_tokens: 20,
  input_tokens_details: { cached_tokens: 0 },
  output_tokens_details: { reasoning_tokens: 0 },
}

const before = [
  { type: 'response.created', response },
  { type: 'response.output_item.added', output_index: 0, item: message },
  { type: 'response.content_part.added', ...place, part: { type: 'output_text', text: '', annotations: [] } },
].map(frame)
const token = frame({ type: 'response.output_text.delta', ...place, delta: ' token' })
const after = [
  { type: 'response.output_text.done', ...place, text: '' },
  { type: 'response.output_item.done', output_index: 0, item: { ...message, status: 'completed' } },
  { type: 'response.completed', response: { ...response, status: 'completed', usage } },
].map(frame)

handleCalls({
  /** @param {{ tokens: number }} options */
  async serve({ tokens }) {
    const server = createServer(async (request, reply) => {
      request.resume()
      reply.writeHead(200, { 'content-type': 'text/event-stream' })
      reply.write(before.join(''))
      for (let sent = 0; sent < tokens; sent += TOGETHER) {
        for (let each = 0; each < TOGETHER; each += 1) reply.write(token)
        await setImmediate()
      }
      reply.end(after.join(''))
    })
    await /** @type {Promise<void>} */ (new Promise((resolve) => server.listen(0, '127.0.0.1', resolve)))
    const address = server.address()
    return { port: typeof address === 'object' ? address?.port : undefined }
  },
})
