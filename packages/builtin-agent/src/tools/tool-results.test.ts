import type { ContentPart } from '@ag-ui/client'
import type { ToolSet } from 'ai'
import { afterEach, describe, expect, it } from 'vitest'
import { anthropicAnswer } from '../../test/anthropic-mock.ts'
import { chatCalls, chatText, startProvider, type TestProvider } from '../../test/provider-mock.ts'
import { calling, historyAfter, inputOf, ofType, runToEnd, said, user } from '../../test/run-agent.ts'
import { BuiltInAgent, type ToolDefinition } from '../index.ts'
import { fromJsonSchema } from '../schema/tool-schema.ts'

let provider: TestProvider | undefined

afterEach(async () => {
  await provider?.close()
  provider = undefined
})

const call = { id: 'c1', name: 'get', args: '{}' }
const messages = [user('Get it')]

type Execute = NonNullable<ToolDefinition['execute']>

const getting = (execute: Execute, needsApproval = false): ToolDefinition => ({
  name: 'get',
  description: 'Gets',
  parameters: {},
  needsApproval,
  execute,
})

describe('what a tool returns', () => {
  const itself: Record<string, unknown> = {}
  itself.itself = itself

  const cases: [string, Execute, string][] = [
    ['large integers', () => ({ rows: [{ id: 9007199254740993n }] }), '{"rows":[{"id":"9007199254740993"}]}'],
    ['a large integer alone', () => 1n, '1'],
    [
      'an async generator',
      async function* () {
        yield 'half'
        yield { all: true }
      },
      '{"all":true}',
    ],
    ['nothing', () => undefined, 'null'],
    ['an object that contains itself', () => itself, '{"error":"The result cannot be written as JSON"}'],
  ]

  it.each(cases)('%s reaches the client and the model', async (_what, execute, content) => {
    provider = await startProvider(
      (response) => chatCalls(response, call),
      (response) => chatText(response, 'Got it.'),
    )
    const agent = new BuiltInAgent({
      model: 'openai-compatible/test',
      baseURL: provider.url,
      tools: [getting(execute)],
    })
    const { events, error } = await runToEnd(agent, inputOf({ messages }))
    expect(error).toBeUndefined()
    expect(ofType(events, 'TOOL_CALL_RESULT').map((event) => event.content)).toEqual([content])
    expect(said(events)).toBe('Got it.')
    const sent = provider.requests[1]?.body.messages.at(-1)
    expect(sent).toMatchObject({ role: 'tool', content: expect.stringContaining(wordsOf(content)) })
  })

  it.each(cases)('%s reaches them after an approval', async (_what, execute, content) => {
    provider = await startProvider((response) => chatText(response, 'Got it.'))
    const agent = new BuiltInAgent({
      model: 'openai-compatible/test',
      baseURL: provider.url,
      tools: [getting(execute, true)],
    })
    const { events } = await runToEnd(
      agent,
      inputOf({
        messages: [...messages, calling(call)],
        resume: [{ interruptId: 'approval_c1', status: 'resolved' }],
      }),
    )
    expect(ofType(events, 'TOOL_CALL_RESULT').map((event) => event.content)).toEqual([content])
    expect(said(events)).toBe('Got it.')
    expect(provider.requests[0]?.body.messages.at(-1)).toMatchObject({ content })
  })

  it('an async generator yields is given up when its time is over', async () => {
    provider = await startProvider(
      (response) => chatCalls(response, call),
      (response) => chatText(response, 'Too slow.'),
    )
    const slow = async function* () {
      yield 'half'
      await new Promise(() => {})
    }
    const agent = new BuiltInAgent({
      model: 'openai-compatible/test',
      baseURL: provider.url,
      tools: [{ ...getting(slow), timeoutMs: 20 }],
    })
    const { events } = await runToEnd(agent, inputOf({ messages }))
    expect(ofType(events, 'TOOL_CALL_RESULT')).toMatchObject([
      { content: '{"error":"The tool did not answer within 20 ms"}' },
    ])
  })

  it('a tool with all the time in the world returns is its result', async () => {
    provider = await startProvider(
      (response) => chatCalls(response, call),
      (response) => chatText(response, 'Got it.'),
    )
    const late = () => new Promise<string>((resolve) => setTimeout(resolve, 30, 'late'))
    const agent = new BuiltInAgent({
      model: 'openai-compatible/test',
      baseURL: provider.url,
      tools: [{ ...getting(late), timeoutMs: Infinity }],
    })
    const { events } = await runToEnd(agent, inputOf({ messages }))
    expect(ofType(events, 'TOOL_CALL_RESULT')).toMatchObject([{ content: 'late' }])
  })
})

const PIXEL =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='
const shot: ContentPart[] = [
  { type: 'text', text: 'The page:' },
  { type: 'image', source: { type: 'data', value: PIXEL, mimeType: 'image/png' } },
]

describe('an image that a tool returns', () => {
  const toAnthropic = [
    { type: 'text', text: 'The page:' },
    { type: 'image', source: { type: 'base64', media_type: 'image/png', data: PIXEL } },
  ]

  /** The content of the only result in a request to Anthropic. */
  const resultIn = (index: number): unknown => {
    const sent: { content: { type: string; content?: unknown }[] }[] =
      provider?.requests[index]?.body.messages
    const parts = sent.flatMap(({ content }) => content)
    return parts.find(({ type }) => type === 'tool_result')?.content
  }

  async function anthropic(tool: ToolDefinition): Promise<BuiltInAgent> {
    provider = await startProvider(
      (response) => anthropicAnswer(response, { type: 'tool_use', id: 'c1', name: 'get', input: {} }),
      (response) => anthropicAnswer(response, { type: 'text', text: 'I see.' }),
    )
    return new BuiltInAgent({
      model: 'anthropic/claude',
      apiKey: 'key',
      baseURL: provider.url,
      tools: [tool],
    })
  }

  it('is one for the client, and for the model in this run and the next', async () => {
    const agent = await anthropic(getting(() => shot))
    const { events } = await runToEnd(agent, inputOf({ messages }))
    expect(ofType(events, 'TOOL_CALL_RESULT').map((event) => event.content)).toEqual([shot])
    const history = [...historyAfter(messages, events), user('And now?')]
    await runToEnd(agent, inputOf({ messages: history }))
    expect([resultIn(1), resultIn(2)]).toEqual([toAnthropic, toAnthropic])
  })

  it('is one after an approval', async () => {
    const agent = await anthropic(getting(() => shot, true))
    const first = await runToEnd(agent, inputOf({ messages }))
    const resume = [{ interruptId: 'approval_c1', status: 'resolved' as const }]
    const { events } = await runToEnd(
      agent,
      inputOf({ messages: historyAfter(messages, first.events), resume }),
    )
    expect(ofType(events, 'TOOL_CALL_RESULT').map((event) => event.content)).toEqual([shot])
    expect(resultIn(1)).toEqual(toAnthropic)
  })

  it('is described as text to a model that only supports text results', async () => {
    provider = await startProvider(
      (response) => chatCalls(response, call),
      (response) => chatText(response, 'I see.'),
    )
    const agent = new BuiltInAgent({
      model: 'openai-compatible/test',
      baseURL: provider.url,
      tools: [getting(() => shot)],
    })
    const { events } = await runToEnd(agent, inputOf({ messages }))
    await runToEnd(agent, inputOf({ messages: historyAfter(messages, events) }))
    for (const { body } of provider.requests.slice(1)) {
      const result = body.messages.find((message: { role: string }) => message.role === 'tool')
      expect(result.content).toBe('The page:\n[image: image/png]')
    }
  })
})

it('an approved tool tells the model what its own toModelOutput says, and the client what it returned', async () => {
  provider = await startProvider((response) => chatText(response, 'Got it.'))
  const get: ToolSet[string] = {
    inputSchema: fromJsonSchema({ type: 'object', properties: {} }),
    needsApproval: true,
    execute: async () => ({ rows: [1, 2, 3] }),
    toModelOutput: () => ({ type: 'text' as const, value: 'three rows' }),
  }
  const agent = new BuiltInAgent({
    model: 'openai-compatible/test',
    baseURL: provider.url,
    mcpClients: [{ tools: async () => ({ get }) }],
  })
  const { events } = await runToEnd(
    agent,
    inputOf({
      messages: [...messages, calling(call)],
      resume: [{ interruptId: 'approval_c1', status: 'resolved' }],
    }),
  )
  expect(ofType(events, 'TOOL_CALL_RESULT')).toMatchObject([{ content: '{"rows":[1,2,3]}' }])
  expect(provider.requests[0]?.body.messages.at(-1)).toMatchObject({ content: 'three rows' })
})

/** The SDK tells the model of an error by its message, the event is JSON. */
function wordsOf(content: string): string {
  return content.startsWith('{"error"') ? JSON.parse(content).error : content
}
