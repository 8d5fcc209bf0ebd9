import { once } from 'node:events'
import type { EventLike, RunAgentInput } from '@flightdeck/run-engine'
import { afterEach, describe, expect, it } from 'vitest'
import type { FakeAnswer, FakeModel } from './fake-model.ts'
import { startFakeModel, writeDeltas, writeDone } from './fake-model.ts'
import { createOpenAIAgent } from './openai-agent.ts'

const models: FakeModel[] = []
afterEach(() => {
  for (const model of models.splice(0)) model.close()
})

async function startModel(answer: FakeAnswer): Promise<string> {
  const model = await startFakeModel(answer)
  models.push(model)
  return model.url
}

const input: RunAgentInput = {
  threadId: 't1',
  runId: 'r1',
  messages: [
    { id: 'u1', role: 'user', content: 'Paint it' },
    {
      id: 'a1',
      role: 'assistant',
      content: 'Now',
      toolCalls: [
        { id: 'c1', type: 'function', function: { name: 'paint', arguments: '{}' } },
        { id: 'c2', type: 'function', function: { name: 'paint', arguments: '{}' } },
      ],
    },
    { id: 't1', role: 'tool', toolCallId: 'c1', content: 'done' },
    { id: 't2', role: 'tool', toolCallId: 'lost', content: 'stray' },
    { id: 'x1', role: 'reasoning', content: 'hm' },
  ],
  tools: [{ name: 'paint', description: 'paints', parameters: { type: 'object' } }],
  context: [{ description: 'The page', value: 'is violet' }],
}

async function collect(
  baseUrl: string,
  signal: AbortSignal = new AbortController().signal,
): Promise<EventLike[]> {
  const events: EventLike[] = []
  const agent = createOpenAIAgent({ apiKey: 'secret', baseUrl, model: 'm' })
  for await (const event of agent.run(input, { signal })) events.push(event)
  return events
}

describe('the OpenAI agent', () => {
  it('sends the thread without the tool calls and results that have no counterpart', async () => {
    const seen: unknown[] = []
    const url = await startModel((request, response, body) => {
      seen.push(request.url, request.headers.authorization, body)
      writeDeltas(response, [])
      writeDone(response)
    })
    await collect(url)
    const call = { id: 'c1', type: 'function', function: { name: 'paint', arguments: '{}' } }
    expect(seen).toEqual([
      '/v1/chat/completions',
      'Bearer secret',
      {
        model: 'm',
        stream: true,
        messages: [
          { role: 'system', content: 'The page: is violet' },
          { role: 'user', content: 'Paint it' },
          { role: 'assistant', content: 'Now', tool_calls: [call] },
          { role: 'tool', tool_call_id: 'c1', content: 'done' },
        ],
        tools: [
          {
            type: 'function',
            function: { name: 'paint', description: 'paints', parameters: { type: 'object' } },
          },
        ],
      },
    ])
  })

  it('streams text and tool calls as events', async () => {
    const url = await startModel((_request, response) => {
      writeDeltas(response, [
        { role: 'assistant', content: '' },
        { content: 'Hel' },
        { content: 'lo' },
        { tool_calls: [{ index: 0, id: 'c9', function: { name: 'paint', arguments: '' } }] },
        { tool_calls: [{ index: 0, function: { arguments: '{"a":' } }] },
        { tool_calls: [{ index: 0, function: { arguments: '1}' } }] },
      ])
      writeDone(response)
    })
    const events = await collect(url)
    expect(events.map((event) => event.type)).toEqual([
      'RUN_STARTED',
      'TEXT_MESSAGE_START',
      'TEXT_MESSAGE_CONTENT',
      'TEXT_MESSAGE_CONTENT',
      'TOOL_CALL_START',
      'TOOL_CALL_ARGS',
      'TOOL_CALL_ARGS',
      'TEXT_MESSAGE_END',
      'TOOL_CALL_END',
      'RUN_FINISHED',
    ])
    expect(events[4]).toMatchObject({ toolCallId: 'c9', toolCallName: 'paint' })
  })

  it('throws what the server answered when that is not a stream', async () => {
    const url = await startModel((_request, response) => {
      response.writeHead(401).end('{"error":{"message":"no such key"}}')
    })
    await expect(collect(url)).rejects.toThrow(/401.*no such key/)
  })

  it('throws when the stream breaks off with an error', async () => {
    const url = await startModel((_request, response) => {
      writeDeltas(response, [{ content: 'Hel' }])
      response.end('data: {"error":{"message":"overloaded"}}\n\n')
    })
    await expect(collect(url)).rejects.toThrow('overloaded')
  })

  it('hangs up when the run is stopped', async () => {
    const controller = new AbortController()
    let hungUp: Promise<unknown> = Promise.reject(new Error('never asked'))
    hungUp.catch(() => {})
    const url = await startModel((_request, response) => {
      hungUp = once(response, 'close')
      writeDeltas(response, [{ content: 'Hel' }])
      setTimeout(() => controller.abort(), 20)
    })
    await expect(collect(url, controller.signal)).rejects.toThrow(/abort/i)
    await hungUp
  })
})
