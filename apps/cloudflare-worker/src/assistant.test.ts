import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import { startHost } from '@flightdeck/host-kit/verify'
import { readEvents, type SseData } from '@flightdeck/testkit'
import { expect, onTestFinished, test } from 'vitest'
import { host } from '../host.mjs'

const answer = [
  { type: 'response.created', response: { id: 'resp_1', created_at: 1, model: 'gpt-5-mini' } },
  { type: 'response.output_item.added', output_index: 0, item: { type: 'message', id: 'msg_1' } },
  ...['Hello ', 'from the model'].map((delta) => ({
    type: 'response.output_text.delta',
    item_id: 'msg_1',
    delta,
  })),
  { type: 'response.output_item.done', output_index: 0, item: { type: 'message', id: 'msg_1' } },
  { type: 'response.completed', response: { usage: { input_tokens: 1, output_tokens: 1 } } },
]

/** Starts a mock OpenAI API, and records its requests. */
async function startModel(): Promise<{ url: string; requests: IncomingMessage[] }> {
  const requests: IncomingMessage[] = []
  const server = createServer((request, response) => {
    requests.push(request)
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    response.end(answer.map((event) => `data: ${JSON.stringify(event)}\n\n`).join(''))
  }).listen(0, '127.0.0.1')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The model has no port')
  return { url: `http://127.0.0.1:${address.port}`, requests }
}

/** Runs the assistant in a Worker with these variables, and returns the events of the run. */
async function eventsWith(env: Record<string, string>): Promise<SseData[]> {
  const { url, stop } = await startHost({ ...host, env: { ...host.env, ...env } })
  onTestFinished(stop)
  const response = await fetch(`${url}/api/assistant/agent/default/run`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      threadId: 't',
      runId: 'r',
      state: {},
      messages: [{ id: 'u', role: 'user', content: 'Hello' }],
      tools: [],
      context: [],
      forwardedProps: {},
    }),
  })
  return readEvents(response)
}

test('in workerd, a BuiltInAgent calls its model with the key from env', async () => {
  const model = await startModel()
  const events = await eventsWith({ OPENAI_API_KEY: 'sk-from-env', OPENAI_BASE_URL: model.url })
  expect(events.filter(({ type }) => type === 'TEXT_MESSAGE_CONTENT')).toMatchObject([
    { delta: 'Hello ' },
    { delta: 'from the model' },
  ])
  expect(events.at(-1)).toMatchObject({ type: 'RUN_FINISHED' })
  expect(model.requests.map(({ url, headers }) => [url, headers.authorization])).toEqual([
    ['/responses', 'Bearer sk-from-env'],
  ])
}, 120_000)

test('in workerd, a BuiltInAgent without a key fails with an error that says so', async () => {
  const events = await eventsWith({ OPENAI_API_KEY: '' })
  expect(events.at(-1)).toMatchObject({ type: 'RUN_ERROR', code: 'auth_failed' })
}, 120_000)
