import type { Message } from '@ag-ui/client'
import { describe, expect, it } from 'vitest'
import { calling, user } from '../../test/run-agent.ts'
import { convertMessagesToVercelAISDKMessages as convert } from './convert-messages.ts'

const call = { id: 'c1', name: 'look', args: '{"a":1}' }
const answer = (content: string, id = 'c1'): Message => ({
  id: `a-${id}-${content}`,
  role: 'tool',
  toolCallId: id,
  content,
})

describe('a tool call', () => {
  it('is followed by its result, though others speak in between', () => {
    expect(convert([user('Look'), calling(call), user('Hurry'), answer('seen')])).toMatchObject([
      { role: 'user' },
      {
        role: 'assistant',
        content: [{ type: 'tool-call', toolCallId: 'c1', toolName: 'look', input: { a: 1 } }],
      },
      {
        role: 'tool',
        content: [
          {
            type: 'tool-result',
            toolCallId: 'c1',
            toolName: 'look',
            output: { type: 'text', value: 'seen' },
          },
        ],
      },
      { role: 'user', content: 'Hurry' },
    ])
  })

  it('without a result gets one that says so', () => {
    const [, tool] = convert([calling(call, { ...call, id: 'c2' }), answer('seen')])
    expect(tool).toMatchObject({
      role: 'tool',
      content: [{ toolCallId: 'c1' }, { toolCallId: 'c2', output: { type: 'error-text' } }],
    })
    expect(JSON.stringify(tool)).toContain('interrupted')
  })

  it('with arguments that are no JSON object has none', () => {
    for (const args of ['', '{"a":', '[1]', 'null']) {
      expect(convert([calling({ ...call, args }), answer('x')])[0]).toMatchObject({
        content: [{ input: {} }],
      })
    }
  })

  it('has the files of its result, as a provider can have them', () => {
    const source = (type: 'data' | 'url', value: string) => ({ type, value, mimeType: 'image/png' })
    const seen = answer('seen')
    if (seen.role === 'tool') {
      seen.content = [
        { type: 'text', text: 'Two of them:' },
        { type: 'image', source: source('data', 'aGk=') },
        {
          type: 'document',
          source: { type: 'url', value: 'https://a.example/b.pdf', mimeType: 'application/pdf' },
        },
        { type: 'image', source: source('url', 'no address') },
        { type: 'image', source: { type: 'file', value: 'file-1' } },
      ]
    }
    expect(convert([calling(call), seen])[1]).toMatchObject({
      content: [
        {
          output: {
            type: 'content',
            value: [
              { type: 'text', text: 'Two of them:' },
              { type: 'image-data', data: 'aGk=', mediaType: 'image/png' },
              { type: 'file-url', url: 'https://a.example/b.pdf', mediaType: 'application/pdf' },
              { type: 'image-file-id', fileId: 'file-1' },
            ],
          },
        },
      ],
    })
  })

  it('answered twice has the last result', () => {
    expect(JSON.stringify(convert([calling(call), answer('first'), answer('second')]))).not.toContain('first')
  })
})

it('a result without a call is left out', () => {
  expect(convert([user('Look'), answer('seen')])).toHaveLength(1)
})

it('an empty answer of the assistant is left out', () => {
  expect(convert([user('Hi'), { id: 'a', role: 'assistant', content: '' }, user('Hello?')])).toHaveLength(2)
})

describe('a thought', () => {
  const thought = (encryptedValue?: string): Message => ({
    id: 'r',
    role: 'reasoning',
    content: 'Hm.',
    ...(encryptedValue !== undefined && { encryptedValue }),
  })
  const marks = { anthropic: { signature: 'sig' } }

  it('is passed on with its provider metadata', () => {
    expect(convert([thought(JSON.stringify(marks)), calling(call), answer('seen')])[0]).toMatchObject({
      role: 'assistant',
      content: [{ type: 'reasoning', text: 'Hm.', providerOptions: marks }, { type: 'tool-call' }],
    })
  })

  it('and so is a text with its provider metadata', () => {
    const said: Message = {
      id: 'a',
      role: 'assistant',
      content: 'Yes.',
      encryptedValue: JSON.stringify(marks),
    }
    expect(convert([said])).toEqual([
      { role: 'assistant', content: [{ type: 'text', text: 'Yes.', providerOptions: marks }] },
    ])
  })

  it.each([undefined, 'opaque', '{"openai":{"itemId":"rs_1"}}', '{broken'])(
    'is left out with the metadata %o',
    (value) => {
      expect(convert([thought(value), calling(call), answer('seen')])[0]).toMatchObject({
        content: [{ type: 'tool-call' }],
      })
    },
  )
})

describe('an approval', () => {
  const resume = [{ interruptId: 'approval_c1', status: 'resolved' as const, payload: { approved: true } }]

  it('of the last turn is written as the AI SDK has it', () => {
    expect(convert([calling(call)], { resume })).toMatchObject([
      { content: [{ type: 'tool-call' }, { type: 'tool-approval-request', approvalId: 'approval_c1' }] },
      { content: [{ type: 'tool-approval-response', approvalId: 'approval_c1', approved: true }] },
    ])
  })

  it('with edited arguments is executed with them', () => {
    const payload = { approved: true, editedArgs: { a: 2 } }
    const edited = resume.map((entry) => ({ ...entry, payload }))
    expect(convert([calling(call)], { resume: edited })[0]).toMatchObject({
      content: [{ input: { a: 2 } }, {}],
    })
  })

  it('of an earlier turn is moved to the end, where streamText() looks for it', () => {
    const messages = [calling(call), answer('seen'), calling({ ...call, id: 'c2' }), user('Be quick')]
    const late = resume.map((entry) => ({ ...entry, interruptId: 'approval_c2' }))
    expect(convert(messages, { resume: late })).toMatchObject([
      { role: 'assistant', content: [{ toolCallId: 'c1' }] },
      { role: 'tool', content: [{ type: 'tool-result', toolCallId: 'c1' }] },
      { role: 'user' },
      { role: 'assistant', content: [{ toolCallId: 'c2' }, { type: 'tool-approval-request' }] },
      { role: 'tool', content: [{ type: 'tool-approval-response', approvalId: 'approval_c2' }] },
    ])
  })
})
