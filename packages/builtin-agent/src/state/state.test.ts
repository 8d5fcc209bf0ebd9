import { afterEach, describe, expect, it } from 'vitest'
import { chatCalls, chatText, startProvider, type TestProvider } from '../../test/provider-mock.ts'
import { inputOf, ofType, runToEnd, user } from '../../test/run-agent.ts'
import { BuiltInAgent } from '../index.ts'

let provider: TestProvider | undefined

afterEach(async () => {
  await provider?.close()
  provider = undefined
})

/** An agent whose model sends these patches, one a step. */
async function patching(...patches: unknown[]): Promise<BuiltInAgent> {
  provider = await startProvider(
    ...patches.map((delta, index): Parameters<typeof startProvider>[0] => (response) => {
      const args = JSON.stringify({ delta })
      chatCalls(response, { id: `c${index}`, name: 'AGUISendStateDelta', args })
    }),
    (response) => chatText(response, 'Done.'),
  )
  return new BuiltInAgent({ model: 'openai-compatible/test', baseURL: provider.url })
}

describe('a patch of the state', () => {
  const todo = { todos: [{ text: 'milk', done: false }], 'a/b': 1 }

  it.each([
    ['adds to an object', {}, [{ op: 'add', path: '/a', value: null }], { a: null }],
    ['adds into a list', { l: [1, 3] }, [{ op: 'add', path: '/l/1', value: 2 }], { l: [1, 2, 3] }],
    ['appends to a list', { l: [1] }, [{ op: 'add', path: '/l/-', value: 2 }], { l: [1, 2] }],
    ['appends to a list that is not there', {}, [{ op: 'add', path: '/l/-', value: 1 }], { l: [1] }],
    [
      'replaces below a list',
      todo,
      [{ op: 'replace', path: '/todos/0/done', value: true }],
      { ...todo, todos: [{ text: 'milk', done: true }] },
    ],
    ['removes from a list', { l: [1, 2] }, [{ op: 'remove', path: '/l/0' }], { l: [2] }],
    ['knows keys with a slash', todo, [{ op: 'remove', path: '/a~1b' }], { todos: todo.todos }],
    ['moves', { l: [1, 2], m: {} }, [{ op: 'move', from: '/l/0', path: '/m/n' }], { l: [2], m: { n: 1 } }],
    ['copies', { l: [1] }, [{ op: 'copy', from: '/l', path: '/m' }], { l: [1], m: [1] }],
    [
      'goes on after a test',
      { a: { b: [1] } },
      [
        { op: 'test', path: '/a', value: { b: [1] } },
        { op: 'replace', path: '/a', value: 2 },
      ],
      { a: 2 },
    ],
    ['may leave out the first slash', { a: 1 }, [{ op: 'replace', path: 'a', value: 2 }], { a: 2 }],
  ])('%s, in the client as well', async (_what, state, patch, expected) => {
    const agent = await patching(patch)
    agent.setMessages([user('Change it')])
    agent.setState(state)
    await agent.runAgent()
    expect(agent.state).toEqual(expected)
  })

  it.each([
    ['nothing holds', [{ op: 'add', path: '/a/b/-', value: 1 }], 'There is nothing to hold /a/b'],
    ['replaces nothing', [{ op: 'replace', path: '/none', value: 1 }], 'There is nothing at /none'],
    ['removes nothing', [{ op: 'remove', path: '/l/7' }], 'There is nothing at /l/7'],
    ['takes a length for an item', [{ op: 'replace', path: '/l/length', value: 0 }], 'There is nothing at'],
    ['leaves a gap in a list', [{ op: 'add', path: '/l/3', value: 1 }], '/l/3 is no place in its list'],
    ['tests in vain', [{ op: 'test', path: '/l', value: [2] }], '/l has another value'],
    ['moves into itself', [{ op: 'move', from: '/l', path: '/l/0' }], '/l/0 is inside of'],
    ['has an operation without a value', [{ op: 'add', path: '/a' }], 'has no value'],
    ['has an unknown operation', [{ op: 'set', path: '/a', value: 1 }], 'has an unknown op'],
    ['is no list', { op: 'add' }, 'A patch is a list'],
  ])('that %s is reported to the model and changes nothing', async (_what, patch, words) => {
    const agent = await patching(patch)
    const { events } = await runToEnd(agent, inputOf({ messages: [user('Change it')], state: { l: [1] } }))
    expect(ofType(events, 'STATE_SNAPSHOT')).toEqual([])
    expect(ofType(events, 'STATE_DELTA')).toEqual([])
    expect(ofType(events, 'TOOL_CALL_RESULT')).toMatchObject([{ content: expect.stringContaining(words) }])
    expect(provider?.requests[1]?.body.messages.at(-1).content).toContain(words)
  })

  it('applies to what the one before it made', async () => {
    const agent = await patching(
      [{ op: 'add', path: '/a', value: {} }],
      [
        { op: 'add', path: '/a/b', value: 1 },
        { op: 'remove', path: '/none' },
      ],
      [{ op: 'add', path: '/a/c', value: 2 }],
    )
    agent.setMessages([user('Change it')])
    await agent.runAgent()
    expect(agent.state).toEqual({ a: { c: 2 } })
  })

  describe('that exceeds a limit is an error result, and changes nothing', () => {
    const many = (count: number, make: (index: number) => object): object[] =>
      Array.from({ length: count }, (_, index) => make(index))

    it.each<[string, unknown, object[], string]>([
      [
        'copies that double the state',
        { a: 1 },
        many(60, (index) => ({ op: 'copy', from: '', path: `/${index}` })),
        'The state would be larger than 4194304 characters',
      ],
      [
        'too many operations',
        {},
        many(10_001, () => ({ op: 'add', path: '/a', value: 1 })),
        'A patch has at most 10000 operations',
      ],
      [
        'inserts before a long list',
        Array.from({ length: 100_000 }, () => 0),
        many(1_000, () => ({ op: 'add', path: '/0', value: 1 })),
        'too many operations for a state of this size',
      ],
    ])('%s', async (_what, state, patch, words) => {
      const agent = await patching(patch)
      const { events } = await runToEnd(agent, inputOf({ messages: [user('Change it')], state }))
      expect(ofType(events, 'STATE_DELTA')).toEqual([])
      expect(ofType(events, 'TOOL_CALL_RESULT')[0]?.content).toContain(words)
      expect(events.at(-1)).toMatchObject({ type: 'RUN_FINISHED' })
    })

    it.each([
      ['a patch', 'AGUISendStateDelta', { delta: [{ op: 'add', path: '/b', value: 'x'.repeat(100) }] }],
      ['a snapshot', 'AGUISendStateSnapshot', { snapshot: { b: 'x'.repeat(100) } }],
    ])('%s beyond maxStateBytes', async (_what, name, args) => {
      provider = await startProvider(
        (response) => chatCalls(response, { id: 'c', name, args: JSON.stringify(args) }),
        (response) => chatText(response, 'Done.'),
      )
      const options = { model: 'openai-compatible/test', baseURL: provider.url, maxStateBytes: 100 }
      const agent = new BuiltInAgent(options)
      const { events } = await runToEnd(agent, inputOf({ messages: [user('Change it')], state: { a: 1 } }))
      expect(events.map(({ type }) => type)).not.toContain('STATE_SNAPSHOT')
      expect(ofType(events, 'TOOL_CALL_RESULT')[0]?.content).toContain('larger than 100 characters')
    })
  })
})
