import { type AGUIEvent, type BaseEvent, EventType, type Interrupt } from '@ag-ui/client'
import { jsonSchema, stepCountIs, streamText, tool } from 'ai'
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
import { calling, historyAfter, inputOf, ofType, order, runToEnd, said, user } from '../../test/run-agent.ts'
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

const input = inputOf({ messages: [user('hello')] })

describe('the mode aisdk', () => {
  const done: unknown[] = []
  const tools = [
    defineTool({
      name: 'delete_file',
      description: 'Deletes a file',
      parameters: { type: 'object', properties: {} },
      needsApproval: true,
      execute: (args) => {
        done.push(args)
        return 'deleted'
      },
    }),
  ]

  async function agentOn(...answers: Parameters<typeof startProvider>): Promise<BuiltInAgent> {
    provider = await startProvider(...answers)
    const baseURL = provider.url
    return new BuiltInAgent({
      type: 'aisdk',
      factory: ({ input: { messages, resume }, abortSignal }) =>
        streamText({
          model: resolveModel('openai-compatible/test-model', { baseURL }),
          messages: convertMessagesToVercelAISDKMessages(messages, { resume }),
          tools: convertToolDefinitionsToVercelAITools(tools),
          stopWhen: stepCountIs(5),
          maxRetries: 0,
          abortSignal,
          onError: () => {},
        }),
    })
  }

  it('turns the stream into a whole run with its usage', async () => {
    const agent = await agentOn((response) => chatText(response, 'Hi.'))
    const { events, error } = await runToEnd(agent, input)
    expect(error).toBeUndefined()
    expect(order(events)).toEqual([
      'RUN_STARTED',
      'TEXT_MESSAGE_START',
      'TEXT_MESSAGE_CONTENT',
      'TEXT_MESSAGE_END',
      'RUN_FINISHED',
    ])
    expect(events.at(-1)?.usage).toEqual([
      {
        model: 'test-model',
        inputTokens: 7,
        outputTokens: 3,
        totalTokens: 10,
        reasoningTokens: 0,
        cachedInputTokens: 0,
      },
    ])
  })

  it('never uses the id of a message twice, though the provider counts from zero', async () => {
    const agent = await agentOn((response) => chatText(response, 'Hi.'))
    const ids = new Set<unknown>()
    for (let run = 0; run < 3; run += 1) {
      for (const event of ofType((await runToEnd(agent, input)).events, 'TEXT_MESSAGE_START'))
        ids.add(event.messageId)
    }
    expect(ids.size).toBe(3)
  })

  it('ends with an interrupt for an approval, and carries the call out in the run that approves it', async () => {
    const agent = await agentOn(
      (response) => chatCalls(response, { id: 'call-1', name: 'delete_file', args: '{}' }),
      (response) => chatText(response, 'Gone.'),
    )
    const first = await runToEnd(agent, input)
    expect(first.events.at(-1)?.outcome).toMatchObject({ interrupts: [{ id: 'approval_call-1' }] })
    const messages = [...input.messages, calling({ id: 'call-1', name: 'delete_file', args: '{}' })]
    const resume = [
      { interruptId: 'approval_call-1', status: 'resolved' as const, payload: { approved: true } },
    ]
    const second = await runToEnd(agent, inputOf({ messages, resume }))
    expect(done).toEqual([{}])
    expect(ofType(second.events, 'TOOL_CALL_RESULT')).toMatchObject([
      { toolCallId: 'call-1', content: 'deleted' },
    ])
    expect(said(second.events)).toBe('Gone.')
  })

  it.each([0, 30])('ends when a tool asks a human, once the others are done after %i ms', async (slowMs) => {
    provider = await startProvider(
      (response) =>
        chatCalls(
          response,
          { id: 'c1', name: 'ask', args: '{}' },
          { id: 'c2', name: 'look', args: '{}' },
          { id: 'c3', name: 'ask', args: '{}' },
        ),
      (response) => chatCalls(response, { id: 'c4', name: 'ask', args: '{}' }),
      (response) => chatText(response, 'Medium it is.'),
    )
    const model = resolveModel('openai-compatible/test-model', { baseURL: provider.url })
    const inputSchema = jsonSchema({ type: 'object', properties: {} })
    const agent = new BuiltInAgent({
      type: 'aisdk',
      factory: ({ input: { messages }, abortSignal, interrupt }) =>
        streamText({
          model,
          messages: convertMessagesToVercelAISDKMessages(messages),
          tools: {
            ask: tool({ inputSchema, execute: () => interrupt([{ id: 'size', reason: 'size' }]) }),
            look: tool({
              inputSchema,
              execute: async () => {
                await new Promise((resolve) => setTimeout(resolve, slowMs))
                return 'seen'
              },
            }),
          },
          stopWhen: stepCountIs(5),
          abortSignal,
        }),
    })
    const first = await runToEnd(agent, input)
    expect(first.events.at(-1)).toMatchObject({
      type: 'RUN_FINISHED',
      outcome: { type: 'interrupt', interrupts: [{ id: 'size', reason: 'size' }] },
    })
    expect(ofType(first.events, 'TOOL_CALL_END')).toHaveLength(3)
    expect(ofType(first.events, 'TOOL_CALL_RESULT')).toMatchObject([{ toolCallId: 'c2', content: 'seen' }])
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(provider.requests).toHaveLength(1)

    const messages = historyAfter(input.messages, first.events)
    const resume = [{ interruptId: 'size', status: 'resolved' as const, payload: 'M' }]
    const second = await runToEnd(agent, inputOf({ messages, resume }))
    expect(ofType(second.events, 'TOOL_CALL_RESULT')).toMatchObject([
      { toolCallId: 'c4', content: expect.stringContaining('"payload":"M"') },
    ])
    expect(said(second.events)).toBe('Medium it is.')
  })

  it('is stopped by the controller that the factory was given', async () => {
    const agent = new BuiltInAgent({
      type: 'aisdk',
      factory: ({ abortController }) => ({
        fullStream: (async function* () {
          yield { type: 'text-delta', id: '0', text: 'Once' }
          abortController.abort()
          await new Promise(() => {})
        })(),
      }),
    })
    const { events } = await runToEnd(agent, input)
    expect(events.at(-1)?.outcome).toEqual({ type: 'cancelled' })
  })

  it('ends with RUN_ERROR when the provider fails', async () => {
    const { events } = await runToEnd(await agentOn(failure(401, {})), input)
    expect(events.at(-1)).toMatchObject({ type: 'RUN_ERROR', code: 'auth_failed' })
  })

  it('closes the connection with the provider when it is stopped', async () => {
    const agent = await agentOn((response) => sse(response, chatChunk({ content: 'Once' })))
    const { events } = await runToEnd(agent, input, ({ type }) => {
      if (type === 'TEXT_MESSAGE_CONTENT') agent.abortRun()
    })
    expect(await provider?.requests[0]?.closed).toBe(false)
    expect(order(events).slice(-2)).toEqual(['TEXT_MESSAGE_END', 'RUN_FINISHED'])
  })
})

describe('the mode custom', () => {
  const interrupts: Interrupt[] = [{ id: 'i1', reason: 'choice', message: 'Which?' }]

  it('passes events on between the start and the ending', async () => {
    const agent = new BuiltInAgent({
      type: 'custom',
      async *factory({ input: { runId } }): AsyncGenerator<BaseEvent> {
        yield { type: EventType.RUN_STARTED, threadId: 'thread', runId } satisfies AGUIEvent
        yield { type: EventType.CUSTOM, name: 'n', value: 1 } satisfies AGUIEvent
      },
    })
    expect(order((await runToEnd(agent, input)).events)).toEqual(['RUN_STARTED', 'CUSTOM', 'RUN_FINISHED'])
  })

  it('ends with the interrupts that it asks for, and goes on with the answers', async () => {
    const answers: unknown[] = []
    const agent = new BuiltInAgent({
      type: 'custom',
      async *factory({ interrupt }): AsyncGenerator<BaseEvent> {
        answers.push(await interrupt(interrupts))
        yield { type: EventType.CUSTOM, name: 'n', value: 1 } satisfies AGUIEvent
      },
    })
    const first = await runToEnd(agent, input)
    expect(first.error).toBeUndefined()
    expect(first.events.at(-1)?.outcome).toEqual({ type: 'interrupt', interrupts })
    const entry = { interruptId: 'i1', status: 'resolved' as const, payload: 'left' }
    const second = await runToEnd(agent, { ...input, resume: [entry] })
    expect(answers).toEqual([[entry]])
    expect(order(second.events)).toEqual(['RUN_STARTED', 'CUSTOM', 'RUN_FINISHED'])
  })

  it('that throws ends with RUN_ERROR and a safe message', async () => {
    const agent = new BuiltInAgent({
      type: 'custom',
      factory: () => {
        throw new Error('postgres://user:password@host')
      },
    })
    const { events, error } = await runToEnd(agent, input)
    expect(events.at(-1)).toMatchObject({ type: 'RUN_ERROR', code: 'agent_error' })
    expect(JSON.stringify(events)).not.toContain('password')
    expect(error).toMatchObject({ cause: { message: 'postgres://user:password@host' } })
  })

  it('of an unknown type is refused at construction, with the types', () => {
    expect(() => new BuiltInAgent({ type: 'langchain', factory: () => [] } as never)).toThrow(
      "no factory of the type 'langchain'. Use aisdk, tanstack, custom",
    )
  })

  it('that falls silent is stopped all the same, and what it began is ended', async () => {
    const agent = new BuiltInAgent({
      type: 'custom',
      async *factory(): AsyncGenerator<BaseEvent> {
        yield { type: EventType.TEXT_MESSAGE_START, messageId: 'm', role: 'assistant' } satisfies AGUIEvent
        await new Promise(() => {})
      },
    })
    const { events } = await runToEnd(agent, input, ({ type }) => {
      if (type === 'TEXT_MESSAGE_START') agent.abortRun()
    })
    expect(order(events)).toEqual(['RUN_STARTED', 'TEXT_MESSAGE_START', 'TEXT_MESSAGE_END', 'RUN_FINISHED'])
    expect(events.at(-1)?.outcome).toEqual({ type: 'cancelled' })
  })
})
