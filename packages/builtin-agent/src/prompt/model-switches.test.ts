import type { Message } from '@ag-ui/client'
import { describe, expect, it } from 'vitest'
import { anthropicAnswer } from '../../test/anthropic-mock.ts'
import { geminiAnswer } from '../../test/gemini-mock.ts'
import { type TestApi, testApis } from '../../test/model-apis.ts'
import { chatChunk, sse, startProvider } from '../../test/provider-mock.ts'
import { strict } from '../../test/provider-rules.ts'
import { createRandom, type Random } from '../../test/random.ts'
import { historyAfter, inputOf, ofType, runToEnd, user } from '../../test/run-agent.ts'
import { BuiltInAgent } from '../agent/built-in-agent.ts'
import { defineTool } from '../config/tool-definition.ts'

const SEEDS = Number(process.env.TEST_SEEDS ?? 25)
const TURNS = 7

type Answer = NonNullable<Parameters<typeof startProvider>[0]>

const [chat = expect.fail(), responses = expect.fail(), anthropic = expect.fail(), gemini = expect.fail()] =
  testApis

/** The models that a thread changes between, on four APIs and with the rules of some hosts. */
const models: readonly TestApi[] = [
  ...testApis,
  { ...chat, model: 'openai-compatible/gemini-3-pro' },
  { ...chat, model: 'openai-compatible/claude-sonnet-4-5' },
  { ...chat, model: 'mistral/mistral-large' },
  { ...chat, model: 'deepseek/deepseek-chat' },
  { ...chat, model: 'minimax/m2' },
  { ...responses, model: 'openai/gpt-5' },
  { ...anthropic, model: 'anthropic/claude-opus-4-5' },
  { ...gemini, model: 'google/gemini-3-pro' },
]

/** Reasoning with what each API attaches to it, and a call. */
const thinkingCalls: Readonly<Record<string, (name: string) => Answer>> = {
  [chat.name]: (name) => (response) => {
    const signed = { extra_content: { google: { thought_signature: 'S' } } }
    const call = { index: 0, id: 'c', type: 'function', function: { name, arguments: '{}' }, ...signed }
    sse(response, chatChunk({ reasoning_content: 'think' }), chatChunk({ tool_calls: [call] }))
    sse(response, chatChunk({}, 'tool_calls'), '[DONE]')
    response.end()
  },
  [anthropic.name]: (name) => (response) =>
    anthropicAnswer(
      response,
      { type: 'thinking', thinking: 'Hm.', signature: 's' },
      { type: 'redacted_thinking', data: 'r' },
      { type: 'text', text: ' \n' },
      { type: 'tool_use', id: 'c', name, input: {} },
    ),
  [gemini.name]: (name) => (response) =>
    geminiAnswer(
      response,
      { text: 'Hm.', thought: true, thoughtSignature: 't' },
      { text: 'So:', thoughtSignature: 'u' },
      { functionCall: { name, args: {} }, thoughtSignature: 'v' },
    ),
}

function someAnswer(random: Random, api: TestApi): Answer {
  const name = random.pick(['look', 'ask', 'toString'])
  const call: Answer = (response) => api.call(response, { id: random.pick(['c', 'd']), name, args: '{}' })
  const text: Answer = (response) => api.text(response, random.pick(['Well.', ' ', 'Yes']))
  return random.pick([text, call, thinkingCalls[api.name]?.(name) ?? call])
}

const look = defineTool({ name: 'look', description: 'Looks', parameters: {}, execute: () => 'seen' })
const ask = { name: 'ask', description: 'Asks', parameters: { type: 'object', properties: {} } }

describe('a thread whose model changes', () => {
  it.each(Array.from({ length: SEEDS }, (_, index) => index + 1))('continues, seed %i', async (seed) => {
    const random = createRandom(seed)
    let messages: Message[] = []
    for (let turn = 0; turn < TURNS; turn += 1) {
      const api = random.pick(models)
      const last: Answer = (response) => api.text(response, 'Done.')
      const answers = [...random.list(2, () => someAnswer(random, api)), last]
      const provider = await startProvider(...answers.map((answer) => strict(api, answer)))
      const agent = new BuiltInAgent({
        model: api.model,
        apiKey: 'key',
        baseURL: provider.url,
        maxRetries: 0,
        stateTools: false,
        tools: random.chance(0.7) ? [look] : [],
        ...(random.chance(0.3) && {
          providerOptions: { anthropic: { thinking: { type: 'enabled', budgetTokens: 1024 } } },
        }),
      })
      const tools = random.chance(0.7) ? [ask] : []
      messages = [...messages, user(`turn ${turn}.`)]
      const { events, error } = await runToEnd(agent, inputOf({ messages, tools }))
      await provider.close()
      expect(error, `turn ${turn} with ${api.model}`).toBeUndefined()
      const answered = new Set(ofType(events, 'TOOL_CALL_RESULT').map(({ toolCallId }) => toolCallId))
      const open = ofType(events, 'TOOL_CALL_START').filter(({ toolCallId }) => !answered.has(toolCallId))
      messages = historyAfter(messages, events)
      for (const { toolCallId } of open) {
        const id = crypto.randomUUID()
        // Not every client answers.
        if (random.chance(0.7))
          messages.push({ id, role: 'tool', toolCallId: String(toolCallId), content: 'ok' })
      }
    }
  })
})
