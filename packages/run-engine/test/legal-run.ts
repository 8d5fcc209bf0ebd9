import fc from 'fast-check'
import type { Interrupt, WireEvent } from '../src/events/events.ts'

/**
 * The next step of an agent: which kind of item, which of the open ones, and whether it starts, continues or ends.
 */
interface Choice {
  readonly what: number
  readonly which: number
  readonly step: 'start' | 'continue' | 'end'
  readonly tagged: boolean
  readonly extra: { timestamp?: number; rawEvent?: string; metadata?: Record<string, null> }
}

interface Open {
  readonly more?: WireEvent
  readonly end: WireEvent
}

const choice: fc.Arbitrary<Choice> = fc.record({
  what: fc.nat({ max: 12 }),
  which: fc.nat(),
  step: fc.constantFrom('start', 'start', 'continue', 'continue', 'continue', 'end'),
  tagged: fc.boolean(),
  extra: fc.record(
    { timestamp: fc.integer(), rawEvent: fc.string(), metadata: fc.constant({ nothing: null }) },
    { requiredKeys: [] },
  ),
})

/** Items that start, continue and end, by number, so that a step can select one. */
const bracketed: readonly ((n: number, tag: { subagentRunId?: string }) => Open & { start: WireEvent })[] = [
  (n, tag) => ({
    start: { type: 'TEXT_MESSAGE_START', messageId: `m${n}`, role: 'assistant', ...tag },
    more: { type: 'TEXT_MESSAGE_CONTENT', messageId: `m${n}`, delta: 'x', ...tag },
    end: { type: 'TEXT_MESSAGE_END', messageId: `m${n}`, ...tag },
  }),
  (n, tag) => ({
    start: {
      type: 'TOOL_CALL_START',
      toolCallId: `c${n}`,
      toolCallName: 'look',
      parentMessageId: `p${n}`,
      ...tag,
    },
    more: { type: 'TOOL_CALL_ARGS', toolCallId: `c${n}`, delta: '{', ...tag },
    end: { type: 'TOOL_CALL_END', toolCallId: `c${n}` },
  }),
  (n, tag) => ({
    start: { type: 'REASONING_START', messageId: `r${n}`, ...tag },
    end: { type: 'REASONING_END', messageId: `r${n}`, ...tag },
  }),
  (n, tag) => ({
    start: { type: 'REASONING_MESSAGE_START', messageId: `r${n}`, role: 'reasoning', ...tag },
    more: { type: 'REASONING_MESSAGE_CONTENT', messageId: `r${n}`, delta: '', ...tag },
    end: { type: 'REASONING_MESSAGE_END', messageId: `r${n}` },
  }),
  (n, tag) => ({
    start: { type: 'STEP_STARTED', stepName: `step${n % 2}-${n}`, ...tag },
    end: { type: 'STEP_FINISHED', stepName: `step${n % 2}-${n}`, ...tag },
  }),
  (n) => ({
    start: { type: 'SUBAGENT_STARTED', subagentRunId: `s${n}`, name: 'helper' },
    end: { type: 'SUBAGENT_FINISHED', subagentRunId: `s${n}`, outcome: { type: 'success' } },
  }),
]

const standalone: readonly ((n: number) => WireEvent)[] = [
  () => ({ type: 'STATE_SNAPSHOT', snapshot: null }),
  () => ({ type: 'STATE_DELTA', delta: [{ op: 'add', path: '/a~1b', value: null }] }),
  () => ({ type: 'CUSTOM', name: 'thing', value: { deep: [null] } }),
  () => ({ type: 'RAW', event: null, source: 'provider' }),
  (n) => ({
    type: 'ACTIVITY_SNAPSHOT',
    messageId: `a${n}`,
    activityType: 'plan',
    content: {},
    replace: true,
  }),
  (n) => ({
    type: 'MESSAGES_SNAPSHOT',
    messages: [{ id: `u${n}`, role: 'user', content: [{ type: 'text', text: 'hi' }] }],
  }),
  () => ({
    type: 'REASONING_ENCRYPTED_VALUE',
    subtype: 'message',
    entityId: 'unheard',
    encryptedValue: 'zz',
  }),
]

const interrupts: Interrupt[] = [{ id: 'i1', reason: 'approval', message: 'May I?' }]
const base = { threadId: 'thread', runId: 'run' }
const endings: readonly WireEvent[] = [
  { type: 'RUN_FINISHED', ...base },
  {
    type: 'RUN_FINISHED',
    ...base,
    outcome: { type: 'success', pendingToolCallIds: ['c1'] },
    usage: [{ inputTokens: 1 }],
  },
  { type: 'RUN_FINISHED', ...base, outcome: { type: 'interrupt', interrupts } },
  { type: 'RUN_FINISHED', ...base, outcome: { type: 'cancelled' } },
  { type: 'RUN_ERROR', message: 'No luck', code: 'luck' },
]

/** Complete runs that are legal in AG-UI 1.0, without chunks. */
export const legalRun: fc.Arbitrary<WireEvent[]> = fc
  .tuple(fc.array(choice, { maxLength: 40, size: 'max' }), fc.constantFrom(...endings))
  .map(([choices, ending]) => {
    const events: WireEvent[] = [{ type: 'RUN_STARTED', ...base, protocolVersion: '1.0' }]
    const open: Open[] = []
    choices.forEach((one, n) => {
      const picked = open[one.which % open.length]
      const add = (event: WireEvent): unknown => events.push({ ...event, ...one.extra })
      if (picked && one.step === 'continue') add(picked.more ?? picked.end)
      if (picked && (one.step === 'end' || (one.step === 'continue' && !picked.more))) {
        if (one.step === 'end') add(picked.end)
        open.splice(open.indexOf(picked), 1)
      }
      if (one.step !== 'start') return
      const begin = bracketed[one.what]
      const alone = standalone[one.what - bracketed.length]
      if (begin) {
        const { start, ...rest } = begin(n, one.tagged ? { subagentRunId: `tag${one.which % 2}` } : {})
        add(start)
        open.push(rest)
      } else if (alone) add(alone(n))
    })
    for (const { end } of open.reverse()) events.push(end)
    const calls = events.flatMap((event) => (event.type === 'TOOL_CALL_START' ? [event.toolCallId] : []))
    for (const toolCallId of calls) {
      events.push({
        type: 'TOOL_CALL_RESULT',
        toolCallId,
        messageId: `${toolCallId}-r`,
        content: 'ok',
        role: 'tool',
      })
    }
    return [...events, ending]
  })
