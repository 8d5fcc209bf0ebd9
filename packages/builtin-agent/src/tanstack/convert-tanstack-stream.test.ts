import {
  type AGUIEvent,
  type BaseEvent,
  EventType,
  enforceEvents,
  type Interrupt,
  type TokenUsage,
  verifyEvents,
} from '@ag-ui/client'
import { from, lastValueFrom, toArray } from 'rxjs'
import { describe, expect, it } from 'vitest'
import { calling, order, type SeenEvent, user } from '../../test/run-agent.ts'
import { convertTanStackStream } from './convert-tanstack-stream.ts'
import type { ConvertTanStackOptions } from './tanstack-options.ts'

async function* streamOf(...chunks: unknown[]): AsyncGenerator<unknown> {
  yield* chunks
}

/** Converts chunks, with ids that count. */
async function convert(chunks: unknown[], options: ConvertTanStackOptions = {}) {
  let last = 0
  const interrupts: Interrupt[] = []
  const usage: TokenUsage[] = []
  const events: SeenEvent[] = []
  const converted = convertTanStackStream(streamOf(...chunks), {
    newId: () => {
      last += 1
      return `id-${last}`
    },
    onInterrupt: (interrupt) => interrupts.push(interrupt),
    onUsage: (entry) => usage.push(entry),
    ...options,
  })
  let error: unknown
  try {
    for await (const event of converted) events.push(event as SeenEvent)
  } catch (thrown) {
    error = thrown
  }
  return { events, interrupts, usage, error }
}

/** Resolves when the strict client takes the events as those of a run. */
function accepted(events: BaseEvent[]): Promise<BaseEvent[]> {
  const run = { threadId: 't', runId: 'r' }
  const whole = [
    { type: EventType.RUN_STARTED, ...run } satisfies AGUIEvent,
    ...events,
    { type: EventType.RUN_FINISHED, ...run } satisfies AGUIEvent,
  ]
  return lastValueFrom(from(whole).pipe(enforceEvents(), verifyEvents(false), toArray()))
}

const says = (messageId: string, ...deltas: string[]) => [
  { type: 'TEXT_MESSAGE_START', messageId, role: 'assistant' },
  ...deltas.map((delta) => ({ type: 'TEXT_MESSAGE_CONTENT', messageId, delta })),
  { type: 'TEXT_MESSAGE_END', messageId },
]
const calls = (toolCallId: string, toolName: string, args: string) => [
  { type: 'TOOL_CALL_START', toolCallId, toolCallName: toolName, toolName },
  { type: 'TOOL_CALL_ARGS', toolCallId, delta: args },
  { type: 'TOOL_CALL_END', toolCallId, input: JSON.parse(args) },
]
const started = { type: 'RUN_STARTED', threadId: 't', runId: 'inner' }
const finished = { type: 'RUN_FINISHED', threadId: 't', runId: 'inner' }

describe('convertTanStackStream', () => {
  it('gives every text of a run an id of its own, though the stream reuses one', async () => {
    const { events } = await convert([
      started,
      ...says('m', 'let me ', 'see'),
      ...calls('c', 'weather', '{"city":"Rome"}'),
      finished,
      { type: 'TOOL_CALL_RESULT', messageId: 'm', toolCallId: 'c', content: '{"sunny":true}' },
      ...says('m', 'sunny'),
      finished,
    ])
    expect(events).toEqual([
      { type: 'TEXT_MESSAGE_START', messageId: 'id-1', role: 'assistant' },
      { type: 'TEXT_MESSAGE_CONTENT', messageId: 'id-1', delta: 'let me ' },
      { type: 'TEXT_MESSAGE_CONTENT', messageId: 'id-1', delta: 'see' },
      { type: 'TEXT_MESSAGE_END', messageId: 'id-1' },
      { type: 'TOOL_CALL_START', toolCallId: 'c', toolCallName: 'weather', parentMessageId: 'id-1' },
      { type: 'TOOL_CALL_ARGS', toolCallId: 'c', delta: '{"city":"Rome"}' },
      { type: 'TOOL_CALL_END', toolCallId: 'c' },
      {
        type: 'TOOL_CALL_RESULT',
        messageId: 'result_id-2',
        toolCallId: 'c',
        content: '{"sunny":true}',
        role: 'tool',
      },
      { type: 'TEXT_MESSAGE_START', messageId: 'id-3', role: 'assistant' },
      { type: 'TEXT_MESSAGE_CONTENT', messageId: 'id-3', delta: 'sunny' },
      { type: 'TEXT_MESSAGE_END', messageId: 'id-3' },
    ])
    await accepted(events)
  })

  it('closes reasoning that the stream leaves open, and keeps its signature', async () => {
    const { events } = await convert([
      started,
      { type: 'REASONING_START', messageId: 'r' },
      { type: 'REASONING_MESSAGE_START', messageId: 'r', role: 'reasoning' },
      { type: 'REASONING_MESSAGE_CONTENT', messageId: 'r', delta: 'hm' },
      ...says('m', 'x'),
      { type: 'REASONING_ENCRYPTED_VALUE', subtype: 'message', entityId: 'r', encryptedValue: 'sig' },
      finished,
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
      'REASONING_ENCRYPTED_VALUE',
    ])
    expect(events[1]).toMatchObject({ messageId: 'id-1', role: 'reasoning' })
    expect(events.at(-1)).toMatchObject({ subtype: 'message', entityId: 'id-1', encryptedValue: 'sig' })
    await accepted(events)
  })

  it('hands approvals on as they are, and no calls of client tools', async () => {
    const approval = {
      id: 'approval_c',
      reason: 'tool_call',
      toolCallId: 'c',
      metadata: { kind: 'approval' },
    }
    const client = { id: 'client_tool_d', reason: 'tanstack:client_tool_execution', toolCallId: 'd' }
    const { events, interrupts } = await convert([
      started,
      ...calls('c', 'delete', '{}'),
      ...calls('d', 'pick', '{}'),
      { type: 'MESSAGES_SNAPSHOT', messages: [{ id: 'snapshot_1', role: 'user', content: 'hi' }] },
      { ...finished, outcome: { type: 'interrupt', interrupts: [approval, client] } },
    ])
    expect(interrupts).toEqual([approval])
    expect(order(events)).toEqual([
      'TOOL_CALL_START',
      'TOOL_CALL_ARGS',
      'TOOL_CALL_END',
      'TOOL_CALL_START',
      'TOOL_CALL_ARGS',
      'TOOL_CALL_END',
    ])
  })

  it('understands how approvals were asked for before there were interrupts', async () => {
    const value = {
      toolCallId: 'c',
      toolName: 'delete',
      input: { id: 1 },
      approval: { id: 'a', needsApproval: true },
    }
    const { events, interrupts } = await convert([{ type: 'CUSTOM', name: 'approval-requested', value }])
    expect(interrupts).toEqual([
      {
        id: 'a',
        reason: 'tool_call',
        message: 'Approval required to run delete',
        toolCallId: 'c',
        metadata: { kind: 'approval', toolName: 'delete', input: { id: 1 } },
      },
    ])
    expect(order(events)).toEqual(['TOOL_CALL_START', 'TOOL_CALL_ARGS', 'TOOL_CALL_END'])
  })

  it('does not open calls of the history again, and answers each once', async () => {
    const messages = [user('x'), calling({ id: 'c', name: 'delete', args: '{}' })]
    const result = { type: 'TOOL_CALL_RESULT', messageId: 'm', toolCallId: 'c', content: '"gone"' }
    const { events } = await convert([...calls('c', 'delete', '{}'), result, result, started, finished], {
      input: { messages },
    })
    expect(events).toEqual([
      {
        type: 'TOOL_CALL_RESULT',
        messageId: 'result_id-1',
        toolCallId: 'c',
        content: '"gone"',
        role: 'tool',
      },
    ])
  })

  it('gives a call whose id is over another one', async () => {
    const result = (content: string) => ({ type: 'TOOL_CALL_RESULT', toolCallId: 'c', content })
    const messages = [
      user('x'),
      calling({ id: 'c', name: 'look', args: '{}' }),
      { id: 'a', role: 'tool' as const, toolCallId: 'c', content: 'before' },
    ]
    const { events, interrupts } = await convert(
      [
        started,
        ...calls('c', 'look', '{"n":1}'),
        result('first'),
        // The end of a call comes twice.
        { type: 'TOOL_CALL_END', toolCallId: 'c', toolCallName: 'look' },
        ...calls('c', 'pay', '{"n":2}'),
        {
          ...finished,
          outcome: {
            type: 'interrupt',
            interrupts: [{ id: 'approval_c', reason: 'tool_call', toolCallId: 'c' }],
          },
        },
      ],
      { input: { messages } },
    )
    const [first, second] = events.flatMap((event) =>
      event.type === 'TOOL_CALL_START' ? [event.toolCallId] : [],
    )
    expect(new Set(['c', first, second]).size).toBe(3)
    expect(events.filter((event) => event.type === 'TOOL_CALL_RESULT')).toMatchObject([
      { toolCallId: first, content: 'first' },
    ])
    expect(events.filter((event) => event.type === 'TOOL_CALL_ARGS')).toMatchObject([
      { toolCallId: first, delta: '{"n":1}' },
      { toolCallId: second, delta: '{"n":2}' },
    ])
    expect(interrupts).toMatchObject([{ id: `approval_${second}`, toolCallId: second }])
    await accepted(events)
  })

  it('answers a call that the human denied, and only while it is open', async () => {
    const messages = [user('x'), calling({ id: 'c', name: 'delete', args: '{}' })]
    const resume = [
      {
        interruptId: 'approval_c',
        status: 'resolved' as const,
        payload: { approved: false, reason: 'keep it' },
      },
    ]
    const { events } = await convert([started, finished], { input: { messages, resume } })
    const content = '{"status":"denied","reason":"keep it"}'
    expect(events).toEqual([
      { type: 'TOOL_CALL_RESULT', messageId: 'result_id-1', toolCallId: 'c', content, role: 'tool' },
    ])
    const decided = [...messages, { id: 'd', role: 'tool' as const, toolCallId: 'c', content }]
    expect((await convert([started, finished], { input: { messages: decided, resume } })).events).toEqual([])
  })

  it('reads results from content or result, and leaves out calls that are still to be executed', async () => {
    const { events } = await convert([
      ...calls('a', 'x', '{}'),
      { type: 'TOOL_CALL_RESULT', toolCallId: 'a', result: { n: 1 } },
      ...calls('b', 'x', '{}'),
      { type: 'TOOL_CALL_RESULT', toolCallId: 'b', content: '{"approved":true,"pendingExecution":true}' },
      { type: 'TOOL_CALL_RESULT', toolCallId: 'b', content: [{ type: 'text', content: 'x' }] },
    ])
    const results = events.filter((event) => event.type === 'TOOL_CALL_RESULT')
    expect(results.map((event) => event.content)).toEqual(['{"n":1}', '[{"type":"text","content":"x"}]'])
  })

  it('gives files in a result as the content that AG-UI has for them', async () => {
    const image = { type: 'image', source: { type: 'data', value: 'aGk=', mimeType: 'image/png' } }
    const { events } = await convert([
      ...calls('a', 'shoot', '{}'),
      {
        type: 'TOOL_CALL_RESULT',
        toolCallId: 'a',
        content: JSON.stringify([{ type: 'text', content: 'Here:' }, image]),
      },
    ])
    expect(events.at(-1)?.content).toEqual([{ type: 'text', text: 'Here:' }, image])
    await accepted(events)
  })

  it('turns the results of the state tools into changes of the state', async () => {
    const { events } = await convert(
      [
        ...calls('s', 'AGUISendStateDelta', '{}'),
        {
          type: 'TOOL_CALL_RESULT',
          toolCallId: 's',
          content: '{"delta":[{"op":"add","path":"/items/-","value":1}]}',
        },
      ],
      { state: { a: 1 } },
    )
    expect(order(events).slice(3)).toEqual(['STATE_SNAPSHOT', 'STATE_DELTA', 'TOOL_CALL_RESULT'])
    expect(events[3]?.snapshot).toEqual({ a: 1 })
  })

  it('passes on state, steps and events of the application', async () => {
    const { events } = await convert([
      { type: 'STEP_STARTED', stepName: 'a' },
      { type: 'STATE_SNAPSHOT', snapshot: { a: 1 } },
      { type: 'STATE_DELTA', delta: [{ op: 'remove', path: '/a' }] },
      { type: 'CUSTOM', name: 'structured-output.complete', value: { object: { b: 2 } } },
      { type: 'CUSTOM', name: 'tool-input-available', value: {} },
    ])
    expect(events).toEqual([
      { type: 'STEP_STARTED', stepName: 'a' },
      { type: 'STATE_SNAPSHOT', snapshot: { a: 1 } },
      { type: 'STATE_DELTA', delta: [{ op: 'remove', path: '/a' }] },
      { type: 'CUSTOM', name: 'structured-output.complete', value: { object: { b: 2 } } },
      { type: 'STEP_FINISHED', stepName: 'a' },
    ])
  })

  it.each([
    ['a call without a beginning', [{ type: 'TOOL_CALL_ARGS', toolCallId: 'c', delta: '{}' }], []],
    [
      'a call that has only an end',
      [{ type: 'TOOL_CALL_END', toolCallId: 'c', toolCallName: 'x', input: { a: 1 } }],
      ['TOOL_CALL_START', 'TOOL_CALL_ARGS', 'TOOL_CALL_END'],
    ],
    [
      'a call in chunks',
      [
        { type: 'TOOL_CALL_CHUNK', toolCallId: 'c', toolCallName: 'x', delta: '{' },
        { type: 'TOOL_CALL_CHUNK', delta: '}' },
      ],
      ['TOOL_CALL_START', 'TOOL_CALL_ARGS', 'TOOL_CALL_END'],
    ],
    [
      'a text in chunks',
      [
        { type: 'TEXT_MESSAGE_CHUNK', messageId: 'm', role: 'assistant', delta: 'a' },
        { type: 'TEXT_MESSAGE_CHUNK', delta: 'b' },
      ],
      ['TEXT_MESSAGE_START', 'TEXT_MESSAGE_CONTENT', 'TEXT_MESSAGE_END'],
    ],
    ['a text without words', [{ type: 'TEXT_MESSAGE_START', messageId: 'm' }], []],
    [
      'things that are no chunks',
      [null, 7, 'x', {}, { type: 4 }, { type: 'NEW_THING' }, { type: 'STEP_FINISHED', stepId: 'x' }],
      [],
    ],
  ])('makes the best of %s', async (_what, chunks, expected) => {
    const { events, error } = await convert(chunks)
    expect(error).toBeUndefined()
    expect(order(events)).toEqual(expected)
    await accepted(events)
  })

  it('reports the tokens of every turn, in either form', async () => {
    const { usage } = await convert([
      started,
      {
        ...finished,
        usage: {
          promptTokens: 3,
          completionTokens: 4,
          totalTokens: 7,
          promptTokensDetails: { cachedTokens: 1, cacheWriteTokens: 2 },
          completionTokensDetails: { reasoningTokens: 2 },
        },
        metadata: { tanstack: { model: 'm', finishReason: 'tool_calls' } },
      },
      { ...finished, usage: [{ provider: 'p', model: 'm', inputTokens: 5, other: 'x' }] },
      { ...finished, usage: { promptTokens: -1 } },
      finished,
    ])
    expect(usage).toEqual([
      {
        model: 'm',
        inputTokens: 3,
        outputTokens: 4,
        totalTokens: 7,
        reasoningTokens: 2,
        cachedInputTokens: 1,
        cacheWriteInputTokens: 2,
      },
      { provider: 'p', model: 'm', inputTokens: 5 },
    ])
  })

  it('throws what the stream reports as an error', async () => {
    const { events, error } = await convert([
      started,
      ...says('m', 'half').slice(0, 2),
      { type: 'RUN_ERROR', message: 'slow down', code: '429' },
    ])
    expect(error).toMatchObject({ message: 'slow down', code: 429 })
    expect(order(events)).toEqual(['TEXT_MESSAGE_START', 'TEXT_MESSAGE_CONTENT'])
    const nested = await convert([{ type: 'RUN_ERROR', error: { message: 'inner', code: 'x' } }])
    expect(nested.error).toMatchObject({ message: 'inner', code: 'x' })
  })

  it('throws when a turn is cut off, and when the answer was refused, having closed what was open', async () => {
    const cut = await convert([started, ...says('m', 'half').slice(0, 2)])
    expect(cut.error).toMatchObject({ code: 'incomplete_response' })
    expect(order(cut.events).at(-1)).toBe('TEXT_MESSAGE_END')
    const refused = await convert([
      started,
      { ...finished, metadata: { tanstack: { finishReason: 'content_filter' } } },
    ])
    expect(refused.error).toMatchObject({ code: 'content_refused' })
  })

  it('ends when the signal aborts, though the stream is silent, and closes what was open', async () => {
    const abort = new AbortController()
    async function* silent() {
      yield started
      yield* says('m', 'half').slice(0, 2)
      await new Promise(() => {})
    }
    const events: SeenEvent[] = []
    for await (const event of convertTanStackStream(silent(), abort.signal)) {
      events.push(event as SeenEvent)
      if (event.type === EventType.TEXT_MESSAGE_CONTENT) abort.abort()
    }
    expect(order(events)).toEqual(['TEXT_MESSAGE_START', 'TEXT_MESSAGE_CONTENT', 'TEXT_MESSAGE_END'])
  })

  it('makes a legal run of any chunks in any order', async () => {
    let failures = 0
    for (let seed = 1; seed <= Number(process.env.TEST_SEEDS ?? 50); seed += 1) {
      const { events, error } = await convert(anyChunks(seed))
      if (error !== undefined) {
        failures += 1
        continue
      }
      await expect(accepted(events), `seed ${seed}`).resolves.toHaveLength(events.length + 2)
      const opened = events.filter(({ type }) => type === 'TEXT_MESSAGE_START' || type === 'TOOL_CALL_RESULT')
      expect(new Set(opened.map((event) => event.messageId)).size, `seed ${seed}`).toBe(opened.length)
    }
    // Chunks that end in the middle of a turn are an error; most do not.
    expect(failures).toBeLessThan(300)
  })
})

/** A mix of chunks that is the same for the same seed. */
function anyChunks(seed: number): unknown[] {
  let state = seed * 2654435761
  const next = (below: number): number => {
    state = (Math.imul(state ^ (state >>> 15), 2246822519) + 3266489917) >>> 0
    return state % below
  }
  const id = () => `i${next(3)}`
  const kinds: (() => unknown)[] = [
    () => started,
    () => finished,
    () => finished,
    () => ({ type: 'TEXT_MESSAGE_START', messageId: id(), role: 'assistant' }),
    () => ({ type: 'TEXT_MESSAGE_CONTENT', messageId: id(), delta: ['', 'x'][next(2)] }),
    () => ({ type: 'TEXT_MESSAGE_CHUNK', delta: 'y' }),
    () => ({ type: 'TEXT_MESSAGE_END', messageId: id() }),
    () => ({ type: 'TOOL_CALL_START', toolCallId: id(), toolCallName: 'tool' }),
    () => ({ type: 'TOOL_CALL_ARGS', toolCallId: id(), delta: '{}' }),
    () => ({ type: 'TOOL_CALL_CHUNK', toolCallId: id(), toolCallName: 'tool', delta: '1' }),
    () => ({ type: 'TOOL_CALL_END', toolCallId: id(), toolName: 'tool', input: {} }),
    () => ({ type: 'TOOL_CALL_RESULT', messageId: id(), toolCallId: id(), content: 'r' }),
    () => ({ type: 'REASONING_START', messageId: id() }),
    () => ({ type: 'REASONING_MESSAGE_CONTENT', messageId: id(), delta: 'hm' }),
    () => ({ type: 'REASONING_MESSAGE_END', messageId: id() }),
    () => ({ type: 'REASONING_ENCRYPTED_VALUE', subtype: 'message', entityId: id(), encryptedValue: 's' }),
    () => ({ type: 'REASONING_ENCRYPTED_VALUE', subtype: 'tool-call', entityId: id(), encryptedValue: 's' }),
    () => ({ type: 'STEP_STARTED', stepName: id() }),
    () => ({ type: 'STEP_FINISHED', stepName: id() }),
    () => ({ type: 'CUSTOM', name: 'note' }),
    () => ({ type: 'CUSTOM', name: 'approval-requested', value: { toolCallId: id(), toolName: 'tool' } }),
    () => ({ type: 'STATE_SNAPSHOT', snapshot: null }),
    () => ({ type: 'MESSAGES_SNAPSHOT', messages: [] }),
  ]
  return Array.from({ length: 5 + next(40) }, () => kinds[next(kinds.length)]?.())
}
