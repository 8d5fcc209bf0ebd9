import { EventSchemas } from 'ag-ui-client-0'
import { describe, expect, it } from 'vitest'
import type { ContentPart, Message, RunAgentInput, WireEvent } from './events.ts'
import { needsLegacySpelling, toLegacySpelling } from './legacy-wire.ts'

const base = { threadId: 't', runId: 'r' }
const picture: ContentPart = { type: 'image', source: { type: 'file', value: 'file-7' } }
const parts: ContentPart[] = [
  { type: 'text', text: 'see' },
  picture,
  { type: 'audio', source: { type: 'data', value: 'AA==', mimeType: 'audio/wav' } },
  { type: 'document', source: { type: 'url', value: 'https://example.com/a.pdf' } },
]
const asText = 'see\n[image: file-7]\n[audio: audio/wav]\n[document: https://example.com/a.pdf]'
const user = (content: ContentPart[]): Message => ({ id: 'u', role: 'user', content })

const rows: [string, WireEvent, WireEvent][] = [
  [
    'the outcome cancelled is left out',
    { type: 'RUN_FINISHED', ...base, outcome: { type: 'cancelled' }, usage: [{ inputTokens: 1 }] },
    { type: 'RUN_FINISHED', ...base, usage: [{ inputTokens: 1 }] },
  ],
  [
    'success says nothing of pending calls',
    { type: 'RUN_FINISHED', ...base, outcome: { type: 'success', pendingToolCallIds: ['c'] } },
    { type: 'RUN_FINISHED', ...base, outcome: { type: 'success' } },
  ],
  [
    'a tool’s result is text',
    { type: 'TOOL_CALL_RESULT', toolCallId: 'c', messageId: 'm', content: parts },
    { type: 'TOOL_CALL_RESULT', toolCallId: 'c', messageId: 'm', content: asText },
  ],
  [
    'tool messages are text, and files in user messages are described',
    {
      type: 'MESSAGES_SNAPSHOT',
      messages: [user([picture]), { id: 'm', role: 'tool', toolCallId: 'c', content: parts }],
    },
    {
      type: 'MESSAGES_SNAPSHOT',
      messages: [
        user([{ type: 'text', text: '[image: file-7]' }]),
        { id: 'm', role: 'tool', toolCallId: 'c', content: asText },
      ],
    },
  ],
]

describe('the legacy spelling', () => {
  it.each(rows)('%s', (_, event, legacy) => {
    expect(EventSchemas.safeParse(event).success).toBe(false)
    expect(needsLegacySpelling(event)).toBe(true)
    expect(toLegacySpelling(event)).toEqual(legacy)
    expect(EventSchemas.safeParse(toLegacySpelling(event)).success).toBe(true)
  })

  it('gives the input of a run the lists that 1.0 may leave out', () => {
    const input: Omit<RunAgentInput, 'tools' | 'context'> = { ...base, messages: [user([picture])] }
    const event: WireEvent = JSON.parse(JSON.stringify({ type: 'RUN_STARTED', ...base, input }))
    expect(needsLegacySpelling(event)).toBe(true)
    expect(toLegacySpelling(event)).toEqual({
      type: 'RUN_STARTED',
      ...base,
      input: {
        ...base,
        messages: [user([{ type: 'text', text: '[image: file-7]' }])],
        tools: [],
        context: [],
      },
    })
  })

  it('is the very same event where 0.x reads it as it is', () => {
    const events: WireEvent[] = [
      { type: 'RUN_STARTED', ...base, protocolVersion: '1.0' },
      { type: 'TEXT_MESSAGE_CONTENT', messageId: 'm', delta: 'hi' },
      { type: 'TOOL_CALL_RESULT', toolCallId: 'c', messageId: 'm', content: 'ok' },
      { type: 'MESSAGES_SNAPSHOT', messages: [user([{ type: 'text', text: 'hi' }])] },
      {
        type: 'RUN_FINISHED',
        ...base,
        outcome: { type: 'interrupt', interrupts: [{ id: 'i', reason: 'x' }] },
      },
      { type: 'RUN_FINISHED', ...base, outcome: { type: 'success' } },
      { type: 'SUBAGENT_FINISHED', subagentRunId: 's', outcome: { type: 'suspended', interruptIds: ['i'] } },
    ]
    for (const event of events) {
      expect(toLegacySpelling(event)).toBe(event)
      expect(needsLegacySpelling(event)).toBe(false)
    }
  })
})
