import type { Message } from '@ag-ui/client'
import type { chat, UIMessage } from '@tanstack/ai'
import { describe, expect, expectTypeOf, it } from 'vitest'
import { calling, inputOf, user } from '../../test/run-agent.ts'
import { convertInputToTanStackAI } from './convert-input.ts'
import type { TanStackInputResult } from './tanstack-types.ts'

const answer = (toolCallId: string, content: string): Message => ({
  id: `answer-${toolCallId}`,
  role: 'tool',
  toolCallId,
  content,
})

describe('convertInputToTanStackAI', () => {
  it('gives what chat() takes', () => {
    type Options = Parameters<typeof chat>[0]
    expectTypeOf<TanStackInputResult['messages'][number]>().toExtend<
      NonNullable<Options['messages']>[number] | UIMessage
    >()
    expectTypeOf<TanStackInputResult['tools']>().toExtend<NonNullable<Options['tools']>>()
    expectTypeOf<TanStackInputResult['systemPrompts']>().toExtend<NonNullable<Options['systemPrompts']>>()
  })

  it('puts system messages, context and state into the system prompts', () => {
    const { messages, systemPrompts } = convertInputToTanStackAI(
      inputOf({
        messages: [
          { id: 's', role: 'system', content: 'Be brief' },
          { id: 'd', role: 'developer', content: 'In French' },
          user('hi'),
          { id: 'a', role: 'activity', activityType: 'x', content: {} },
        ],
        context: [{ description: 'Page', value: '/home' }],
        state: { count: 1 },
      }),
    )
    expect(messages).toEqual([{ role: 'user', content: 'hi' }])
    expect(systemPrompts).toEqual(['Be brief', 'In French', expect.stringContaining('Page:\n/home')])
    expect(systemPrompts[2]).toContain('"count": 1')
  })

  it('leaves out blank turns and texts, and replaces half surrogate pairs and arguments that are no object', () => {
    const cut = 'hi 😀'.slice(0, 4)
    const { messages } = convertInputToTanStackAI(
      inputOf({
        messages: [
          user(' '),
          user([]),
          { id: 'a1', role: 'assistant', content: '\n' },
          user(cut),
          calling({ id: 'c', name: 'look', args: '"abc"' }),
          answer('c', cut),
        ],
      }),
    )
    expect(messages).toMatchObject([
      { role: 'user', content: 'hi \uFFFD' },
      { role: 'assistant', content: null, toolCalls: [{ function: { arguments: '{}' } }] },
      { role: 'tool', content: 'hi \uFFFD' },
    ])
  })

  it('passes the schemas of tools on whole', () => {
    const parameters = {
      type: 'object',
      properties: { a: { $ref: '#/$defs/a' } },
      additionalProperties: true,
    }
    const tools = [
      { name: 'one', description: 'One', parameters },
      { name: 'two', description: 'Two' },
    ]
    expect(convertInputToTanStackAI(inputOf({ tools })).tools).toEqual([
      { __toolSide: 'client', name: 'one', description: 'One', inputSchema: parameters },
      {
        __toolSide: 'client',
        name: 'two',
        description: 'Two',
        inputSchema: { type: 'object', properties: {} },
      },
    ])
  })

  it('converts images, sounds, films and documents, also as older clients wrote them', () => {
    const content = [
      { type: 'text', text: 'look' },
      { type: 'image', source: { type: 'data', value: 'AA==', mimeType: 'image/png' } },
      { type: 'document', source: { type: 'url', value: 'https://a.example/b.pdf' } },
      { type: 'image', source: { type: 'url', value: 'no url' } },
      { type: 'audio', source: { type: 'file', value: 'file-1' } },
      { type: 'binary', mimeType: 'audio/wav', data: 'BB==' },
      { type: 'binary', mimeType: 'application/pdf', url: 'https://a.example/c.pdf' },
    ]
    const message = { id: 'u', role: 'user', content } as unknown as Message
    expect(convertInputToTanStackAI(inputOf({ messages: [message] })).messages).toEqual([
      {
        role: 'user',
        content: [
          { type: 'text', content: 'look' },
          { type: 'image', source: { type: 'data', value: 'AA==', mimeType: 'image/png' } },
          { type: 'document', source: { type: 'url', value: 'https://a.example/b.pdf' } },
          { type: 'audio', source: { type: 'data', value: 'BB==', mimeType: 'audio/wav' } },
          {
            type: 'document',
            source: { type: 'url', value: 'https://a.example/c.pdf', mimeType: 'application/pdf' },
          },
        ],
      },
    ])
  })

  it('puts the result of a call after it, wherever that stands, and says so when there is none', () => {
    const messages = [
      user('a'),
      calling({ id: 'c', name: 'x', args: '{}' }, { id: 'd', name: 'x', args: '{}' }),
      user('b'),
      answer('c', 'late'),
    ]
    expect(convertInputToTanStackAI(inputOf({ messages })).messages).toMatchObject([
      { role: 'user', content: 'a' },
      { role: 'assistant', content: null, toolCalls: [{ id: 'c' }, { id: 'd' }] },
      { role: 'tool', toolCallId: 'c', content: 'late' },
      { role: 'tool', toolCallId: 'd', content: expect.stringContaining('interrupted') },
      { role: 'user', content: 'b' },
    ])
  })

  it('leaves a call open that the conversation has not gone past', () => {
    const messages = [user('a'), calling({ id: 'c', name: 'x', args: '{}' })]
    expect(convertInputToTanStackAI(inputOf({ messages })).messages).toHaveLength(2)
  })

  it('passes reasoning and metadata of calls back to the provider that requires them, and to no other', () => {
    const thought = (encryptedValue?: string): Message => ({
      id: `r-${encryptedValue}`,
      role: 'reasoning',
      content: 'hm',
      ...(encryptedValue && { encryptedValue }),
    })
    const call = calling({ id: 'c', name: 'x', args: '{}' }) as Extract<Message, { role: 'assistant' }>
    for (const one of call.toolCalls ?? []) one.encryptedValue = 'mark'
    const messages = [
      user('a'),
      thought('sig'),
      thought(),
      thought('{"anthropic":{}}'),
      call,
      answer('c', '1'),
    ]
    expect(convertInputToTanStackAI(inputOf({ messages })).messages[1]).toMatchObject({
      thinking: [{ content: 'hm', signature: 'sig' }],
      toolCalls: [{ id: 'c', metadata: { thoughtSignature: 'mark' } }],
    })
  })

  const open = [
    user('a'),
    calling({ id: 'c', name: 'delete', args: '{"id":1}' }, { id: 'd', name: 'delete', args: '{"id":2}' }),
  ]
  const resolved = (interruptId: string, payload: unknown) => ({
    interruptId,
    status: 'resolved' as const,
    payload,
  })

  it('marks approved calls for chat() to execute, and adds the results of denied ones', () => {
    const resume = [
      resolved('approval_c', { approved: true }),
      resolved('approval_d', { approved: false, reason: 'no' }),
    ]
    const { messages } = convertInputToTanStackAI(inputOf({ messages: open, resume }))
    expect(messages.slice(1)).toMatchObject([
      {
        role: 'assistant',
        parts: [
          {
            type: 'tool-call',
            id: 'c',
            arguments: '{"id":1}',
            state: 'approval-responded',
            approval: { id: 'approval_c', approved: true },
          },
          { type: 'tool-call', id: 'd', state: 'input-complete' },
        ],
      },
      { role: 'tool', toolCallId: 'd', content: '{"status":"denied","reason":"no"}' },
    ])
  })

  it('takes the arguments that the human changed', () => {
    const resume = [resolved('approval_c', { approved: true, editedArgs: { id: 7 } })]
    const { messages } = convertInputToTanStackAI(inputOf({ messages: open, resume }))
    expect(messages[1]).toMatchObject({ parts: [{ id: 'c', arguments: '{"id":7}' }, { id: 'd' }] })
  })

  it('ignores answers to calls that are decided, and to calls that are not there', () => {
    const decided = [...open, answer('c', 'done'), answer('d', 'done')]
    const resume = [resolved('approval_c', { approved: true }), resolved('approval_x', { approved: true })]
    const converted = convertInputToTanStackAI(inputOf({ messages: decided, resume }))
    expect(converted).toEqual(convertInputToTanStackAI(inputOf({ messages: decided })))
  })
})
