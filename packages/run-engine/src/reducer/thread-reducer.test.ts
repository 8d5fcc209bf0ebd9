import type { JsonPatchOperation } from '@ag-ui/core'
import { describe, expect, it } from 'vitest'
import type { EventOf, Message, WireEvent } from '../events/events.ts'
import type { StoredMessage, ThreadContent } from './thread-content.ts'
import { ThreadReducer } from './thread-reducer.ts'

const ids = { threadId: 't', runId: 'r' }

function stored(...messages: Message[]): StoredMessage[] {
  return messages.map((message) => ({ id: message.id, json: JSON.stringify(message) }))
}

function reducerOver(base: Partial<ThreadContent>, ...events: WireEvent[]): ThreadReducer {
  const reducer = new ThreadReducer({ messages: [], state: undefined, ...base })
  for (const event of events) reducer.apply(event, JSON.stringify(event))
  return reducer
}

function messagesOf(reducer: ThreadReducer): unknown[] {
  return reducer.content().messages.map((message) => JSON.parse(message.json))
}

describe('ThreadReducer', () => {
  it('keeps the type of an encrypted value with the value', () => {
    const encrypt = (entityId: string, value: object): WireEvent => {
      const subtype = entityId === 'c' ? 'tool-call' : 'message'
      const event = {
        type: 'REASONING_ENCRYPTED_VALUE' as const,
        subtype,
        entityId,
        encryptedValue: 'e',
      } as const
      return { ...event, ...value }
    }
    const reducer = reducerOver(
      { messages: stored({ id: 'r', role: 'reasoning', content: 'hm' }) },
      { type: 'TEXT_MESSAGE_START', messageId: 'm', role: 'assistant' },
      { type: 'TOOL_CALL_START', toolCallId: 'c', toolCallName: 'look', parentMessageId: 'm' },
      encrypt('r', { encryptedValueType: 'thinking' }),
      encrypt('m', { encryptedValueType: 'signature' }),
      encrypt('m', { encryptedValue: 'new' }),
      encrypt('c', { encryptedValueType: 'signature' }),
    )
    const [reasoning, message] = messagesOf(reducer) as Record<string, unknown>[]
    expect(reasoning).toMatchObject({ encryptedValue: 'e', encryptedValueType: 'thinking' })
    expect(message).toMatchObject({
      encryptedValue: 'new',
      toolCalls: [{ id: 'c', encryptedValue: 'e', encryptedValueType: 'signature' }],
    })
    expect(message).not.toHaveProperty('encryptedValueType')
  })

  it('merges metadata by key, with keys that name the prototype', () => {
    const metadata = (json: string): Record<string, unknown> => JSON.parse(json) as Record<string, unknown>
    const start: WireEvent = { type: 'TEXT_MESSAGE_START', messageId: 'm', role: 'assistant' }
    const reducer = reducerOver(
      {},
      { ...start, metadata: metadata('{"a":1,"b":1}') },
      {
        type: 'TEXT_MESSAGE_CONTENT',
        messageId: 'm',
        delta: 'x',
        metadata: metadata('{"__proto__":{"c":1}}'),
      },
      { type: 'TEXT_MESSAGE_END', messageId: 'm', metadata: metadata('{"b":2,"constructor":3}') },
    )
    const [message] = reducer.content().messages
    expect(message?.json).toContain('"metadata":{"a":1,"b":2,"__proto__":{"c":1},"constructor":3}')
  })

  it('assembles streamed text, reasoning and tool calls', () => {
    const reducer = reducerOver(
      {},
      { type: 'RUN_STARTED', ...ids },
      { type: 'REASONING_MESSAGE_START', messageId: 'r1', role: 'reasoning' },
      { type: 'REASONING_MESSAGE_CONTENT', messageId: 'r1', delta: 'hm' },
      { type: 'TEXT_MESSAGE_START', messageId: 'm1', subagentRunId: 's1' },
      { type: 'TEXT_MESSAGE_CONTENT', messageId: 'm1', delta: 'Let me ' },
      { type: 'TEXT_MESSAGE_CONTENT', messageId: 'm1', delta: 'see.', metadata: { model: 'x' } },
      { type: 'TEXT_MESSAGE_END', messageId: 'm1', metadata: { tokens: 3 } },
      { type: 'TOOL_CALL_START', toolCallId: 'c1', toolCallName: 'look', parentMessageId: 'm1' },
      { type: 'TOOL_CALL_ARGS', toolCallId: 'c1', delta: '{"a"' },
      { type: 'TOOL_CALL_ARGS', toolCallId: 'c1', delta: ':1}' },
      { type: 'TOOL_CALL_END', toolCallId: 'c1' },
      { type: 'TEXT_MESSAGE_START', messageId: 'm2' },
      {
        type: 'TOOL_CALL_RESULT',
        messageId: 't1',
        toolCallId: 'c1',
        content: [{ type: 'text', text: 'ok' }],
      },
      { type: 'REASONING_ENCRYPTED_VALUE', subtype: 'tool-call', entityId: 'c1', encryptedValue: 'e' },
    )
    expect(messagesOf(reducer)).toEqual([
      { id: 'r1', role: 'reasoning', content: 'hm' },
      {
        id: 'm1',
        role: 'assistant',
        content: 'Let me see.',
        subagentRunId: 's1',
        metadata: { model: 'x', tokens: 3 },
        toolCalls: [
          {
            id: 'c1',
            type: 'function',
            function: { name: 'look', arguments: '{"a":1}' },
            encryptedValue: 'e',
          },
        ],
      },
      { id: 't1', role: 'tool', toolCallId: 'c1', content: [{ type: 'text', text: 'ok' }] },
      { id: 'm2', role: 'assistant', content: '' },
    ])
  })

  it('has the partial message while it is streamed', () => {
    const reducer = reducerOver(
      {},
      { type: 'TEXT_MESSAGE_START', messageId: 'm1' },
      { type: 'TEXT_MESSAGE_CONTENT', messageId: 'm1', delta: 'a' },
    )
    const first = reducer.content()
    expect(reducer.content().messages[0]).toBe(first.messages[0])
    reducer.apply({ type: 'TEXT_MESSAGE_CONTENT', messageId: 'm1', delta: 'b' }, '')
    expect(messagesOf(reducer)).toEqual([{ id: 'm1', role: 'assistant', content: 'ab' }])
    expect(first.messages[0]?.json).toContain('"a"')
  })

  it('returns unchanged history as the same objects, without decoding it', () => {
    const base = [
      ...stored({ id: 'm0', role: 'assistant', content: 'before' }),
      { id: 'unread', json: 'not even JSON' },
    ]
    const reducer = reducerOver(
      { messages: base },
      { type: 'TEXT_MESSAGE_START', messageId: 'm1' },
      { type: 'TEXT_MESSAGE_CONTENT', messageId: 'm0', delta: ' and after' },
      { type: 'TOOL_CALL_START', toolCallId: 'c1', toolCallName: 'f' },
      { type: 'TOOL_CALL_RESULT', messageId: 't1', toolCallId: 'c1', content: 'x' },
    )
    const { messages } = reducer.content()
    expect(messages[1]).toBe(base[1])
    expect(messages[0]).toEqual({
      id: 'm0',
      json: '{"id":"m0","role":"assistant","content":"before and after"}',
    })
    expect(messages.map(({ id }) => id)).toEqual(['m0', 'unread', 'm1', 'c1', 't1'])
  })

  it('keeps the object of a message that a snapshot repeats', () => {
    const base = stored(
      { id: 'u', role: 'user', content: 'hi' },
      { id: 'a', role: 'assistant', content: 'hello' },
      { id: 'gone', role: 'assistant', content: 'x' },
    )
    const reducer = reducerOver(
      { messages: base },
      {
        type: 'MESSAGES_SNAPSHOT',
        messages: [
          { id: 'u', role: 'user', content: 'hi' },
          { id: 'a', role: 'assistant', content: 'hello!' },
        ],
      },
    )
    const { messages } = reducer.content()
    expect(messages).toHaveLength(2)
    expect(messages[0]).toBe(base[0])
    expect(reducer.produced()).toEqual([{ id: 'a', role: 'assistant', content: 'hello!' }])
  })

  it('inserts the result of an old call after that call', () => {
    const call = { id: 'c"1', type: 'function', function: { name: 'f', arguments: '{}' } } as const
    const base = stored(
      { id: 'a', role: 'assistant', toolCalls: [call, { ...call, id: 'c2' }] },
      { id: 't', role: 'tool', toolCallId: 'c2', content: 'two' },
      { id: 'u', role: 'user', content: 'c"1' },
    )
    const reducer = reducerOver(
      { messages: base },
      { type: 'TOOL_CALL_RESULT', messageId: 't1', toolCallId: 'c"1', content: 'one' },
    )
    expect(reducer.content().messages.map(({ id }) => id)).toEqual(['a', 't', 't1', 'u'])
    expect(reducer.content().messages[0]).toBe(base[0])
  })

  it('creates a message for a call whose parent is not an assistant, and sets an owner only for a new id', () => {
    const start = {
      type: 'TOOL_CALL_START',
      toolCallName: 'f',
      parentMessageId: 'u',
      subagentRunId: 's',
    } as const
    const reducer = reducerOver(
      { messages: stored({ id: 'u', role: 'user', content: '' }, { id: 'c2', role: 'user', content: '' }) },
      { ...start, toolCallId: 'c1' },
      { ...start, toolCallId: 'c2' },
      { ...start, toolCallId: 'c3', parentMessageId: 'a' },
    )
    expect(messagesOf(reducer).slice(2)).toMatchObject([
      { id: 'c1', role: 'assistant', subagentRunId: 's', toolCalls: [{ id: 'c1' }] },
      { id: 'c2', role: 'assistant', toolCalls: [{ id: 'c2' }] },
      { id: 'a', role: 'assistant', subagentRunId: 's', toolCalls: [{ id: 'c3' }] },
    ])
    expect(messagesOf(reducer)[3]).not.toHaveProperty('subagentRunId')
  })

  it('uses the first of several messages with one id', () => {
    const call = { id: 'c1', type: 'function', function: { name: 'f', arguments: '' } } as const
    const reducer = reducerOver(
      {
        messages: stored(
          { id: 'a', role: 'assistant', toolCalls: [call] },
          { id: 'x', role: 'user', content: '1' },
        ),
      },
      { type: 'TOOL_CALL_RESULT', messageId: 'x', toolCallId: 'c1', content: '2' },
      { type: 'REASONING_ENCRYPTED_VALUE', subtype: 'message', entityId: 'x', encryptedValue: 'e' },
    )
    expect(messagesOf(reducer).slice(1)).toEqual([
      { id: 'x', role: 'tool', toolCallId: 'c1', content: '2', encryptedValue: 'e' },
      { id: 'x', role: 'user', content: '1' },
    ])
  })

  it('returns the messages that the run added or changed, without the input', () => {
    const reducer = reducerOver(
      {
        messages: stored(
          { id: 'old', role: 'assistant', content: 'a' },
          { id: 'rest', role: 'user', content: '' },
        ),
      },
      {
        type: 'RUN_STARTED',
        ...ids,
        input: { ...ids, messages: [{ id: 'q', role: 'user', content: '?' }], tools: [], context: [] },
      },
      { type: 'TEXT_MESSAGE_START', messageId: 'new', role: 'developer', name: 'n' },
      { type: 'TEXT_MESSAGE_CONTENT', messageId: 'old', delta: 'b' },
    )
    expect(messagesOf(reducer)).toHaveLength(4)
    expect(reducer.produced()).toEqual([
      { id: 'old', role: 'assistant', content: 'ab' },
      { id: 'new', role: 'developer', content: '', name: 'n' },
    ])
  })

  it('knows the owner of an id', () => {
    const call = { id: 'c1', type: 'function', function: { name: 'f', arguments: '' } } as const
    const reducer = reducerOver(
      {
        messages: stored(
          { id: 'a', role: 'assistant', toolCalls: [call], subagentRunId: 's1' },
          { id: 'p', role: 'user', content: '' },
          { id: 'act', role: 'activity', activityType: 'plan', content: {} },
        ),
      },
      { type: 'REASONING_MESSAGE_START', messageId: 'r', role: 'reasoning', subagentRunId: 's2' },
      { type: 'TOOL_CALL_START', toolCallId: 'c2', toolCallName: 'f', subagentRunId: 's3' },
    )
    expect(reducer.ownerOf('message', 'a')).toBe('s1')
    expect(reducer.ownerOf('toolCall', 'c1')).toBe('s1')
    expect(reducer.ownerOf('toolCall', 'c2')).toBe('s3')
    expect(reducer.ownerOf('message', 'p')).toBeNull()
    expect(reducer.ownerOf('activity', 'act')).toBeNull()
    expect(reducer.ownerOf('reasoning', 'r')).toBe('s2')
    expect(reducer.ownerOf('message', 'r')).toBeUndefined()
    expect(reducer.ownerOf('activity', 'p')).toBeUndefined()
    expect(reducer.ownerOf('toolCall', 'a')).toBeUndefined()
  })

  it('keeps an activity that a snapshot cannot know, and drops one that it declares to know', () => {
    const activity: Message = { id: 'act', role: 'activity', activityType: 'plan', content: {} }
    const snapshot: EventOf<'MESSAGES_SNAPSHOT'> = { type: 'MESSAGES_SNAPSHOT', messages: [] }
    const metadata = { '@ag-ui/client': { authoritativeActivityTypes: ['plan'] } }
    expect(messagesOf(reducerOver({ messages: stored(activity) }, snapshot))).toEqual([activity])
    expect(messagesOf(reducerOver({ messages: stored(activity) }, { ...snapshot, metadata }))).toEqual([])
  })

  it('skips a patch after which an activity would not be an object', () => {
    const activity: Message = { id: 'act', role: 'activity', activityType: 'plan', content: { a: 1 } }
    const patch: JsonPatchOperation[] = [{ op: 'replace', path: '', value: 7 }]
    const reducer = reducerOver(
      { messages: stored(activity) },
      { type: 'ACTIVITY_DELTA', messageId: 'act', activityType: 'other', patch, metadata: { seen: true } },
    )
    expect(messagesOf(reducer)).toEqual([{ ...activity, metadata: { seen: true } }])
  })

  it('folds state: snapshots replace, fitting deltas patch, others are skipped', () => {
    const snapshot = (value: unknown): WireEvent => ({ type: 'STATE_SNAPSHOT', snapshot: value })
    const add = (path: string): WireEvent => ({ type: 'STATE_DELTA', delta: [{ op: 'add', path, value: 1 }] })
    expect(reducerOver({}).content().state).toBeUndefined()
    expect(reducerOver({ state: '{"a" : 1}' }).content().state).toBe('{"a" : 1}')
    expect(reducerOver({}, add('/x')).content().state).toBe('{"x":1}')
    expect(reducerOver({}, add('/none/x')).content().state).toBeUndefined()
    expect(reducerOver({ state: '{"a":1}' }, add('/none/x'), add('/b')).content().state).toBe('{"a":1,"b":1}')
    expect(reducerOver({ state: '{"a":1}' }, add('/b'), snapshot([]), add('/-')).content().state).toBe('[1]')
    expect(reducerOver({ state: '{"a":1}' }, snapshot(null)).content().state).toBe('null')
  })

  it('still has content when patches nest too deeply for JSON', () => {
    const levels = 500
    const deeper = (times: number): JsonPatchOperation => {
      let value: unknown = {}
      for (let level = 0; level < levels; level++) value = { d: value }
      return { op: 'add', path: '/d'.repeat(levels * times + 1), value }
    }
    const activity: Message = { id: 'act', role: 'activity', activityType: 'plan', content: {} }
    const reducer = reducerOver({ messages: stored(activity), state: '{}' })
    for (let times = 0; times < 40; times++) {
      // Each patch continues where the last one ended.
      const patch = [deeper(times)]
      const delta: WireEvent = { type: 'STATE_DELTA', delta: patch }
      reducer.apply(delta, JSON.stringify(delta))
      const event: WireEvent = { type: 'ACTIVITY_DELTA', messageId: 'act', activityType: 'plan', patch }
      reducer.apply(event, JSON.stringify(event))
    }
    // The depth depends on the engine's stack. The result must be readable again.
    const { messages, state } = reducer.content()
    for (const json of [messages[0]?.json, state]) expect(JSON.parse(json ?? '')).toBeTypeOf('object')
  })

  it('keeps no reference to an event and does not change it', () => {
    const metadata = { list: [1] }
    const content = { a: [1] }
    const value = { deep: [1] }
    const events: WireEvent[] = [
      { type: 'ACTIVITY_SNAPSHOT', messageId: 'act', activityType: 'plan', content, metadata },
      { type: 'STATE_DELTA', delta: [{ op: 'add', path: '/v', value }] },
      {
        type: 'ACTIVITY_DELTA',
        messageId: 'act',
        activityType: 'plan',
        patch: [{ op: 'add', path: '/v', value }],
      },
      { type: 'STATE_DELTA', delta: [{ op: 'add', path: '/v/deep/-', value: 2 }] },
    ]
    const reducer = reducerOver({}, ...events.map((event) => Object.freeze(event)))
    metadata.list.push(9)
    content.a.push(9)
    value.deep.push(9)
    expect(reducer.content().state).toBe('{"v":{"deep":[1,2]}}')
    expect(messagesOf(reducer)).toEqual([
      {
        id: 'act',
        role: 'activity',
        activityType: 'plan',
        content: { a: [1], v: { deep: [1] } },
        metadata: { list: [1] },
      },
    ])
  })
})
