import { type BaseEvent, EventType } from '@ag-ui/client'
import type { EventLike, EventSource } from '@flightdeck/run-engine'
import { InMemoryAgentRunner } from '@flightdeck/runner-memory'
import { afterEach, describe, expect, it } from 'vitest'
import {
  chatCalls,
  chatChunk,
  chatText,
  failure,
  sse,
  startProvider,
  type TestProvider,
} from '../../test/provider-mock.ts'
import { inputOf, ofType, order, type SeenEvent, said, user } from '../../test/run-agent.ts'
import { BuiltInAgent, defineTool } from '../index.ts'

let provider: TestProvider | undefined

afterEach(async () => {
  await provider?.close()
  provider = undefined
})

const remove = defineTool({
  name: 'remove',
  description: 'Removes a file',
  parameters: { type: 'object', properties: {} },
  needsApproval: true,
  execute: () => 'removed',
})

async function agentOn(...answers: Parameters<typeof startProvider>): Promise<BuiltInAgent> {
  provider = await startProvider(...answers)
  return new BuiltInAgent({
    model: 'openai-compatible/test-model',
    baseURL: provider.url,
    maxRetries: 0,
    tools: [remove],
  })
}

async function* iterate(source: EventSource): AsyncGenerator<EventLike> {
  if (!(Symbol.asyncIterator in source)) throw new TypeError('The runner gave nothing that can be iterated')
  yield* source
}

describe('in the engine', () => {
  async function eventsOf(
    runner: InMemoryAgentRunner,
    agent: BuiltInAgent,
    input = inputOf({ messages: [user('hello')], protocolVersion: '1.0' }),
    onEvent: (event: SeenEvent) => void = () => {},
  ): Promise<SeenEvent[]> {
    const events: SeenEvent[] = []
    for await (const event of iterate(
      runner.run({ threadId: input.threadId, agent: agent.clone(), input }),
    )) {
      events.push(event as SeenEvent)
      onEvent(event as SeenEvent)
    }
    return events
  }

  it('a run is streamed with its usage and needs no repair', async () => {
    const repairs: unknown[] = []
    const runner = new InMemoryAgentRunner({ observers: [{ onRepair: (repair) => repairs.push(repair) }] })
    const events = await eventsOf(runner, await agentOn((response) => chatText(response, 'Hi.')))
    expect(said(events)).toBe('Hi.')
    expect(events.at(-1)).toMatchObject({
      type: 'RUN_FINISHED',
      usage: [{ outputTokens: 3 }],
      finishReason: 'stop',
    })
    expect(repairs).toEqual([])
  })

  it('interleaved chunks of a custom factory keep both calls complete and pending', async () => {
    const piece = (toolCallId: string, delta: string) => ({
      type: EventType.TOOL_CALL_CHUNK,
      toolCallId,
      toolCallName: 'look',
      delta,
    })
    const agent = new BuiltInAgent({
      type: 'custom',
      async *factory() {
        yield* [piece('a', '{"q":'), piece('b', '{"q":'), piece('a', '1}'), piece('b', '2}')]
      },
    })
    const events = await eventsOf(new InMemoryAgentRunner(), agent)
    const args = (id: string): string =>
      ofType(events, 'TOOL_CALL_ARGS')
        .filter(({ toolCallId }) => toolCallId === id)
        .map(({ delta }) => delta)
        .join('')
    expect([args('a'), args('b')]).toEqual(['{"q":1}', '{"q":2}'])
    expect(events.at(-1)?.outcome).toEqual({ type: 'success', pendingToolCallIds: ['a', 'b'] })
  })

  it("a stop reaches the provider's socket", async () => {
    const runner = new InMemoryAgentRunner()
    const agent = await agentOn((response) => sse(response, chatChunk({ content: 'Once' })))
    const events = await eventsOf(runner, agent, undefined, ({ type }) => {
      if (type === 'TEXT_MESSAGE_CONTENT') void runner.stop({ threadId: 'thread' })
    })
    expect(await provider?.requests[0]?.closed).toBe(false)
    expect(events.at(-1)).toMatchObject({ type: 'RUN_FINISHED', outcome: { type: 'cancelled' } })
  })

  it('a failure keeps its code and its safe message', async () => {
    const events = await eventsOf(
      new InMemoryAgentRunner(),
      await agentOn(failure(401, { error: { message: 'sk-1' } })),
    )
    expect(order(events)).toEqual(['RUN_STARTED', 'RUN_ERROR'])
    expect(events.at(-1)).toMatchObject({ code: 'auth_failed' })
    expect(JSON.stringify(events)).not.toContain('sk-1')
  })

  it("the ending says which calls are the client's", async () => {
    const look = defineTool({ name: 'look', description: 'Looks', parameters: {}, execute: () => 'seen' })
    provider = await startProvider((response) =>
      chatCalls(
        response,
        { id: 'c1', name: 'look', args: '{}' },
        { id: 'c2', name: 'colour', args: '{}' },
        { id: 'c3', name: 'colour', args: '{}' },
      ),
    )
    const agent = new BuiltInAgent({
      model: 'openai-compatible/test-model',
      baseURL: provider.url,
      tools: [look],
    })
    const input = inputOf({
      messages: [user('hello')],
      tools: [{ name: 'colour', description: 'The colour of the page' }],
      protocolVersion: '1.0',
    })
    const events = await eventsOf(new InMemoryAgentRunner(), agent, input)
    expect(events.at(-1)?.outcome).toEqual({ type: 'success', pendingToolCallIds: ['c2', 'c3'] })
  })

  it('an approval is answered once, and executed by another instance', async () => {
    const runner = new InMemoryAgentRunner()
    const agent = await agentOn(
      (response) => chatCalls(response, { id: 'c1', name: 'remove', args: '{}' }),
      (response) => chatText(response, 'Gone.'),
    )
    const messages = [user('Remove it')]
    const first = await eventsOf(runner, agent, inputOf({ messages, protocolVersion: '1.0' }))
    expect(first.at(-1)?.outcome).toMatchObject({ type: 'interrupt', interrupts: [{ id: 'approval_c1' }] })
    const joined: SeenEvent[] = []
    for await (const event of iterate(runner.connect({ threadId: 'thread' }))) joined.push(event as SeenEvent)
    const [snapshot] = ofType(joined, 'MESSAGES_SNAPSHOT')
    const answer = inputOf({
      runId: 'second',
      messages: snapshot?.messages as typeof messages,
      resume: [{ interruptId: 'approval_c1', status: 'resolved', payload: { approved: true } }],
      protocolVersion: '1.0',
    })
    const second = await eventsOf(runner, agent, answer)
    expect(ofType(second, 'TOOL_CALL_RESULT')).toMatchObject([{ toolCallId: 'c1', content: 'removed' }])
    expect(said(second)).toBe('Gone.')
    const again = await eventsOf(runner, agent, { ...answer, runId: 'third' })
    expect(ofType(again, 'TOOL_CALL_RESULT')).toEqual([])
    expect(provider?.requests).toHaveLength(2)
  })
})

describe('with runAgent()', () => {
  it('the client keeps the messages', async () => {
    const agent = await agentOn((response) => chatText(response, 'Hi.'))
    agent.setMessages([user('hello')])
    const types: string[] = []
    const { newMessages } = await agent.runAgent(
      {},
      { onEvent: ({ event }: { event: BaseEvent }) => void types.push(event.type) },
    )
    expect(newMessages).toMatchObject([{ role: 'assistant', content: 'Hi.' }])
    expect(types.at(-1)).toBe('RUN_FINISHED')
  })

  it('abortRun() ends the run in order', async () => {
    const agent = await agentOn((response) => sse(response, chatChunk({ content: 'Once' })))
    agent.setMessages([user('hello')])
    await agent.runAgent({}, { onTextMessageContentEvent: () => agent.abortRun() })
    expect(agent.isRunning).toBe(false)
    expect(agent.messages.at(-1)).toMatchObject({ role: 'assistant', content: 'Once' })
  })

  it('a clone has the configuration, messages and state of its own', async () => {
    const agent = await agentOn((response) => chatText(response, 'Hi.'))
    agent.setMessages([user('hello')])
    agent.description = 'An agent'
    const clone = agent.clone()
    expect(clone).toBeInstanceOf(BuiltInAgent)
    expect(clone.description).toBe('An agent')
    await clone.runAgent()
    expect(clone.messages).toHaveLength(2)
    expect(agent.messages).toHaveLength(1)
  })

  it('it reports its capabilities', async () => {
    const agent = new BuiltInAgent({ model: 'openai/gpt-4o', capabilities: { tools: { supported: false } } })
    expect(await agent.getCapabilities()).toEqual({
      tools: { supported: false },
      transport: { streaming: true },
      humanInTheLoop: { interrupts: true },
    })
    const careful = new BuiltInAgent({ model: 'openai/gpt-4o', tools: [remove] })
    expect((await careful.getCapabilities()).humanInTheLoop).toEqual({
      interrupts: true,
      approvals: true,
      approveWithEdits: true,
    })
  })
})
