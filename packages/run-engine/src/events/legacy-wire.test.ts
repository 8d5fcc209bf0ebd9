import { EventSchemas } from 'ag-ui-client-0'
import { describe, expect, it } from 'vitest'
import type { ContentPart, Message, RunAgentInput, WireEvent } from './events.ts'
import { needsLegacyWire, toLegacyWire } from './legacy-wire.ts'

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

describe('the legacy wire', () => {
  it.each(rows)('%s', (_, event, legacy) => {
    expect(EventSchemas.safeParse(event).success).toBe(false)
    expect(needsLegacyWire(event)).toBe(true)
    expect(toLegacyWire(event)).toEqual(legacy)
    expect(EventSchemas.safeParse(toLegacyWire(event)).success).toBe(true)
  })

  it('adds the lists to the input of a run that 1.0 may omit', () => {
    const input: Omit<RunAgentInput, 'tools' | 'context'> = { ...base, messages: [user([picture])] }
    const event: WireEvent = JSON.parse(JSON.stringify({ type: 'RUN_STARTED', ...base, input }))
    expect(needsLegacyWire(event)).toBe(true)
    expect(toLegacyWire(event)).toEqual({
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

  it('is the same object if 0.x accepts the event', () => {
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
      expect(toLegacyWire(event)).toBe(event)
      expect(needsLegacyWire(event)).toBe(false)
    }
  })
})
