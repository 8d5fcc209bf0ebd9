import { once } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { json } from 'node:stream/consumers'
import { toDay } from '../ledger/dates.ts'
import { pause, toTokens } from '../scripted/pace.ts'
import { play } from './play.ts'
import { type Reply, readTurn } from './turn.ts'

export interface MockProviderOptions {
  /** Milliseconds between two tokens. */
  tokenMs: number
  /** Returns the current day, as `YYYY-MM-DD`. @default the actual day */
  today?: (() => string) | undefined
}

/** A local server with the chat completions API, and a mock model that understands a few sentences. */
export interface MockProvider {
  /** The base URL for `openai-compatible/…`. */
  baseURL: string
  close(): Promise<void>
}

/** The name of the model, in the API and on the page. */
export const MOCK_MODEL = 'mock-model'

/** Starts the server on a free port. */
export async function startMockProvider(options: MockProviderOptions): Promise<MockProvider> {
  const { tokenMs, today = () => toDay(new Date()) } = options
  const server = createServer((request, response) => {
    respond(request, response, tokenMs, today()).catch((error: Error) => response.destroy(error))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    baseURL: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

async function respond(
  request: IncomingMessage,
  response: ServerResponse,
  tokenMs: number,
  today: string,
): Promise<void> {
  const disconnected = new AbortController()
  response.once('close', () => disconnected.abort())
  if (request.method !== 'POST' || request.url !== '/v1/chat/completions') {
    return void response.writeHead(404).end()
  }
  const reply = play(readTurn(await json(request), today))
  if ('fail' in reply) {
    const { status, body } = reply.fail
    return void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
  }
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  try {
    for (const chunk of toChunks(reply)) {
      await pause(tokenMs, disconnected.signal)
      response.write(`data: ${JSON.stringify(chunk)}\n\n`)
    }
    response.end('data: [DONE]\n\n')
  } catch (error) {
    if (!disconnected.signal.aborted) throw error
  }
}

function* toChunks(reply: Exclude<Reply, { fail: unknown }>): Generator<object> {
  const id = `chatcmpl-${crypto.randomUUID()}`
  const toChunk = (delta: object, finish_reason: string | null = null, usage?: object): object => ({
    id,
    object: 'chat.completion.chunk',
    created: Math.floor(Date.now() / 1000),
    model: MOCK_MODEL,
    choices: [{ index: 0, delta, finish_reason }],
    ...(usage && { usage }),
  })
  let tokens = 0
  for (const content of toTokens(reply.say ?? '')) {
    tokens += 1
    yield toChunk({ role: 'assistant', content })
  }
  const calls = 'calls' in reply ? reply.calls : []
  for (const [index, { name, args }] of calls.entries()) {
    const call = { index, id: `call_${crypto.randomUUID()}`, type: 'function' }
    yield toChunk({ role: 'assistant', tool_calls: [{ ...call, function: { name, arguments: '' } }] })
    for (const piece of JSON.stringify(args).match(/.{1,16}/gs) ?? []) {
      tokens += 1
      yield toChunk({ tool_calls: [{ index, function: { arguments: piece } }] })
    }
  }
  const usage = { prompt_tokens: 0, completion_tokens: tokens, total_tokens: tokens }
  yield toChunk({}, calls.length > 0 ? 'tool_calls' : 'stop', usage)
}
