import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'

/** A request that a mock of a provider got. */
export interface ModelRequest {
  readonly path: string
  readonly headers: IncomingMessage['headers']
  // biome-ignore lint/suspicious/noExplicitAny: the body of whichever API is mocked
  readonly body: any
}

/** What a mock of a provider answers: a text, or calls of tools. */
export type ModelAnswer = string | { readonly call: string; readonly args?: object }

/** A mock of OpenAI (both of its APIs), Anthropic, Gemini and Bedrock's host, told apart by their paths. */
export interface ModelMock {
  readonly url: string
  readonly requests: ModelRequest[]
}

/** Starts a mock that gives the answers in their order, the last one to all that follow. */
export async function startModel(...answers: ModelAnswer[]): Promise<ModelMock> {
  const requests: ModelRequest[] = []
  const server = createServer(async (incoming, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of incoming) chunks.push(chunk)
    const path = incoming.url ?? ''
    const body = JSON.parse(Buffer.concat(chunks).toString() || 'null')
    const answer = answers[Math.min(requests.length, answers.length - 1)] ?? 'Hello'
    requests.push({ path, headers: incoming.headers, body })
    respond(path, response, answer, requests.length)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests }
}

function respond(path: string, response: ServerResponse, answer: ModelAnswer, count: number): void {
  const { pathname } = new URL(path, 'http://host')
  const write = [
    ['/chat/completions', chatCompletions],
    ['/responses', responses],
    ['/v1/messages', anthropic],
    [':streamGenerateContent', gemini],
  ].find(([end]) => pathname.endsWith(end as string))?.[1] as typeof chatCompletions | undefined
  if (write === undefined) {
    response
      .writeHead(404, { 'content-type': 'application/json' })
      .end('{"error":{"message":"no such path"}}')
    return
  }
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  for (const event of write(answer, `call_${count}`)) {
    const { type } = Object(event)
    response.write(
      `${type ? `event: ${type}\n` : ''}data: ${typeof event === 'string' ? event : JSON.stringify(event)}\n\n`,
    )
  }
  response.end()
}

function chatCompletions(answer: ModelAnswer, id: string): unknown[] {
  const chunk = (delta: object, finish_reason: string | null = null): object => ({
    id: 'chat-1',
    object: 'chat.completion.chunk',
    created: 0,
    model: 'mock',
    choices: [{ index: 0, delta, finish_reason }],
  })
  if (typeof answer === 'string') {
    return [chunk({ role: 'assistant', content: answer }), chunk({}, 'stop'), '[DONE]']
  }
  const call = {
    index: 0,
    id,
    type: 'function',
    function: { name: answer.call, arguments: JSON.stringify(answer.args ?? {}) },
  }
  return [chunk({ role: 'assistant', tool_calls: [call] }), chunk({}, 'tool_calls'), '[DONE]']
}

function responses(answer: ModelAnswer, id: string): unknown[] {
  const usage = { input_tokens: 1, output_tokens: 1 }
  const head = [
    {
      type: 'response.created',
      response: { id: 'resp_1', created_at: 0, model: 'mock', service_tier: null },
    },
  ]
  const tail = [
    { type: 'response.completed', response: { incomplete_details: null, usage, service_tier: null } },
  ]
  if (typeof answer === 'string') {
    const item = { type: 'message', id: 'msg_1', phase: null }
    return [
      ...head,
      { type: 'response.output_item.added', output_index: 0, item },
      { type: 'response.output_text.delta', item_id: 'msg_1', delta: answer, logprobs: null },
      { type: 'response.output_item.done', output_index: 0, item },
      ...tail,
    ]
  }
  const item = { type: 'function_call', id: `item_${id}`, call_id: id, name: answer.call, arguments: '' }
  const args = JSON.stringify(answer.args ?? {})
  return [
    ...head,
    { type: 'response.output_item.added', output_index: 0, item },
    { type: 'response.function_call_arguments.delta', item_id: item.id, output_index: 0, delta: args },
    {
      type: 'response.output_item.done',
      output_index: 0,
      item: { ...item, arguments: args, status: 'completed' },
    },
    ...tail,
  ]
}

function anthropic(answer: ModelAnswer, id: string): unknown[] {
  const usage = { input_tokens: 1, output_tokens: 1 }
  const isText = typeof answer === 'string'
  const content_block = isText
    ? { type: 'text', text: '' }
    : { type: 'tool_use', id, name: answer.call, input: {} }
  const delta = isText
    ? { type: 'text_delta', text: answer }
    : { type: 'input_json_delta', partial_json: JSON.stringify(answer.args ?? {}) }
  return [
    { type: 'message_start', message: { id: 'msg_1', model: 'mock', role: 'assistant', content: [], usage } },
    { type: 'content_block_start', index: 0, content_block },
    { type: 'content_block_delta', index: 0, delta },
    { type: 'content_block_stop', index: 0 },
    { type: 'message_delta', delta: { stop_reason: isText ? 'end_turn' : 'tool_use' }, usage },
    { type: 'message_stop' },
  ]
}

function gemini(answer: ModelAnswer): unknown[] {
  const part =
    typeof answer === 'string'
      ? { text: answer }
      : { functionCall: { name: answer.call, args: answer.args ?? {} } }
  return [{ candidates: [{ content: { role: 'model', parts: [part] }, finishReason: 'STOP', index: 0 }] }]
}
