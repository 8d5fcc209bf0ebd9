import type { Message, Tool } from '@ag-ui/client'
import { afterEach, describe, expect, it } from 'vitest'
import { type AnthropicBlock, anthropicAnswer } from '../../test/anthropic-mock.ts'
import { type GeminiPart, geminiAnswer } from '../../test/gemini-mock.ts'
import { startProvider, type TestProvider } from '../../test/provider-mock.ts'
import { historyAfter, inputOf, ofType, runToEnd, user } from '../../test/run-agent.ts'
import { BuiltInAgent, type BuiltInAgentClassicConfig, defineTool } from '../index.ts'

let provider: TestProvider | undefined

afterEach(async () => {
  await provider?.close()
  provider = undefined
})

async function agentOn(
  config: BuiltInAgentClassicConfig,
  ...answers: Parameters<typeof startProvider>
): Promise<BuiltInAgent> {
  provider = await startProvider(...answers)
  return new BuiltInAgent({ apiKey: 'key', baseURL: provider.url, stateTools: false, ...config })
}

const noParameters = { type: 'object', properties: {} }
const pay = defineTool({
  name: 'pay',
  description: 'Pays',
  parameters: noParameters,
  needsApproval: true,
  execute: () => 'paid',
})
const page: Tool = { name: 'pay', description: 'Has the page pay', parameters: noParameters }
const messages = [user('hello')]

/** Lets a human approve the call, or the client carry it out, and gives the messages of the request that follows. */
const ways = [
  {
    way: 'an approval',
    tools: { server: [pay], client: [] },
    next: (history: Message[], toolCallId: string) => ({
      messages: history,
      resume: [{ interruptId: `approval_${toolCallId}`, status: 'resolved' as const, payload: true }],
    }),
  },
  {
    way: "the result of a client's tool",
    tools: { server: [], client: [page] },
    next: (history: Message[], toolCallId: string) => ({
      messages: [...history, { id: 'answer', role: 'tool' as const, toolCallId, content: 'paid' }],
    }),
  },
]

describe.each(ways)('the request that goes on after $way', ({ tools, next }) => {
  async function secondRequest(agent: BuiltInAgent): Promise<NonNullable<unknown>> {
    const first = await runToEnd(agent, inputOf({ messages, tools: tools.client }))
    expect(first.error).toBeUndefined()
    const toolCallId = String(ofType(first.events, 'TOOL_CALL_START')[0]?.toolCallId)
    const history = historyAfter(messages, first.events)
    await runToEnd(agent, inputOf({ ...next(history, toolCallId), tools: tools.client }))
    return provider?.requests[1]?.body
  }

  async function toAnthropic(...blocks: AnthropicBlock[]): Promise<unknown> {
    const agent = await agentOn(
      {
        model: 'anthropic/claude-sonnet-4-5',
        tools: tools.server,
        providerOptions: { anthropic: { thinking: { type: 'enabled', budgetTokens: 1024 } } },
      },
      (response) => anthropicAnswer(response, ...blocks),
      (response) => anthropicAnswer(response, { type: 'text', text: 'Done.' }),
    )
    const { messages } = (await secondRequest(agent)) as { messages: { role: string; content: unknown }[] }
    return messages.find((message) => message.role === 'assistant')?.content
  }

  async function toGemini(...parts: GeminiPart[]): Promise<unknown> {
    const agent = await agentOn(
      { model: 'google/gemini-3-pro', tools: tools.server },
      (response) => geminiAnswer(response, ...parts),
      (response) => geminiAnswer(response, { text: 'Done.' }),
    )
    const { contents } = (await secondRequest(agent)) as { contents: { role: string; parts: unknown }[] }
    return contents.find((content) => content.role === 'model')?.parts
  }

  it('passes signed and redacted reasoning back to Anthropic, in order', async () => {
    const blocks: AnthropicBlock[] = [
      { type: 'thinking', thinking: 'Hm.', signature: 'first' },
      { type: 'redacted_thinking', data: 'hidden' },
      { type: 'text', text: 'Let me pay.' },
      { type: 'thinking', thinking: 'How?', signature: 'second' },
      { type: 'tool_use', id: 'toolu_1', name: 'pay', input: {} },
    ]
    expect(await toAnthropic(...blocks)).toEqual(blocks)
  })

  it('passes the signatures of reasoning, a text and a call back to Gemini', async () => {
    const parts: GeminiPart[] = [
      { text: 'Hm.', thought: true, thoughtSignature: 'thought' },
      { text: 'Let me pay.', thoughtSignature: 'text' },
      { functionCall: { name: 'pay', args: {} }, thoughtSignature: 'call' },
    ]
    expect(await toGemini(...parts)).toMatchObject(parts)
  })
})

it('a signature that Gemini sends behind a text is kept with it', async () => {
  const agent = await agentOn(
    { model: 'google/gemini-3-pro' },
    (response) => geminiAnswer(response, { text: 'Hello' }, { text: '', thoughtSignature: 'late' }),
    (response) => geminiAnswer(response, { text: 'Done.' }),
  )
  const { events } = await runToEnd(agent, inputOf({ messages }))
  await runToEnd(agent, inputOf({ messages: [...historyAfter(messages, events), user('more')] }))
  expect(provider?.requests[1]?.body.contents[1]).toEqual({
    role: 'model',
    parts: [{ text: 'Hello', thoughtSignature: 'late' }],
  })
})
