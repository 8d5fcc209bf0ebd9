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

/** What a run used; entries that are no objects are left out. */
export const usage: ReadValue = list(readUsageEntry)

// Without a reason an interrupt can still be answered; without an id it cannot.
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

/** Each interrupt once: an answer could not say which of two it means. */
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

/** Why a run ended. An interrupt outcome without an interrupt that could be answered is none. */
export const runOutcome: ReadValue = outcomes({
  success: object(
    { required: { type: constant }, optional: { pendingToolCallIds: strings } },
    { closed: true },
  ),
  interrupt: object({ required: { type: constant, interrupts }, optional: {} }, { closed: true }),
  cancelled: object({ required: { type: constant }, optional: {} }, { closed: true }),
})

/** Why a subagent's part ended. */
export const subagentOutcome: ReadValue = outcomes({
  success: object({ required: { type: constant }, optional: {} }, { closed: true }),
  suspended: object({ required: { type: constant }, optional: { interruptIds: strings } }, { closed: true }),
})
