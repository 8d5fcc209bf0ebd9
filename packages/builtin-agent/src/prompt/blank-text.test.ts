import type { Message } from '@ag-ui/client'
import { describe, expect, it } from 'vitest'
import { anthropicAnswer } from '../../test/anthropic-mock.ts'
import { testApis } from '../../test/model-apis.ts'
import { calling, user } from '../../test/run-agent.ts'
import { turnsOf, twoTurns } from '../../test/two-turns.ts'
import { defineTool } from '../config/tool-definition.ts'

const assistant = (content: string): Message => ({ id: crypto.randomUUID(), role: 'assistant', content })
const call = { id: 'c1', name: 'look', args: '{}' }
const image = (value: string): Message => user([{ type: 'image', source: { type: 'url', value } }])

/** Histories that hold turns without words, by what is blank in them. */
const histories: Record<string, Message[]> = {
  'a user turn of spaces and an assistant turn of a line feed': [user('  '), assistant('\n'), user('hello')],
  'a user turn in the middle': [user('hello'), assistant('Hi.'), user(' '), assistant('Yes?'), user('hello')],
  'the last user turn': [user('hello'), assistant('Hi.'), user('\t')],
  'all user turns': [user(''), user(' ')],
  'a user turn without parts': [user([]), user('hello')],
  'a blank text among the parts': [
    user([
      { type: 'text', text: ' ' },
      { type: 'text', text: 'hello' },
    ]),
  ],
  'a user turn with an image at a relative address': [image('/cat.png')],
  'an assistant turn beside a call': [
    user('hello'),
    { ...calling(call), content: '\n\n' } as Message,
    { id: 't1', role: 'tool', toolCallId: 'c1', content: '' },
    user('hello'),
  ],
  'a system and a developer message': [
    { id: 's1', role: 'system', content: ' ' },
    { id: 'd1', role: 'developer', content: '' },
    user('hello'),
  ],
}

describe.each(testApis)('over $name, blank text is left out', (api) => {
  it.each(Object.entries(histories))('of %s', async (_name, messages) => {
    const { first, next, firstRequests } = await twoTurns(api, {
      input: { messages },
      config: { forwardSystemMessages: true, forwardDeveloperMessages: true },
    })
    expect([first.error, next.error]).toEqual([undefined, undefined])
    expect(turnsOf(firstRequests[0] ?? expect.fail()).length).toBeGreaterThan(0)
  })
})

it('a blank text that Claude says before a call does not come back', async () => {
  const look = defineTool({ name: 'look', description: 'Looks', parameters: {}, execute: () => 'seen' })
  const api = testApis.find(({ name }) => name === 'Anthropic messages') ?? expect.fail()
  const { first, next, firstRequests, nextRequests } = await twoTurns(api, {
    config: { tools: [look] },
    answers: [
      (response) =>
        anthropicAnswer(
          response,
          { type: 'text', text: '\n\n' },
          { type: 'tool_use', id: 'toolu_1', name: 'look', input: {} },
        ),
    ],
  })
  expect([first.error, next.error]).toEqual([undefined, undefined])
  const call = { type: 'tool_use', id: 'toolu_1', name: 'look', input: {} }
  expect(firstRequests[1]?.body.messages[1].content).toEqual([call])
  expect(nextRequests[0]?.body.messages[1].content).toEqual([call])
})
