import { describe, expect, it } from 'vitest'
import { testApis } from '../../test/model-apis.ts'
import { chatChunk, sse } from '../../test/provider-mock.ts'
import { calling, user } from '../../test/run-agent.ts'
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
