import type { Interrupt, TokenUsage } from '@ag-ui/client'
import { describe, expect, it } from 'vitest'
import { order, type SeenEvent } from '../../test/run-agent.ts'
import { convertAISDKStream } from './convert-ai-sdk-stream.ts'
import type { ConvertStreamOptions } from './convert-options.ts'

async function* streamOf(...parts: unknown[]): AsyncGenerator<unknown> {
  yield* parts
}

async function eventsOf(
  parts: unknown[],
  options?: ConvertStreamOptions | AbortSignal,
): Promise<SeenEvent[]> {
  const events: SeenEvent[] = []
  for await (const event of convertAISDKStream(streamOf(...parts), options)) events.push(event as SeenEvent)
  return events
}

const finish = { type: 'finish', finishReason: 'stop', rawFinishReason: 'stop', totalUsage: {} }

describe('convertAISDKStream', () => {
  it('ends a thought when something else begins', async () => {
    const events = await eventsOf([
      { type: 'reasoning-delta', id: '0', text: 'Hm.' },
      { type: 'text-delta', id: '0', text: 'Yes.' },
      finish,
    ])
    expect(order(events)).toEqual([
      'REASONING_START',
      'REASONING_MESSAGE_START',
      'REASONING_MESSAGE_CONTENT',
      'REASONING_MESSAGE_END',
      'REASONING_END',
      'TEXT_MESSAGE_START',
      'TEXT_MESSAGE_CONTENT',
      'TEXT_MESSAGE_END',
    ])
    expect(events.find((event) => event.type === 'REASONING_MESSAGE_START')?.role).toBe('reasoning')
  })

  it('keeps provider metadata that has to go back, on any part of the stream', async () => {
    const events = await eventsOf([
      { type: 'reasoning-start', id: '0' },
      { type: 'reasoning-delta', id: '0', text: 'Hm.' },
      {
        type: 'reasoning-delta',
        id: '0',
        text: '',
        providerMetadata: { anthropic: { signature: 'sig' }, openai: { itemId: 'rs_1' } },
      },
      { type: 'reasoning-end', id: '0' },
      { type: 'reasoning-start', id: '1', providerMetadata: { anthropic: { redactedData: 'r' } } },
      { type: 'reasoning-end', id: '1' },
      { type: 'text-start', id: '2', providerMetadata: { google: { thoughtSignature: 'early' } } },
      {
        type: 'text-delta',
        id: '2',
        text: 'Yes.',
        providerMetadata: { google: { thoughtSignature: 'late' } },
      },
      { type: 'text-end', id: '2' },
      {
        type: 'tool-call',
        toolCallId: 'c',
        toolName: 't',
        input: {},
        providerMetadata: { google: { thoughtSignature: 's' } },
      },
      finish,
    ])
    const ids = events.flatMap((event) =>
      event.type === 'REASONING_START' || event.type === 'TEXT_MESSAGE_START' ? [event.messageId] : [],
    )
    expect(events.filter((event) => event.type === 'REASONING_ENCRYPTED_VALUE')).toMatchObject([
      { subtype: 'message', entityId: ids[0], encryptedValue: '{"anthropic":{"signature":"sig"}}' },
      { subtype: 'message', entityId: ids[1], encryptedValue: '{"anthropic":{"redactedData":"r"}}' },
      { subtype: 'message', entityId: ids[2], encryptedValue: '{"google":{"thoughtSignature":"late"}}' },
      { subtype: 'tool-call', entityId: 'c', encryptedValue: '{"google":{"thoughtSignature":"s"}}' },
    ])
  })

  it('keeps a signature that comes when something else has begun', async () => {
    const events = await eventsOf([
      { type: 'reasoning-delta', id: '0', text: 'Hm.' },
      { type: 'text-delta', id: '1', text: 'Yes.' },
      { type: 'reasoning-delta', id: '0', text: '', providerMetadata: { anthropic: { signature: 'sig' } } },
      { type: 'finish-step' },
      finish,
    ])
    expect(events.filter((event) => event.type === 'REASONING_START')).toHaveLength(1)
    expect(events.filter((event) => event.type === 'REASONING_ENCRYPTED_VALUE')).toMatchObject([
      { entityId: events[0]?.messageId, encryptedValue: '{"anthropic":{"signature":"sig"}}' },
    ])
  })

  it('opens and ends a call that did not stream, and answers it once', async () => {
    const result = { type: 'tool-result', toolCallId: 'c', toolName: 't', output: { ok: true } }
    const events = await eventsOf([
      { type: 'tool-call', toolCallId: 'c', toolName: 't', input: { a: 1 } },
      { ...result, preliminary: true, output: 'half' },
      result,
      result,
      finish,
    ])
    expect(order(events)).toEqual(['TOOL_CALL_START', 'TOOL_CALL_ARGS', 'TOOL_CALL_END', 'TOOL_CALL_RESULT'])
    expect(events.at(-1)?.content).toBe('{"ok":true}')
  })

  it('gives the calls of one step one parent, and those of the next another', async () => {
    const start = (id: string): unknown => ({ type: 'tool-input-start', id, toolName: 't' })
    const events = await eventsOf([start('a'), start('b'), { type: 'finish-step' }, start('c'), finish])
    const parents = events
      .filter((event) => event.type === 'TOOL_CALL_START')
      .map((event) => event.parentMessageId)
    expect(parents[0]).toBe(parents[1])
    expect(parents[2]).not.toBe(parents[0])
  })

  it('reports usage for each step, or once for all of them', async () => {
    const used: TokenUsage[] = []
    const onUsage = (usage: TokenUsage): void => void used.push(usage)
    const usage = { inputTokens: 5, inputTokenDetails: { cacheReadTokens: 2 }, outputTokenDetails: {} }
    await eventsOf(
      [
        { type: 'finish-step', usage, response: { modelId: 'm' } },
        { ...finish, totalUsage: usage },
      ],
      { onUsage },
    )
    await eventsOf([{ ...finish, totalUsage: usage }], { onUsage })
    expect(used).toEqual([
      { model: 'm', inputTokens: 5, cachedInputTokens: 2 },
      { inputTokens: 5, cachedInputTokens: 2 },
    ])
  })

  it('reports an approval once it is not decided by itself', async () => {
    const asked: Interrupt[] = []
    const request = {
      type: 'tool-approval-request',
      approvalId: 'x',
      toolCall: { toolCallId: 'c', toolName: 't', input: {} },
    }
    await eventsOf([request, finish], { onInterrupt: (interrupt) => asked.push(interrupt) })
    await eventsOf([{ ...request, isAutomatic: true }, finish], {
      onInterrupt: (interrupt) => asked.push(interrupt),
    })
    expect(asked).toMatchObject([{ id: 'approval_c', toolCallId: 'c', reason: 'tool_approval' }])
  })

  it('throws what the stream reports as an error', async () => {
    const error = new Error('lost')
    await expect(eventsOf([{ type: 'error', error }])).rejects.toBe(error)
  })

  it('closes what is open when the signal aborts, though the stream is silent', async () => {
    const stop = new AbortController()
    async function* silent(): AsyncGenerator<unknown> {
      yield { type: 'text-delta', id: '0', text: 'Once' }
      yield { type: 'tool-input-start', id: 'c', toolName: 't' }
      await new Promise(() => {})
    }
    const events: SeenEvent[] = []
    for await (const event of convertAISDKStream(silent(), stop.signal)) {
      events.push(event as SeenEvent)
      if (event.type === 'TOOL_CALL_START') stop.abort()
    }
    expect(order(events).slice(-2)).toEqual(['TEXT_MESSAGE_END', 'TOOL_CALL_END'])
  })

  it('skips what is no part and what it does not know', async () => {
    expect(await eventsOf([null, 'x', { type: 'ping' }, { type: 'source', id: 's' }, finish])).toEqual([])
  })
})
