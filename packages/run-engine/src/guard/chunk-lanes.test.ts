import { describe, expect, it } from 'vitest'
import { finished, running, typesOf } from '../../test/guarded.ts'

const chunk = (fields: object): object => ({ type: 'TEXT_MESSAGE_CHUNK', ...fields })
const toolChunk = (fields: object): object => ({ type: 'TOOL_CALL_CHUNK', ...fields })

describe('chunks', () => {
  it('are expanded to start, content and end, which is no repair', () => {
    const { output, guard } = running().push(
      chunk({ messageId: 'm', role: 'user', delta: 'a', metadata: { k: 1 }, rawEvent: 'raw' }),
      chunk({ delta: 'b' }),
      finished,
    )
    expect(output).toEqual([
      { type: 'TEXT_MESSAGE_START', messageId: 'm', role: 'user', metadata: { k: 1 } },
      { type: 'TEXT_MESSAGE_CONTENT', messageId: 'm', delta: 'a', metadata: { k: 1 }, rawEvent: 'raw' },
      { type: 'TEXT_MESSAGE_CONTENT', messageId: 'm', delta: 'b' },
      { type: 'TEXT_MESSAGE_END', messageId: 'm' },
      finished,
    ])
    expect(guard.repairs).toEqual({})
  })

  it('of another message or kind end the previous one', () => {
    const { output } = running().push(
      chunk({ messageId: 'm1', delta: 'a' }),
      chunk({ messageId: 'm2', delta: 'b' }),
      toolChunk({ toolCallId: 'c', toolCallName: 'look', delta: '{}' }),
      { type: 'REASONING_MESSAGE_CHUNK', messageId: 'r', delta: 'so' },
    )
    expect(typesOf(output)).toEqual([
      'TEXT_MESSAGE_START',
      'TEXT_MESSAGE_CONTENT',
      'TEXT_MESSAGE_END',
      'TEXT_MESSAGE_START',
      'TEXT_MESSAGE_CONTENT',
      'TEXT_MESSAGE_END',
      'TOOL_CALL_START',
      'TOOL_CALL_ARGS',
      'TOOL_CALL_END',
      'REASONING_MESSAGE_START',
      'REASONING_MESSAGE_CONTENT',
    ])
  })

  it('of interleaved tool calls keep the arguments of each call complete', () => {
    const { output, guard } = running().push(
      toolChunk({ toolCallId: 'a', toolCallName: 'look', delta: '{"q":' }),
      toolChunk({ toolCallId: 'b', toolCallName: 'look', delta: '{"q":' }),
      toolChunk({ toolCallId: 'a', delta: '1' }),
      toolChunk({ toolCallId: 'b', delta: '2}' }),
      toolChunk({ toolCallId: 'a', delta: '}' }),
      chunk({ messageId: 'm', delta: 'so' }),
      finished,
    )
    const args = (id: string): string =>
      output
        .map((event) =>
          'toolCallId' in event && event.toolCallId === id && 'delta' in event ? event.delta : '',
        )
        .join('')
    expect([args('a'), args('b')]).toEqual(['{"q":1}', '{"q":2}'])
    expect(guard.repairs).toEqual({})
    // The call that was continued last is ended last.
    expect(output.filter(({ type }) => type === 'TOOL_CALL_END')).toEqual([
      { type: 'TOOL_CALL_END', toolCallId: 'b' },
      { type: 'TOOL_CALL_END', toolCallId: 'a' },
    ])
    expect(typesOf(output).slice(-4)).toEqual([
      'TEXT_MESSAGE_START',
      'TEXT_MESSAGE_CONTENT',
      'TEXT_MESSAGE_END',
      'RUN_FINISHED',
    ])
  })

  it('of several tool calls can be ended one by one by explicit ends', () => {
    const { output } = running().push(
      toolChunk({ toolCallId: 'a', toolCallName: 'look', delta: '{' }),
      toolChunk({ toolCallId: 'b', toolCallName: 'look', delta: '{' }),
      { type: 'TOOL_CALL_END', toolCallId: 'a' },
      toolChunk({ delta: '}' }),
      finished,
    )
    expect(output.filter(({ type }) => type.startsWith('TOOL_CALL')).slice(-3)).toEqual([
      { type: 'TOOL_CALL_END', toolCallId: 'a' },
      { type: 'TOOL_CALL_ARGS', toolCallId: 'b', delta: '}' },
      { type: 'TOOL_CALL_END', toolCallId: 'b' },
    ])
  })

  it('of two subagents are independent', () => {
    const { output } = running().push(
      chunk({ messageId: 'm1', delta: 'a', subagentRunId: 's1' }),
      chunk({ messageId: 'm2', delta: 'b', subagentRunId: 's2' }),
      chunk({ delta: 'c', subagentRunId: 's1' }),
    )
    expect(output.at(-1)).toEqual({
      type: 'TEXT_MESSAGE_CONTENT',
      messageId: 'm1',
      delta: 'c',
      subagentRunId: 's1',
    })
    expect(typesOf(output)).not.toContain('TEXT_MESSAGE_END')
  })

  it('are ended by a step of the same owner, but not by a RAW event', () => {
    const self = running().push(chunk({ messageId: 'm', delta: 'a' }), { type: 'RAW', event: 1 })
    expect(typesOf(self.output)).not.toContain('TEXT_MESSAGE_END')
    self.push({ type: 'STEP_STARTED', stepName: 'plan' })
    expect(typesOf(self.output).slice(-2)).toEqual(['TEXT_MESSAGE_END', 'STEP_STARTED'])
  })

  it('of text get an id when the first of them has none', () => {
    const { output, guard } = running().push(chunk({ delta: 'a' }), chunk({ delta: 'b' }))
    expect(output).toEqual([
      { type: 'TEXT_MESSAGE_START', messageId: 'run-text-1', role: 'assistant' },
      { type: 'TEXT_MESSAGE_CONTENT', messageId: 'run-text-1', delta: 'a' },
      { type: 'TEXT_MESSAGE_CONTENT', messageId: 'run-text-1', delta: 'b' },
    ])
    expect(guard.repairs).toEqual({ 'missing-id': 1 })
  })

  it('of a tool call are dropped while its id or name is unknown', () => {
    const { output, guard } = running().push(
      toolChunk({ delta: '{' }),
      toolChunk({ toolCallId: 'c', delta: '{' }),
    )
    expect(output).toEqual([])
    expect(guard.repairs).toEqual({ 'not-open': 2 })
  })

  it('continue an explicitly opened item, which the agent ends', () => {
    const start = { type: 'TEXT_MESSAGE_START', messageId: 'm', role: 'assistant' }
    const end = { type: 'TEXT_MESSAGE_END', messageId: 'm' }
    const { output, guard } = running().push(
      start,
      chunk({ messageId: 'm', delta: 'a' }),
      chunk({ delta: 'b' }),
      end,
    )
    expect(output).toEqual([
      start,
      { type: 'TEXT_MESSAGE_CONTENT', messageId: 'm', delta: 'a' },
      { type: 'TEXT_MESSAGE_CONTENT', messageId: 'm', delta: 'b' },
      end,
    ])
    expect(guard.repairs).toEqual({})
  })

  it('continue after explicit content of the same message, and end with its explicit end', () => {
    const content = { type: 'TEXT_MESSAGE_CONTENT', messageId: 'm', delta: 'b' }
    const { output } = running().push(
      chunk({ messageId: 'm', delta: 'a' }),
      content,
      chunk({ delta: 'c' }),
      { type: 'TEXT_MESSAGE_END', messageId: 'm' },
      finished,
    )
    expect(typesOf(output)).toEqual([
      'TEXT_MESSAGE_START',
      'TEXT_MESSAGE_CONTENT',
      'TEXT_MESSAGE_CONTENT',
      'TEXT_MESSAGE_CONTENT',
      'TEXT_MESSAGE_END',
      'RUN_FINISHED',
    ])
  })
})
