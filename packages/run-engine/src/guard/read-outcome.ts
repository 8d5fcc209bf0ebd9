// Tests: `event-guard.test.ts` and `guard.property.test.ts`.
import { isRecord } from '../events/read-fields.ts'
import type { ReadValue } from './field-values.ts'
import { count, id, list, plainThroughout, record, string, text, withDefault } from './field-values.ts'
import { object } from './read-object.ts'

const readUsageEntry = object({
  required: {},
  optional: {
    provider: string,
    model: string,
    inputTokens: count,
    outputTokens: count,
    totalTokens: count,
    reasoningTokens: count,
    cachedInputTokens: count,
    cacheWriteInputTokens: count,
  },
})

/** The token usage of a run, without entries that are not objects. */
export const usage: ReadValue = list(readUsageEntry)

// An interrupt needs an id to be answered, but no reason.
const readInterrupt = object(
  {
    required: { id, reason: withDefault(text, () => 'unspecified') },
    optional: {
      subagentRunId: id,
      message: text,
      toolCallId: id,
      responseSchema: record,
      expiresAt: string,
      metadata: record,
    },
  },
  { closed: true },
)

/** Each interrupt once, because an answer identifies it by id. */
const interrupts: ReadValue = (value, event) => {
  const read = list(readInterrupt)(value, event)
  if (!Array.isArray(read) || read.length === 0) return undefined
  const byId = new Map<unknown, unknown>()
  for (const interrupt of read) {
    if (isRecord(interrupt) && !byId.has(interrupt.id)) byId.set(interrupt.id, interrupt)
  }
  return byId.size === read.length ? read : [...byId.values()]
}

const strings = list(string)
const constant: ReadValue = (value) => value

function outcomes(shapes: Readonly<Record<string, ReadValue>>): ReadValue {
  return (given, event) => {
    const value = plainThroughout(typeof given === 'string' ? { type: given } : given)
    if (!isRecord(value) || typeof value.type !== 'string' || !Object.hasOwn(shapes, value.type))
      return undefined
    return shapes[value.type]?.(value, event)
  }
}

/** The outcome of a run. An interrupt outcome needs an interrupt that can be answered. */
export const runOutcome: ReadValue = outcomes({
  success: object(
    { required: { type: constant }, optional: { pendingToolCallIds: strings } },
    { closed: true },
  ),
  interrupt: object({ required: { type: constant, interrupts }, optional: {} }, { closed: true }),
  cancelled: object({ required: { type: constant }, optional: {} }, { closed: true }),
})

/** The outcome of a subagent. */
export const subagentOutcome: ReadValue = outcomes({
  success: object({ required: { type: constant }, optional: {} }, { closed: true }),
  suspended: object({ required: { type: constant }, optional: { interruptIds: strings } }, { closed: true }),
})
