import { LLMock } from '@copilotkit/aimock'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as z from 'zod'
import { historyAfter, inputOf, ofType, order, runToEnd, said, user } from '../../test/run-agent.ts'
import { BuiltInAgent, type BuiltInAgentClassicConfig, defineTool } from '../index.ts'

/** The API of each provider package, against one mock of all of them. */
const apis = [
  { name: 'OpenAI responses', model: 'openai/gpt-4o-mini', base: '/v1' },
  { name: 'OpenAI chat completions', model: 'openai-compatible/gpt-4o-mini', base: '/v1' },
  { name: 'Anthropic', model: 'anthropic/claude-sonnet-4-5', base: '/v1' },
  { name: 'Gemini', model: 'google/gemini-2.5-flash', base: '/v1beta' },
] as const

let mock: LLMock

beforeAll(async () => {
  mock = new LLMock({ port: 0, logLevel: 'silent', chunkSize: 4 })
  mock.onMessage('hello', { content: 'Hi there!' })
  mock.on({ userMessage: 'weather', hasToolResult: true }, { content: 'Rome is warm, Oslo is cold.' })
  const toolCalls = [
    { name: 'weather', arguments: '{"city":"Rome"}' },
    { name: 'weather', arguments: '{"city":"Oslo"}' },
  ]
  // Gemini ends a tool call with STOP; the mock would send another reason.
  const asked = { userMessage: 'weather', hasToolResult: false }
  mock.on({ ...asked, model: /gemini/ }, { toolCalls, finishReason: 'stop' })
  mock.on(asked, { toolCalls })
  mock.onMessage('think', { content: 'Forty-two.', reasoning: 'Six times seven.', reasoningSignature: 'sig' })
  mock.on({ userMessage: 'ask the page', hasToolResult: true }, { content: 'The page is blue.' })
  mock.on(
    { userMessage: 'ask the page', hasToolResult: false },
    { toolCalls: [{ name: 'colour', arguments: '{}' }] },
  )
  await mock.start()
})

afterAll(() => mock.stop())

describe.each(apis)('over $name', ({ model, base }) => {
  const agentWith = (config: Partial<BuiltInAgentClassicConfig> = {}): BuiltInAgent =>
    new BuiltInAgent({ model, apiKey: 'key', baseURL: `${mock.url}${base}`, ...config })

  it('a text arrives in order, with its usage', async () => {
    const { events, error } = await runToEnd(agentWith(), inputOf({ messages: [user('hello')] }))
    expect(error).toBeUndefined()
    expect(order(events)).toEqual([
      'RUN_STARTED',
      'TEXT_MESSAGE_START',
      'TEXT_MESSAGE_CONTENT',
      'TEXT_MESSAGE_END',
      'RUN_FINISHED',
    ])
    expect(said(events)).toBe('Hi there!')
    expect(events.at(-1)).toMatchObject({ threadId: 'thread', runId: 'run' })
    expect(events.at(-1)?.usage).toEqual([
      expect.objectContaining({ inputTokens: expect.any(Number), outputTokens: expect.any(Number) }),
    ])
  })

  it('two tools are called at once, and their results reach the model', async () => {
    const weather = defineTool({
      name: 'weather',
      description: 'The weather in a city',
      parameters: z.object({ city: z.string() }),
      execute: ({ city }) => ({ city, degrees: city === 'Rome' ? 30 : 3 }),
    })
    const messages = [user('weather')]
    const { events, error } = await runToEnd(agentWith({ tools: [weather] }), inputOf({ messages }))
    expect(error).toBeUndefined()
    expect(said(events)).toBe('Rome is warm, Oslo is cold.')
    const results = ofType(events, 'TOOL_CALL_RESULT').map((event) => JSON.parse(String(event.content)))
    expect(results).toEqual([
      { city: 'Rome', degrees: 30 },
      { city: 'Oslo', degrees: 3 },
    ])
    const history = historyAfter(messages, events)
    expect(history.map((message) => message.role)).toEqual(['user', 'assistant', 'tool', 'tool', 'assistant'])
    expect(new Set(history.map((message) => message.id)).size).toBe(history.length)
  })

  it("a client's tool ends the run, and its result goes on in the next", async () => {
    const tools = [{ name: 'colour', description: 'The colour of the page', parameters: { type: 'object' } }]
    const messages = [user('ask the page')]
    const first = await runToEnd(agentWith(), inputOf({ messages, tools }))
    const [call] = ofType(first.events, 'TOOL_CALL_START')
    expect(call).toMatchObject({ toolCallName: 'colour' })
    expect(ofType(first.events, 'TOOL_CALL_RESULT')).toEqual([])
    const answered = [
      ...historyAfter(messages, first.events),
      { id: 'answer', role: 'tool' as const, toolCallId: String(call?.toolCallId), content: '"blue"' },
    ]
    const second = await runToEnd(agentWith(), inputOf({ messages: answered, tools, runId: 'second' }))
    expect(said(second.events)).toBe('The page is blue.')
  })

  it('reasoning is separate from the text', async () => {
    const { events } = await runToEnd(
      agentWith({
        providerOptions: { anthropic: { thinking: { type: 'enabled', budgetTokens: 1024 } } },
      }),
      inputOf({ messages: [user('think')] }),
    )
    expect(said(events)).toBe('Forty-two.')
    expect(order(events).slice(1, 5)).toEqual([
      'REASONING_START',
      'REASONING_MESSAGE_START',
      'REASONING_MESSAGE_CONTENT',
      'REASONING_MESSAGE_END',
    ])
    expect(order(events).indexOf('REASONING_END')).toBeLessThan(order(events).indexOf('TEXT_MESSAGE_START'))
    expect(ofType(events, 'REASONING_MESSAGE_START')[0]?.role).toBe('reasoning')
    const thought = ofType(events, 'REASONING_MESSAGE_CONTENT').map((event) => event.delta)
    expect(thought.join('')).toBe('Six times seven.')
  })
})
