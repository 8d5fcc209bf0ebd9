import { MessageSchema } from '@ag-ui/core/schemas'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { properties } from '../../test/properties.ts'
import { readContent, readMessage } from './read-message.ts'

const legal = [
  { id: '1', role: 'user', content: 'hi', name: 'Ann', extra: { kept: true } },
  { id: '2', role: 'developer', content: '' },
  { id: '3', role: 'system', content: 'be kind', metadata: { a: null } },
  { id: '4', role: 'assistant' },
  {
    id: '5',
    role: 'assistant',
    content: 'x',
    subagentRunId: 's',
    toolCalls: [{ id: 'c', type: 'function', function: { name: 'f', arguments: '{}' }, metadata: {} }],
  },
  { id: '6', role: 'tool', toolCallId: 'c', content: 'done', error: 'no' },
  { id: '7', role: 'tool', toolCallId: 'c', content: [{ type: 'text', text: 'a', metadata: 1 }] },
  { id: '8', role: 'activity', activityType: 'plan', content: {} },
  { id: '9', role: 'reasoning', content: 'hm', encryptedValue: 'e' },
  {
    id: '10',
    role: 'user',
    content: [
      { type: 'image', source: { type: 'url', value: 'https://a.example/b.png' } },
      { type: 'document', id: 'p', source: { type: 'file', value: 'f-1', provider: 'p' } },
      { type: 'audio', source: { type: 'data', value: 'AA==', mimeType: 'audio/wav' } },
    ],
  },
]

describe('readMessage', () => {
  it.each(legal)('returns a legal message as the same object ($role $id)', (message) => {
    const read = readMessage(message)
    expect(read).toEqual({ ok: true, value: message, changed: false })
    expect(read.ok && read.value).toBe(message)
  })

  it('removes nulls from optional fields in a copy', () => {
    const given = {
      id: 'a',
      role: 'assistant',
      content: null,
      toolCalls: null,
      name: null,
      encryptedValue: null,
      metadata: null,
      subagentRunId: null,
    }
    expect(readMessage(given)).toEqual({ ok: true, value: { id: 'a', role: 'assistant' }, changed: true })
    expect(given.content).toBeNull()
    expect(readMessage({ id: 't', role: 'tool', toolCallId: 'c', content: '', error: null })).toEqual({
      ok: true,
      value: { id: 't', role: 'tool', toolCallId: 'c', content: '' },
      changed: true,
    })
  })

  it('writes tool-call arguments given as an object as JSON text', () => {
    const call = {
      id: 'c',
      type: 'function',
      function: { name: 'f', arguments: { a: 1 } },
      encryptedValue: null,
    }
    const read = readMessage({ id: 'a', role: 'assistant', toolCalls: [call] })
    expect(read).toEqual({
      ok: true,
      value: {
        id: 'a',
        role: 'assistant',
        toolCalls: [{ id: 'c', type: 'function', function: { name: 'f', arguments: '{"a":1}' } }],
      },
      changed: true,
    })
  })

  it.each([
    [undefined, 'messages[3]', 'must be an object'],
    [[], 'messages[3]', 'must be an object'],
    [{ role: 'user', content: '' }, 'messages[3].id', 'is missing'],
    [{ id: 7, role: 'user', content: '' }, 'messages[3].id', 'must be a string'],
    [{ id: 'a', role: 'robot' }, 'messages[3].role', 'must be a role of AG-UI'],
    [
      { id: 'a', role: 'user', content: null },
      'messages[3].content',
      'must be a string or an array of parts',
    ],
    [{ id: 'a', role: 'system', content: [] }, 'messages[3].content', 'must be a string'],
    [
      { id: 'a', role: 'activity', activityType: 'x', content: [] },
      'messages[3].content',
      'must be an object',
    ],
    [{ id: 'a', role: 'user', content: '', metadata: [] }, 'messages[3].metadata', 'must be an object'],
    [{ id: 'a', role: 'assistant', toolCalls: {} }, 'messages[3].toolCalls', 'must be an array'],
    [
      { id: 'a', role: 'assistant', toolCalls: [{ id: 'c', type: 'function', function: { name: 'f' } }] },
      'messages[3].toolCalls[0].function.arguments',
      'is missing',
    ],
    [
      { id: 'a', role: 'user', content: [{ type: 'image', source: { type: 'ftp', value: '' } }] },
      'messages[3].content[0].source.type',
      'must be data, url or file',
    ],
    [
      { id: 'a', role: 'user', content: [{ type: 'binary', mimeType: 'image/png' }] },
      'messages[3].content[0]',
      'needs data, a url or an id',
    ],
  ])('names the illegal field of %j without quoting it', (value, path, problem) => {
    expect(readMessage(value, 'messages[3]')).toEqual({ ok: false, path, problem })
  })

  it('reads own fields only and keeps a key named __proto__ as plain data', () => {
    expect(readMessage(Object.create({ id: 'a', role: 'user', content: '' }))).toMatchObject({ ok: false })
    const smuggled: unknown = JSON.parse(
      '{"id":"a","role":"assistant","content":null,"__proto__":{"polluted":true}}',
    )
    const read = readMessage(smuggled)
    expect(JSON.stringify(read.ok && read.value)).toBe(
      '{"id":"a","role":"assistant","__proto__":{"polluted":true}}',
    )
    expect('polluted' in {}).toBe(false)
    expect(readMessage(JSON.parse('{"__proto__":{"id":"a","role":"user","content":""}}'))).toMatchObject({
      ok: false,
    })
  })

  it('accepts very deep nesting', () => {
    let deep: unknown = 1
    for (let level = 0; level < 100_000; level++) deep = { deep }
    const message = { id: 'a', role: 'user', content: '', metadata: { deep }, deep }
    expect(readMessage(message)).toMatchObject({ ok: true, changed: false })
    const calls = [{ id: 'c', type: 'function', function: { name: 'f', arguments: { deep } } }]
    expect(readMessage({ id: 'a', role: 'assistant', toolCalls: calls })).toEqual({
      ok: false,
      path: 'message.toolCalls[0].function.arguments',
      problem: 'can not be written as JSON',
    })
  })

  it('keeps what the schema accepts, and returns nothing that it refuses', () => {
    const scalar = fc.constantFrom<unknown>('x', '', null, 1, [], {}, undefined)
    const source = fc.record(
      {
        type: fc.constantFrom('data', 'url', 'file', 'x'),
        value: scalar,
        mimeType: scalar,
        provider: scalar,
      },
      { requiredKeys: ['type'] },
    )
    const part = fc.record(
      {
        type: fc.constantFrom('text', 'image', 'document', 'x'),
        text: scalar,
        source: fc.oneof(scalar, source),
        id: scalar,
        metadata: scalar,
      },
      { requiredKeys: ['type'] },
    )
    const call = fc.record(
      {
        id: scalar,
        type: fc.constantFrom<unknown>('function', null, 'x'),
        function: fc.oneof(scalar, fc.record({ name: scalar, arguments: scalar })),
        encryptedValue: scalar,
        metadata: scalar,
      },
      { requiredKeys: ['id', 'type'] },
    )
    const message = fc.record(
      {
        id: fc.constantFrom<unknown>('x', 'x', 'x', 1, null),
        role: fc.constantFrom(
          'user',
          'assistant',
          'tool',
          'activity',
          'reasoning',
          'system',
          'developer',
          'x',
        ),
        content: fc.oneof(scalar, fc.array(part, { maxLength: 2 })),
        toolCalls: fc.oneof(scalar, fc.array(call, { maxLength: 2 })),
        toolCallId: scalar,
        activityType: scalar,
        name: scalar,
        error: scalar,
        encryptedValue: scalar,
        metadata: scalar,
        subagentRunId: scalar,
      },
      { requiredKeys: ['id', 'role'] },
    )
    fc.assert(
      fc.property(message, (value) => {
        const read = readMessage(value)
        expect(read.ok && !read.changed).toBe(MessageSchema.safeParse(value).success)
        if (read.ok) expect(MessageSchema.safeParse(read.value).success).toBe(true)
      }),
      properties,
    )
  })
})

describe('readContent', () => {
  it('turns binary parts of older clients into media parts', () => {
    const read = readContent([
      { type: 'text', text: 'see', id: null },
      { type: 'binary', mimeType: 'image/png', data: 'AA==', filename: 'a.png' },
      { type: 'binary', mimeType: 'audio/wav', url: 'https://a.example/b.wav', data: null },
      { type: 'binary', mimeType: 'video/mp4', id: 'file-1' },
      { type: 'binary', mimeType: 'application/pdf', data: 'AA==' },
    ])
    expect(read).toEqual({
      ok: true,
      value: [
        { type: 'text', text: 'see' },
        {
          type: 'image',
          source: { type: 'data', value: 'AA==', mimeType: 'image/png' },
          metadata: { filename: 'a.png' },
        },
        { type: 'audio', source: { type: 'url', value: 'https://a.example/b.wav', mimeType: 'audio/wav' } },
        { type: 'video', source: { type: 'file', value: 'file-1', mimeType: 'video/mp4' } },
        { type: 'document', source: { type: 'data', value: 'AA==', mimeType: 'application/pdf' } },
      ],
      changed: true,
    })
  })

  it('drops a binary part that repeats a modern part beside it, and no other repeat', () => {
    const modern = { type: 'image', source: { type: 'data', value: 'AA==', mimeType: 'image/png' } }
    const binary = { type: 'binary', mimeType: 'image/png', data: 'AA==' }
    expect(readContent([binary, modern, modern])).toMatchObject({ value: [modern, modern], changed: true })
    expect(readContent([binary, binary])).toMatchObject({ value: [modern, modern] })
    const named = { ...binary, filename: 'a.png' }
    expect(readContent([modern, named])).toMatchObject({
      value: [modern, { ...modern, metadata: { filename: 'a.png' } }],
    })
    expect(readContent([{ ...modern, metadata: { filename: 'a.png' } }, named])).toMatchObject({
      value: [{ ...modern, metadata: { filename: 'a.png' } }],
    })
  })

  it('returns legal content unchanged', () => {
    const parts = [{ type: 'text', text: 'a' }]
    expect(readContent('a')).toEqual({ ok: true, value: 'a', changed: false })
    const read = readContent(parts)
    expect(read.ok && read.value).toBe(parts)
    expect(readContent(7)).toEqual({
      ok: false,
      path: 'content',
      problem: 'must be a string or an array of parts',
    })
  })
})
