import { describe, expect, it } from 'vitest'
import { testApis } from '../../test/model-apis.ts'
import { calling, ofType, user } from '../../test/run-agent.ts'
import { type TwoTurns, twoTurns } from '../../test/two-turns.ts'
import { defineTool } from '../config/tool-definition.ts'
import { toWellFormed } from './well-formed.ts'

const cut = 'hi 😀'.slice(0, 4)
const call = { id: 'c1', name: 'look', args: '{}' }
const parameters = { type: 'object', properties: {} }
const look = defineTool({ name: 'look', description: 'Looks', parameters, execute: () => cut })

/** Where half a pair can stand. */
const places: Record<string, Pick<TwoTurns, 'config' | 'input'>> = {
  'the text of a user': { input: { messages: [user(cut)] } },
  'a part of the text of a user': { input: { messages: [user([{ type: 'text', text: cut }])] } },
  'a text of the assistant': {
    input: { messages: [user('hello'), { id: 'a1', role: 'assistant', content: cut }, user('hello')] },
  },
  'the arguments of a call': {
    input: {
      messages: [
        user('hello'),
        calling({ ...call, args: JSON.stringify({ [cut]: { a: [cut] } }) }),
        { id: 't1', role: 'tool', toolCallId: 'c1', content: 'ok' },
      ],
    },
  },
  'the result of a client tool': {
    input: {
      messages: [user('hello'), calling(call), { id: 't1', role: 'tool', toolCallId: 'c1', content: cut }],
    },
  },
  'the context': { input: { context: [{ description: cut, value: cut }] } },
  'the state': { input: { state: { [cut]: cut } } },
  'the prompt': { config: { prompt: cut } },
  'the description of a tool': {
    input: { tools: [{ name: 'look', description: cut, parameters: { ...parameters, description: cut } }] },
  },
}

describe.each(testApis)('over $name, half a surrogate pair is replaced', (api) => {
  it.each(Object.entries(places))('in %s', async (_name, turns) => {
    const { first, next, firstRequests } = await twoTurns(api, turns)
    expect([first.error, next.error]).toEqual([undefined, undefined])
    expect(JSON.stringify(firstRequests[0]?.body)).toContain('hi \uFFFD')
  })

  it('in the result of a server tool, in this run and the next; its event keeps it', async () => {
    const { first, next, firstRequests, nextRequests } = await twoTurns(api, {
      config: { tools: [look] },
      answers: [(response) => api.call(response, call)],
    })
    expect([first.error, next.error]).toEqual([undefined, undefined])
    expect(ofType(first.events, 'TOOL_CALL_RESULT')).toMatchObject([{ content: cut }])
    for (const request of [firstRequests[1], nextRequests[0]])
      expect(JSON.stringify(request?.body)).toContain('hi \uFFFD')
  })
})

it('what has no half pair is the same object', () => {
  const value = { a: ['😀'], data: new Uint8Array(1), url: new URL('https://example.com') }
  expect(toWellFormed(value)).toBe(value)
})
