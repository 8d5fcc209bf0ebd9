import { describe, expect, it } from 'vitest'
import { testApis } from '../../test/model-apis.ts'
import { chatChunk, failure, sse } from '../../test/provider-mock.ts'
import { calling, ofType, user } from '../../test/run-agent.ts'
import { type TwoTurns, twoTurns } from '../../test/two-turns.ts'
import { defineTool } from '../config/tool-definition.ts'

const parameters = { type: 'object', properties: {} }
const look = defineTool({ name: 'look', description: 'Looks', parameters, execute: () => 'seen' })
const [chat = expect.fail(), ...others] = testApis

/** Who carries the call out. */
const tools: Record<string, Pick<TwoTurns, 'config' | 'input'>> = {
  server: { config: { tools: [look] } },
  client: { input: { tools: [{ name: 'look', description: 'Looks', parameters }] } },
}

const answer: NonNullable<TwoTurns['answers']>[number] = (response) => {
  const call = { index: 0, id: 'c1', type: 'function', function: { name: 'look', arguments: '{}' } }
  sse(
    response,
    chatChunk({ role: 'assistant', reasoning_content: 'think' }),
    chatChunk({ reasoning_content: ' twice' }),
    chatChunk({ tool_calls: [{ ...call, extra_content: { google: { thought_signature: 'S' } } }] }),
    chatChunk({}, 'tool_calls'),
    '[DONE]',
  )
  response.end()
}

describe.each(Object.entries(tools))('over chat completions, beside a call of a %s tool', (place, turns) => {
  it('reasoning and the thought signature go back, in this run and in the next', async () => {
    const { first, next, firstRequests, nextRequests } = await twoTurns(chat, { ...turns, answers: [answer] })
    expect([first.error, next.error]).toEqual([undefined, undefined])
    const requests = place === 'server' ? [firstRequests[1], nextRequests[0]] : [nextRequests[0]]
    for (const request of requests) {
      const assistant = request?.body.messages.find((message: { tool_calls?: object }) => message.tool_calls)
      expect(assistant).toMatchObject({
        reasoning_content: 'think twice',
        tool_calls: [{ id: 'c1', extra_content: { google: { thought_signature: 'S' } } }],
      })
      expect(Object.keys(assistant.tool_calls[0]).sort()).toEqual(['extra_content', 'function', 'id', 'type'])
    }
  })
})

const stored = [
  user('hello'),
  { id: 'r1', role: 'reasoning' as const, content: 'think' },
  calling({ id: 'c1', name: 'look', args: '{}' }),
  { id: 't1', role: 'tool' as const, toolCallId: 'c1', content: 'seen' },
]

it('stored reasoning without a signature goes back over chat completions', async () => {
  const { firstRequests } = await twoTurns(chat, { input: { messages: stored } })
  expect(firstRequests[0]?.body.messages[1]).toMatchObject({ role: 'assistant', reasoning_content: 'think' })
})

it('reasoning that led to no call does not', async () => {
  const messages = [
    ...stored.slice(0, 2),
    { id: 'a1', role: 'assistant' as const, content: 'Hi.' },
    user('Oh.'),
  ]
  const { firstRequests } = await twoTurns(chat, { input: { messages } })
  expect(JSON.stringify(firstRequests[0]?.body)).not.toContain('think')
})

it.each(others)('stored reasoning without a signature does not go to $name', async (api) => {
  const { first, next, firstRequests } = await twoTurns(api, { input: { messages: stored } })
  expect([first.error, next.error]).toEqual([undefined, undefined])
  expect(JSON.stringify(firstRequests[0]?.body)).not.toContain('think')
})

it('an activity between does not separate reasoning from the call that it led to', async () => {
  const activity = { id: 'p1', role: 'activity' as const, activityType: 'plan', content: {} }
  const messages = stored.toSpliced(2, 0, activity as never)
  const { firstRequests } = await twoTurns(chat, { input: { messages } })
  expect(firstRequests[0]?.body.messages[1]).toMatchObject({ role: 'assistant', reasoning_content: 'think' })
})

it('reasoning that another provider signed does not go to Gemini', async () => {
  const encryptedValue = '{"anthropic":{"signature":"s"}}'
  const messages = stored.map((message) =>
    message.role === 'reasoning' ? { ...message, encryptedValue } : message,
  )
  const gemini = others.find(({ name }) => name === 'Gemini') ?? expect.fail()
  const { firstRequests } = await twoTurns(gemini, { input: { messages } })
  expect(JSON.stringify(firstRequests[0]?.body)).not.toContain('think')
})

it('thinking stays on after signed reasoning, and is off after a call without any', async () => {
  const anthropic = others.find(({ name }) => name === 'Anthropic messages') ?? expect.fail()
  const config = { providerOptions: { anthropic: { thinking: { type: 'enabled', budgetTokens: 1024 } } } }
  const encryptedValue = '{"anthropic":{"signature":"s"}}'
  const signed = stored.map((message) =>
    message.role === 'reasoning' ? { ...message, encryptedValue } : message,
  )
  const withSigned = await twoTurns(anthropic, { config, input: { messages: signed } })
  const without = await twoTurns(anthropic, { config, input: { messages: stored } })
  expect(withSigned.firstRequests[0]?.body.thinking).toMatchObject({ type: 'enabled' })
  expect(without.firstRequests[0]?.body.thinking).toBeUndefined()
  // The assistant has answered without a call in between.
  expect(without.nextRequests[0]?.body.thinking).toMatchObject({ type: 'enabled' })
})

it('calls of another model have a signature for Gemini 3 over chat completions', async () => {
  const config = { model: 'openai-compatible/google/gemini-3-pro' }
  const { first, next, firstRequests } = await twoTurns(chat, { config, input: { messages: stored } })
  expect([first.error, next.error]).toEqual([undefined, undefined])
  expect(firstRequests[0]?.body.messages[1].tool_calls[0].extra_content).toEqual({
    google: { thought_signature: 'skip_thought_signature_validator' },
  })
})

/** What hosts of chat completions think of the `reasoning_content` of messages with tool calls. */
const hosts: Record<string, (messages: { reasoning_content?: string }[]) => boolean> = {
  'rejects it': (messages) => messages.every((message) => message.reasoning_content === undefined),
  'requires it': (messages) => messages.every((message) => message.reasoning_content !== undefined),
}

describe.each(Object.entries(hosts))('a host that %s', (_name, accepts) => {
  const strict: typeof answer = (response, request) => {
    const calls = request.body.messages.filter(({ tool_calls }: { tool_calls?: object }) => tool_calls)
    if (!accepts(calls)) failure(400, { error: { message: 'reasoning_content' } })(response)
    else if (calls.length > 1) chat.text(response, 'Done.')
    else answer(response, request)
  }

  it('fails neither this run nor the next', async () => {
    const messages = [
      user('hello'),
      calling({ id: 'c0', name: 'look', args: '{}' }),
      { id: 't0', role: 'tool' as const, toolCallId: 'c0', content: 'seen' },
      user('again'),
    ]
    const { first, next } = await twoTurns(chat, {
      ...tools.server,
      input: { messages },
      answers: Array.from({ length: 20 }, () => strict),
    })
    expect([first.error, next.error]).toEqual([undefined, undefined])
    expect(ofType(first.events, 'TOOL_CALL_RESULT')).toHaveLength(1)
  })
})
