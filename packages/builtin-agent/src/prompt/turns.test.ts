import type { Message } from '@ag-ui/client'
import { describe, expect, it } from 'vitest'
import { testApis } from '../../test/model-apis.ts'
import { calling, ofType, user } from '../../test/run-agent.ts'
import { type TwoTurns, turnsOf, twoTurns } from '../../test/two-turns.ts'
import { defineTool } from '../config/tool-definition.ts'

const assistant = (content: string): Message => ({ id: crypto.randomUUID(), role: 'assistant', content })
const call = { id: 'c1', name: 'look', args: '{}' }
const result: Message = { id: 't1', role: 'tool', toolCallId: 'c1', content: 'seen' }
const system = (content: string): Message => ({ id: crypto.randomUUID(), role: 'system', content })

/** Histories whose turns stand in an order that some provider refuses. */
const histories: Record<string, Message[]> = {
  'ends with the assistant': [user('hello'), assistant('Hi.')],
  'begins with the assistant': [assistant('How can I help?'), user('hello')],
  'is of the assistant alone': [assistant('How can I help?')],
  'is empty': [],
  'has two assistant turns in a row': [user('hello'), assistant('Let me look.'), calling(call), result],
  'has a system message in the middle': [user('hello'), system('Be brief.'), assistant('Hi.'), user('hello')],
  'ends with a system message': [user('hello'), assistant('Hi.'), system('Be brief.')],
  'has a call without a result': [user('hello'), calling(call), user('hello')],
  'has a result without a call': [user('hello'), result, user('hello')],
  'has a result before its call': [user('hello'), result, calling(call)],
  'has two calls with one id': [user('hello'), calling(call), result, user('again'), calling(call), result],
  'has a call of a tool with an odd name': [user('hello'), calling({ ...call, name: 'look at.me!' }), result],
  'has a call with an empty name': [user('hello'), calling({ ...call, name: '' }), result],
  'has a call with an odd id': [
    user('hello'),
    calling({ ...call, id: `c.${'1'.repeat(80)}` }),
    { ...result, toolCallId: `c.${'1'.repeat(80)}` } as Message,
  ],
  'has calls, and no tool is offered any more': [user('hello'), calling(call), result, user('thanks')],
}

describe.each(testApis)('over $name, a run goes on whose history', (api) => {
  it.each(Object.entries(histories))('%s', async (_name, messages) => {
    const { first, next, firstRequests } = await twoTurns(api, {
      input: { messages },
      config: { forwardSystemMessages: true },
    })
    expect([first.error, next.error]).toEqual([undefined, undefined])
    expect(turnsOf(firstRequests[0] ?? expect.fail()).length).toBeGreaterThan(0)
  })

  it.each(['toString', '__proto__', 'constructor', 'gone'])(
    'has a call of %s, a tool that does not exist',
    async (name) => {
      const look = defineTool({ name: 'look', description: 'Looks', parameters: {}, execute: () => 'seen' })
      const turns: TwoTurns = {
        config: { tools: [look] },
        answers: [(response) => api.call(response, { id: 'c1', name, args: '{}' })],
      }
      const { first, next, firstRequests } = await twoTurns(api, turns)
      expect([first.error, next.error]).toEqual([undefined, undefined])
      expect(ofType(first.events, 'TOOL_CALL_START')).toMatchObject([{ toolCallName: name }])
      expect(String(ofType(first.events, 'TOOL_CALL_RESULT')[0]?.content)).toContain('"error"')
      expect(firstRequests).toHaveLength(2)
    },
  )
})

it('Claude on any host is asked to continue where the assistant spoke last', async () => {
  const [chat = expect.fail()] = testApis
  const messages = [user('hello'), assistant('Hi.')]
  const ends = async (model: string): Promise<unknown> => {
    const { firstRequests } = await twoTurns(chat, { input: { messages }, config: { model } })
    return turnsOf(firstRequests[0] ?? expect.fail()).at(-1)
  }
  expect(await ends('openai-compatible/anthropic/claude-opus-4.6')).toEqual({
    role: 'user',
    content: 'Continue.',
  })
  expect(await ends('openai-compatible/qwen')).toMatchObject({ role: 'assistant' })
})
