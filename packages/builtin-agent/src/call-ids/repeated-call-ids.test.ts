import type { Message, RunAgentInput } from '@ag-ui/client'
import { InMemoryAgentRunner } from '@flightdeck/runner-memory'
import { stepCountIs, streamText } from 'ai'
import { afterEach, describe, expect, it } from 'vitest'
import {
  chatCalls,
  chatChunk,
  chatText,
  sse,
  startProvider,
  type TestProvider,
} from '../../test/provider-mock.ts'
import {
  calling,
  historyAfter,
  inputOf,
  ofType,
  runToEnd,
  type SeenEvent,
  said,
  user,
} from '../../test/run-agent.ts'
import {
  BuiltInAgent,
  convertMessagesToVercelAISDKMessages,
  convertToolDefinitionsToVercelAITools,
  defineTool,
  resolveModel,
} from '../index.ts'

let provider: TestProvider | undefined

afterEach(async () => {
  await provider?.close()
  provider = undefined
})

type Answer = Parameters<typeof startProvider>[0]

/** A server that gives the first call of every answer the same id. */
const look =
  (...numbers: number[]): Answer =>
  (response) =>
    chatCalls(response, ...numbers.map((n) => ({ id: 'call_0', name: 'look', args: JSON.stringify({ n }) })))
const pay: Answer = (response) => chatCalls(response, { id: 'functions.pay:0', name: 'pay', args: '{}' })
const say =
  (text: string): Answer =>
  (response) =>
    chatText(response, text)

function lookingTool(asked: unknown[]) {
  return defineTool({
    name: 'look',
    description: 'Looks',
    parameters: { type: 'object', properties: { n: { type: 'number' } } },
    execute: ({ n }, { toolCallId }) => {
      asked.push(toolCallId)
      return `seen ${n}`
    },
  })
}

/** What the client knows of each call: its arguments and its result. */
function callsIn(events: readonly SeenEvent[]): unknown[] {
  return ofType(events, 'TOOL_CALL_START').map(({ toolCallId }) => [
    ofType(events, 'TOOL_CALL_ARGS')
      .filter((event) => event.toolCallId === toolCallId)
      .map((event) => event.delta)
      .join(''),
    ...ofType(events, 'TOOL_CALL_RESULT')
      .filter((event) => event.toolCallId === toolCallId)
      .map((event) => event.content),
  ])
}

const idsIn = (events: readonly SeenEvent[]) =>
  ofType(events, 'TOOL_CALL_START').map((event) => event.toolCallId)

const twoLooks = [
  ['{"n":1}', 'seen 1'],
  ['{"n":2}', 'seen 2'],
]

describe('an id that a provider gives again', () => {
  async function agentOn(asked: unknown[], ...answers: Answer[]): Promise<BuiltInAgent> {
    provider = await startProvider(...answers)
    return new BuiltInAgent({
      model: 'openai-compatible/test',
      baseURL: provider.url,
      tools: [lookingTool(asked)],
    })
  }

  it.each([
    ['in the next step', [look(1), look(2), say('Done.')]],
    ['in the same answer', [look(1, 2), say('Done.')]],
  ])('%s names another call, for the client, the tool and the model', async (_when, answers) => {
    const asked: unknown[] = []
    const agent = await agentOn(asked, ...answers)
    const { events } = await runToEnd(agent, inputOf({ messages: [user('look')] }))
    expect(callsIn(events)).toEqual(twoLooks)
    expect(idsIn(events)).toEqual(asked)
    expect(new Set(asked).size).toBe(2)
    const sent = provider?.requests.at(-1)?.body.messages as { role: string; tool_call_id?: string }[]
    expect(sent.flatMap((message) => message.tool_call_id ?? [])).toEqual(asked)
  })

  it('is kept where it is the first', async () => {
    const { events } = await runToEnd(
      await agentOn([], look(1), say('Done.')),
      inputOf({ messages: [user('look')] }),
    )
    expect(idsIn(events)).toEqual(['call_0'])
  })

  it('is distinguished while both calls are streaming', async () => {
    const piece = (index: number, fields: object) =>
      chatChunk({ tool_calls: [{ index, type: 'function', ...fields }] })
    const named = { id: 'call_0', function: { name: 'look', arguments: '' } }
    const agent = await agentOn(
      [],
      (response) => {
        sse(response, piece(0, named), piece(1, named))
        sse(response, piece(0, { function: { arguments: '{"n":1}' } }))
        sse(response, piece(1, { function: { arguments: '{"n":2}' } }), chatChunk({}, 'tool_calls'), '[DONE]')
        response.end()
      },
      say('Done.'),
    )
    const { events } = await runToEnd(agent, inputOf({ messages: [user('look')] }))
    expect(ofType(events, 'TOOL_CALL_RESULT').map((event) => event.content)).toEqual(['seen 1', 'seen 2'])
    expect(new Set(idsIn(events)).size).toBe(2)
  })

  it('in a thread that has had it is a new approval, and its call is executed', async () => {
    let paid = 0
    provider = await startProvider(pay, say('Paid.'), pay, say('Paid again.'))
    const tool = defineTool({
      name: 'pay',
      description: 'Pays',
      parameters: { type: 'object', properties: {} },
      needsApproval: true,
      execute: () => {
        paid += 1
        return `receipt ${paid}`
      },
    })
    const agent = new BuiltInAgent({
      model: 'openai-compatible/test',
      baseURL: provider.url,
      tools: [tool],
    })
    const runner = new InMemoryAgentRunner()
    let history: Message[] = []
    const run = async (input: Partial<RunAgentInput>): Promise<string[]> => {
      const started = await runner.start({
        threadId: 'thread',
        agent: agent.clone(),
        input: inputOf({ runId: crypto.randomUUID(), messages: history, ...input }),
      })
      const events: SeenEvent[] = []
      const reader = started.reader()
      for (let chunk = await reader.next(1 << 20); chunk; chunk = await reader.next(1 << 20)) {
        events.push(...chunk.events.map((event) => JSON.parse(event) as SeenEvent))
      }
      history = historyAfter(input.messages ?? history, events)
      return ((await started.ended).interrupts ?? []).map((interrupt) => interrupt.id)
    }
    const approve = ([id]: string[]) => ({
      resume: [{ interruptId: String(id), status: 'resolved' as const, payload: { approved: true } }],
    })
    const first = await run({ messages: [user('Pay')] })
    await run(approve(first))
    const second = await run({ messages: [...history, user('Pay again')] })
    expect(second).toHaveLength(1)
    expect(second).not.toEqual(first)
    await run(approve(second))
    expect(paid).toBe(2)
    expect(history.flatMap((message) => (message.role === 'tool' ? [message.content] : []))).toEqual([
      'receipt 1',
      'receipt 2',
    ])
  })
})

describe('in the mode aisdk, an id that a provider gives again', () => {
  async function agentOn(...answers: Answer[]): Promise<BuiltInAgent> {
    provider = await startProvider(...answers)
    const model = resolveModel('openai-compatible/test', { baseURL: provider.url })
    return new BuiltInAgent({
      type: 'aisdk',
      factory: ({ input, abortSignal }) =>
        streamText({
          model,
          messages: convertMessagesToVercelAISDKMessages(input.messages, { resume: input.resume }),
          tools: convertToolDefinitionsToVercelAITools([lookingTool([])]),
          stopWhen: stepCountIs(5),
          abortSignal,
        }),
    })
  }

  it.each([
    ['in the next step', [look(1), look(2), say('Done.')]],
    ['in the same answer', [look(1, 2), say('Done.')]],
  ])('%s names another call for the client', async (_when, answers) => {
    const { events } = await runToEnd(await agentOn(...answers), inputOf({ messages: [user('look')] }))
    expect(callsIn(events)).toEqual(twoLooks)
    expect(new Set(idsIn(events)).size).toBe(2)
  })

  it('in a thread that has had it names another call', async () => {
    const messages: Message[] = [
      user('look'),
      calling({ id: 'call_0', name: 'look', args: '{"n":1}' }),
      { id: 'answer', role: 'tool', toolCallId: 'call_0', content: 'seen 1' },
      user('again'),
    ]
    const { events } = await runToEnd(await agentOn(look(2), say('Done.')), inputOf({ messages }))
    expect(idsIn(events)).not.toEqual(['call_0'])
    expect(callsIn(events)).toEqual([twoLooks[1]])
  })
})

describe('a history in which two calls have one id', () => {
  const history = (...answers: Message[]): Message[] => [
    user('Pay'),
    calling({ id: 'call_0', name: 'pay', args: '{}' }),
    { id: 'a1', role: 'tool', toolCallId: 'call_0', content: 'receipt 1' },
    user('Again'),
    calling({ id: 'call_0', name: 'pay', args: '{}' }),
    ...answers,
  ]

  it('has each answered by the result behind it', () => {
    const answer: Message = { id: 'a2', role: 'tool', toolCallId: 'call_0', content: 'receipt 2' }
    const results = convertMessagesToVercelAISDKMessages(history(answer)).filter(
      ({ role }) => role === 'tool',
    )
    expect(results).toMatchObject([
      { content: [{ output: { value: 'receipt 1' } }] },
      { content: [{ output: { value: 'receipt 2' } }] },
    ])
  })

  it('has the last approved, and not the one that was executed', async () => {
    let paid = 0
    provider = await startProvider(say('Paid again.'))
    const agent = new BuiltInAgent({
      model: 'openai-compatible/test',
      baseURL: provider.url,
      tools: [
        defineTool({
          name: 'pay',
          description: 'Pays',
          parameters: { type: 'object', properties: {} },
          needsApproval: true,
          execute: () => {
            paid += 1
            return 'receipt 2'
          },
        }),
      ],
    })
    const resume = [{ interruptId: 'approval_call_0', status: 'resolved' as const }]
    const { events } = await runToEnd(agent, inputOf({ messages: history(), resume }))
    expect(paid).toBe(1)
    expect(said(events)).toBe('Paid again.')
    expect(provider.requests[0]?.body.messages.slice(-2)).toMatchObject([
      { role: 'assistant' },
      { role: 'tool', content: 'receipt 2' },
    ])
  })
})
