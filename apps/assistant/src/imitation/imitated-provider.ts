import { once } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { json } from 'node:stream/consumers'
import { toDay } from '../ledger/dates.ts'
import { pause, toTokens } from '../scripted/pace.ts'
import { play } from './play.ts'
import { type Reply, readTurn } from './turn.ts'

export interface ImitatedProviderOptions {
  /** Milliseconds between two tokens. */
  tokenMs: number
  /** The day that it takes for today, as `YYYY-MM-DD`. @default the day it is */
  today?: (() => string) | undefined
}

/** A server of this machine that speaks chat completions, and answers like a model that knows a few sentences. */
export interface ImitatedProvider {
  /** Where the API is, for `openai-compatible/…`. */
  baseURL: string
  close(): Promise<void>
}

/** What the model is called, in the API and on the page. */
export const IMITATED_MODEL = 'imitation'

/** Starts it on a free port. */
export async function startImitatedProvider(options: ImitatedProviderOptions): Promise<ImitatedProvider> {
  const { tokenMs, today = () => toDay(new Date()) } = options
  const server = createServer((request, response) => {
    answer(request, response, tokenMs, today()).catch((error: Error) => response.destroy(error))
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

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  tokenMs: number,
  today: string,
): Promise<void> {
  const left = new AbortController()
  response.once('close', () => left.abort())
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
      await pause(tokenMs, left.signal)
      response.write(`data: ${JSON.stringify(chunk)}\n\n`)
    }
    response.end('data: [DONE]\n\n')
  } catch (error) {
    if (!left.signal.aborted) throw error
  }
}

function* toChunks(reply: Exclude<Reply, { fail: unknown }>): Generator<object> {
  const id = `chatcmpl-${crypto.randomUUID()}`
  const toChunk = (delta: object, finish_reason: string | null = null, usage?: object): object => ({
    id,
    object: 'chat.completion.chunk',
    created: Math.floor(Date.now() / 1000),
    model: IMITATED_MODEL,
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
