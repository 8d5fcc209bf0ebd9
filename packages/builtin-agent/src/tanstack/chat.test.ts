import type { RunAgentInput } from '@ag-ui/client'
import { LLMock } from '@copilotkit/aimock'
import { chat, maxIterations, toolDefinition } from '@tanstack/ai'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as z from 'zod'
import { TestChatAdapter } from '../../test/chat-adapter.ts'
import { failure, startProvider } from '../../test/provider-mock.ts'
import { historyAfter, inputOf, ofType, order, runToEnd, said, user } from '../../test/run-agent.ts'
import { BuiltInAgent } from '../agent/built-in-agent.ts'
import { convertInputToTanStackAI } from './convert-input.ts'

let mock: LLMock
const deleted: number[] = []

beforeAll(async () => {
  mock = new LLMock({ port: 0, logLevel: 'silent', chunkSize: 4 })
  mock.onMessage('hello', { content: 'Hi there!' })
  mock.on(
    { userMessage: 'weather', hasToolResult: false },
    { content: 'Let me see.', toolCalls: [{ name: 'weather', arguments: '{"city":"Rome"}' }] },
  )
  mock.on({ userMessage: 'weather', hasToolResult: true }, { content: 'Rome is warm.' })
  mock.on({ userMessage: 'fail', hasToolResult: false }, { toolCalls: [{ name: 'fail', arguments: '{}' }] })
  mock.on({ userMessage: 'fail', hasToolResult: true }, { content: 'That went wrong.' })
  mock.on({ userMessage: 'page', hasToolResult: false }, { toolCalls: [{ name: 'colour', arguments: '{}' }] })
  mock.on({ userMessage: 'page', hasToolResult: true }, { content: 'It is blue.' })
  mock.on(
    { userMessage: 'delete', hasToolResult: false },
    { toolCalls: [{ name: 'remove', arguments: '{"id":1}' }] },
  )
  mock.on({ userMessage: 'delete', hasToolResult: true }, { content: 'Noted.' })
  await mock.start()
})

afterAll(() => mock.stop())

const weather = toolDefinition({
  name: 'weather',
  description: 'The weather in a city',
  inputSchema: z.object({ city: z.string() }),
}).server(({ city }) => ({ city, degrees: 30 }))

const fail = toolDefinition({ name: 'fail', description: 'Fails', inputSchema: z.object({}) }).server(() => {
  throw new Error('out of order')
})

const remove = toolDefinition({
  name: 'remove',
  description: 'Deletes a row',
  inputSchema: z.object({ id: z.number() }),
  needsApproval: true,
}).server(({ id }) => {
  deleted.push(id)
  return { deleted: id }
})

/** `chat()` as an application calls it. */
function chatAt(baseURL: string, input: RunAgentInput, abortController = new AbortController()) {
  const { messages, systemPrompts, tools } = convertInputToTanStackAI(input)
  return chat({
    adapter: new TestChatAdapter(baseURL),
    messages,
    systemPrompts,
    tools: [weather, fail, remove, ...tools],
    agentLoopStrategy: maxIterations(5),
    abortController,
    debug: false,
  })
}

function agentAt(baseURL: string): BuiltInAgent {
  return new BuiltInAgent({
    type: 'tanstack',
    factory: ({ input, abortController }) => chatAt(baseURL, input, abortController),
  })
}

const run = (...[input]: Parameters<typeof inputOf>) => runToEnd(agentAt(`${mock.url}/v1`), inputOf(input))

describe('an agent on chat() of @tanstack/ai', () => {
  it('says a text', async () => {
    const { events, error } = await run({ messages: [user('hello')] })
    expect(error).toBeUndefined()
    expect(order(events)).toEqual([
      'RUN_STARTED',
      'TEXT_MESSAGE_START',
      'TEXT_MESSAGE_CONTENT',
      'TEXT_MESSAGE_END',
      'RUN_FINISHED',
    ])
    expect(said(events)).toBe('Hi there!')
    expect(events.at(-1)?.usage).toEqual([expect.objectContaining({ outputTokens: expect.any(Number) })])
  })

  it('calls a tool of the server and answers, each text in a message of its own', async () => {
    const messages = [user('weather')]
    const { events, error } = await run({ messages })
    expect(error).toBeUndefined()
    const history = historyAfter(messages, events)
    expect(history.map(({ role }) => role)).toEqual(['user', 'assistant', 'tool', 'assistant'])
    expect(history[1]).toMatchObject({
      content: 'Let me see.',
      toolCalls: [{ function: { name: 'weather' } }],
    })
    expect(history[2]).toMatchObject({ content: '{"city":"Rome","degrees":30}' })
    expect(history[3]).toMatchObject({ content: 'Rome is warm.' })
    expect(new Set(history.map(({ id }) => id)).size).toBe(4)
  })

  it('goes on when a tool throws', async () => {
    const { events, error } = await run({ messages: [user('fail')] })
    expect(error).toBeUndefined()
    expect(ofType(events, 'TOOL_CALL_RESULT')[0]?.content).toContain('out of order')
    expect(said(events)).toBe('That went wrong.')
  })

  it("ends the run at a client's tool, and goes on with its result", async () => {
    const tools = [{ name: 'colour', description: 'The colour of the page', parameters: { type: 'object' } }]
    const messages = [user('page')]
    const first = await run({ messages, tools })
    expect(first.error).toBeUndefined()
    expect(order(first.events).slice(-2)).toEqual(['TOOL_CALL_END', 'RUN_FINISHED'])
    expect(first.events.at(-1)).not.toHaveProperty('outcome.interrupts')
    const call = ofType(first.events, 'TOOL_CALL_START')[0]
    const history = historyAfter(messages, first.events)
    const answered = [
      ...history,
      { id: 'r', role: 'tool' as const, toolCallId: String(call?.toolCallId), content: 'blue' },
    ]
    const second = await run({ messages: answered, tools })
    expect(said(second.events)).toBe('It is blue.')
  })

  describe('with a tool that needs approval', () => {
    async function asked() {
      deleted.length = 0
      const messages = [user('delete')]
      const { events, error } = await run({ messages })
      expect(error).toBeUndefined()
      expect(deleted).toEqual([])
      const { outcome } = events.at(-1) as { outcome?: { type: string; interrupts: { id: string }[] } }
      expect(outcome).toMatchObject({ type: 'interrupt', interrupts: [{ reason: 'tool_call' }] })
      return { interruptId: String(outcome?.interrupts[0]?.id), history: historyAfter(messages, events) }
    }

    it('carries the call out once it is approved, and only once when the answer comes again', async () => {
      const { interruptId, history } = await asked()
      const resume = [{ interruptId, status: 'resolved' as const, payload: { approved: true } }]
      const { events, error } = await run({ messages: history, resume })
      expect(error).toBeUndefined()
      expect(deleted).toEqual([1])
      expect(order(events).slice(0, 2)).toEqual(['RUN_STARTED', 'TOOL_CALL_RESULT'])
      expect(said(events)).toBe('Noted.')
      expect((await run({ messages: historyAfter(history, events), resume })).error).toBeUndefined()
      expect(deleted).toEqual([1])
    })

    it('carries it out with the arguments that the human changed', async () => {
      const { interruptId, history } = await asked()
      const payload = { approved: true, editedArgs: { id: 7 } }
      const { error } = await run({
        messages: history,
        resume: [{ interruptId, status: 'resolved', payload }],
      })
      expect(error).toBeUndefined()
      expect(deleted).toEqual([7])
    })

    it.each([
      ['denied', { status: 'resolved' as const, payload: { approved: false } }],
      ['cancelled', { status: 'cancelled' as const }],
    ])('tells the model, and the history, that the call was %s', async (_how, answer) => {
      const { interruptId, history } = await asked()
      const { events, error } = await run({ messages: history, resume: [{ interruptId, ...answer }] })
      expect(error).toBeUndefined()
      expect(deleted).toEqual([])
      expect(ofType(events, 'TOOL_CALL_RESULT')).toMatchObject([{ content: '{"status":"denied"}' }])
      expect(said(events)).toBe('Noted.')
    })

    it('asks again without an answer', async () => {
      const { interruptId, history } = await asked()
      const { events } = await run({ messages: history })
      expect(events.at(-1)?.outcome).toMatchObject({ type: 'interrupt', interrupts: [{ id: interruptId }] })
      expect(ofType(events, 'TOOL_CALL_START')).toEqual([])
      expect(deleted).toEqual([])
    })
  })

  it('fails with a code when the provider refuses', async () => {
    const provider = await startProvider(
      failure(429, { error: { message: 'secret details', code: 'rate_limit_exceeded' } }),
    )
    try {
      const { events } = await runToEnd(agentAt(`${provider.url}/v1`), inputOf({ messages: [user('hi')] }))
      expect(events.at(-1)).toMatchObject({ type: 'RUN_ERROR', code: 'rate_limited' })
      expect(JSON.stringify(events)).not.toContain('secret details')
    } finally {
      await provider.close()
    }
  })

  it('lets the provider see a run that was stopped end', async () => {
    const provider = await startProvider((response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      response.flushHeaders()
    })
    try {
      const agent = agentAt(`${provider.url}/v1`)
      const running = runToEnd(agent, inputOf({ messages: [user('hi')] }))
      while (provider.requests.length === 0) await new Promise((resolve) => setTimeout(resolve, 5))
      agent.abortRun()
      await running
      expect(await provider.requests[0]?.closed).toBe(false)
    } finally {
      await provider.close()
    }
  })
})
