import type { Message, ResumeEntry, Tool } from '@ag-ui/client'
import { afterEach, describe, expect, it } from 'vitest'
import { chatCalls, chatText, startProvider, type TestProvider } from '../../test/provider-mock.ts'
import { calling, historyAfter, inputOf, ofType, runToEnd, said, user } from '../../test/run-agent.ts'
import { BuiltInAgent, defineTool, type ToolDefinition } from '../index.ts'

let provider: TestProvider | undefined

afterEach(async () => {
  await provider?.close()
  provider = undefined
})

async function agentWith(tools: ToolDefinition[], ...answers: Parameters<typeof startProvider>) {
  provider = await startProvider(...answers)
  return new BuiltInAgent({ model: 'openai-compatible/test-model', baseURL: provider.url, tools })
}

const path = { type: 'object', properties: { path: { type: 'string' } }, required: ['path'] }

function deleting(done: unknown[], extra: Partial<ToolDefinition> = {}): ToolDefinition {
  return {
    name: 'delete_file',
    description: 'Deletes a file',
    parameters: path,
    needsApproval: true,
    execute: (args) => {
      done.push(args)
      return 'deleted'
    },
    ...extra,
  }
}

const callDelete: Parameters<typeof startProvider>[0] = (response) =>
  chatCalls(response, { id: 'call-1', name: 'delete_file', args: '{"path":"/tmp/a"}' })

const messages = [user('Delete it')]
const history: Message[] = [
  ...messages,
  calling({ id: 'call-1', name: 'delete_file', args: '{"path":"/tmp/a"}' }),
]
const answering = (interruptId: string, entry: Partial<ResumeEntry> = {}): ResumeEntry[] => [
  { interruptId, status: 'resolved', ...entry },
]
const deciding = (entry?: Partial<ResumeEntry>): ResumeEntry[] => answering('approval_call-1', entry)

describe('a tool that needs approval', () => {
  it('ends the run with an interrupt and does nothing', async () => {
    const done: unknown[] = []
    const agent = await agentWith([deleting(done)], callDelete)
    const { events, error } = await runToEnd(agent, inputOf({ messages }))
    expect(error).toBeUndefined()
    expect(done).toEqual([])
    expect(events.at(-1)?.outcome).toMatchObject({
      type: 'interrupt',
      interrupts: [
        {
          id: 'approval_call-1',
          toolCallId: 'call-1',
          reason: 'tool_approval',
          message: 'Approve "delete_file"?',
          metadata: { toolName: 'delete_file' },
        },
      ],
    })
    expect(provider?.requests).toHaveLength(1)
  })

  it('is executed in the run that approves it, from the history alone', async () => {
    const done: unknown[] = []
    const agent = await agentWith([deleting(done)], (response) => chatText(response, 'Gone.'))
    const { events } = await runToEnd(
      agent,
      inputOf({ messages: history, resume: deciding({ payload: { approved: true } }) }),
    )
    expect(done).toEqual([{ path: '/tmp/a' }])
    expect(ofType(events, 'TOOL_CALL_RESULT')).toMatchObject([{ toolCallId: 'call-1', content: 'deleted' }])
    expect(said(events)).toBe('Gone.')
    expect(provider?.requests[0]?.body.messages.at(-1)).toMatchObject({ role: 'tool', content: 'deleted' })
  })

  it.each([
    ['a payload that says no', { payload: { approved: false, reason: 'Not that one' } }],
    ['a payload that is something else', { payload: { approved: 'yes' } }],
    ['words', { payload: 'go ahead' }],
    ['a cancelled answer', { status: 'cancelled' as const, payload: { approved: true } }],
  ])('is not executed for %s, and the model gets a denial', async (_name, entry) => {
    const done: unknown[] = []
    const agent = await agentWith([deleting(done)], (response) => chatText(response, 'Fine.'))
    const { events } = await runToEnd(agent, inputOf({ messages: history, resume: deciding(entry) }))
    expect(done).toEqual([])
    expect(JSON.parse(String(ofType(events, 'TOOL_CALL_RESULT')[0]?.content))).toMatchObject({
      status: 'denied',
    })
    expect(said(events)).toBe('Fine.')
  })

  it('is not executed twice when the resume answer is sent again', async () => {
    const done: unknown[] = []
    const agent = await agentWith([deleting(done)], (response) => chatText(response, 'Gone.'))
    const first = await runToEnd(agent, inputOf({ messages: history, resume: deciding() }))
    const after = historyAfter(history, first.events)
    const second = await runToEnd(agent, inputOf({ messages: after, resume: deciding(), runId: 'again' }))
    expect(done).toHaveLength(1)
    expect(ofType(second.events, 'TOOL_CALL_RESULT')).toEqual([])
  })

  it('is not executed with arguments that its schema rejects', async () => {
    const done: unknown[] = []
    const { z } = await import('zod')
    const tool = deleting(done, { parameters: z.object({ path: z.string().startsWith('/home') }) })
    const agent = await agentWith([tool], (response) => chatText(response, 'No.'))
    const { events } = await runToEnd(agent, inputOf({ messages: history, resume: deciding() }))
    expect(done).toEqual([])
    expect(ofType(events, 'TOOL_CALL_RESULT')[0]?.content).toContain('error')
  })

  it('may depend on its arguments', async () => {
    const done: unknown[] = []
    const tool = deleting(done, { needsApproval: (args) => JSON.stringify(args).includes('/home') })
    const agent = await agentWith([tool], callDelete, (response) => chatText(response, 'Gone.'))
    const { events } = await runToEnd(agent, inputOf({ messages }))
    expect(done).toEqual([{ path: '/tmp/a' }])
    expect(events.at(-1)?.outcome).toBeUndefined()
  })

  it('leaves the results of the tools that were called with it', async () => {
    const done: unknown[] = []
    const look = defineTool({ name: 'look', description: 'Looks', parameters: path, execute: () => 'seen' })
    const agent = await agentWith([deleting(done), look], (response) =>
      chatCalls(
        response,
        { id: 'call-1', name: 'delete_file', args: '{"path":"/tmp/a"}' },
        { id: 'call-2', name: 'look', args: '{"path":"/tmp/a"}' },
      ),
    )
    const { events } = await runToEnd(agent, inputOf({ messages }))
    expect(ofType(events, 'TOOL_CALL_RESULT')).toMatchObject([{ toolCallId: 'call-2', content: 'seen' }])
    expect(events.at(-1)?.outcome).toMatchObject({ interrupts: [{ id: 'approval_call-1' }] })
  })
})

describe('a tool that is a question', () => {
  const ask = defineTool({
    name: 'ask_size',
    description: 'Asks for a size',
    parameters: { type: 'object', properties: {} },
    interrupt: true,
    interruptReason: 'size',
    interruptMessage: 'Which size?',
  })
  const asked: Message[] = [user('A shirt'), calling({ id: 'call-1', name: 'ask_size', args: '{}' })]

  it('ends the run with an interrupt', async () => {
    const agent = await agentWith([ask], (response) =>
      chatCalls(response, { id: 'call-1', name: 'ask_size', args: '{}' }),
    )
    const { events } = await runToEnd(agent, inputOf({ messages: [user('A shirt')] }))
    expect(events.at(-1)?.outcome).toMatchObject({
      type: 'interrupt',
      interrupts: [{ id: 'call-1', reason: 'size', message: 'Which size?' }],
    })
    expect(ofType(events, 'TOOL_CALL_RESULT')).toEqual([])
  })

  it('has the answer as its result', async () => {
    const agent = await agentWith([ask], (response) => chatText(response, 'Medium it is.'))
    const { events } = await runToEnd(
      agent,
      inputOf({ messages: asked, resume: answering('call-1', { payload: { size: 'M' } }) }),
    )
    expect(ofType(events, 'TOOL_CALL_RESULT')).toMatchObject([
      { toolCallId: 'call-1', content: '{"size":"M"}' },
    ])
    expect(provider?.requests[0]?.body.messages.at(-1)).toMatchObject({
      role: 'tool',
      content: '{"size":"M"}',
    })
  })

  it('is cancelled with a result that says so', async () => {
    const agent = await agentWith([ask], (response) => chatText(response, 'Another time.'))
    const { events } = await runToEnd(
      agent,
      inputOf({ messages: asked, resume: answering('call-1', { status: 'cancelled' }) }),
    )
    expect(ofType(events, 'TOOL_CALL_RESULT')).toMatchObject([{ content: '{"status":"cancelled"}' }])
  })

  it('without an answer reaches the model as interrupted, in order', async () => {
    const agent = await agentWith([ask], (response) => chatText(response, 'All right.'))
    await runToEnd(agent, inputOf({ messages: [...asked, user('Never mind')] }))
    const sent = provider?.requests[0]?.body.messages as { role: string; content: string }[]
    expect(sent.map((message) => message.role)).toEqual(['user', 'assistant', 'tool', 'user'])
    expect(sent[2]?.content).toContain('interrupted')
  })

  it('cannot have an execute', () => {
    const both = { name: 'x', description: '', parameters: {}, interrupt: true, execute: () => 1 }
    expect(() => defineTool(both)).toThrow(TypeError)
  })
})

it("a client's tool that a human answers by an interrupt is answered as a question", async () => {
  const tools: Tool[] = [{ name: 'delete_file', description: 'Asks the page', parameters: path }]
  const agent = await agentWith([], (response) => chatText(response, 'Done.'))
  const { events } = await runToEnd(
    agent,
    inputOf({ messages: history, tools, resume: answering('call-1', { payload: { approved: true } }) }),
  )
  expect(ofType(events, 'TOOL_CALL_RESULT')).toMatchObject([{ content: '{"approved":true}' }])
})
