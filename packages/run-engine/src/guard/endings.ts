import type { EventOf, Interrupt, TokenUsage, WireEvent } from '../events/events.ts'
import type { Attribution } from './attribution.ts'
import type { InnerEvent } from './event-flow.ts'
import { tagged } from './event-flow.ts'

/** How the agent ended. */
export type GuardEnd =
  /** It ended without throwing, with or without an ending event. */
  | { readonly kind: 'completed' }
  /** It threw or exceeded a limit. `message` and `code` are sent to clients, so they must be safe. */
  | { readonly kind: 'failed'; readonly message: string; readonly code?: string | undefined }
  /** The user stopped it. */
  | { readonly kind: 'cancelled' }

/** The outcome of a run, as in its last event. */
export type GuardOutcome =
  | { readonly status: 'finished'; readonly usage?: readonly TokenUsage[] | undefined }
  | {
      readonly status: 'failed'
      readonly message: string
      readonly code?: string | undefined
      readonly usage?: readonly TokenUsage[] | undefined
    }
  | { readonly status: 'cancelled'; readonly usage?: readonly TokenUsage[] | undefined }
  /** It waits for resume answers to these interrupts. */
  | {
      readonly status: 'paused'
      readonly interrupts: readonly Interrupt[]
      readonly usage?: readonly TokenUsage[] | undefined
    }

/** The last event of a run. */
export type Ending = EventOf<'RUN_FINISHED' | 'RUN_ERROR'>

const STOPPED = 'Run stopped by user'

/** The outcome of an ending. */
export function outcomeOf(ending: Ending): GuardOutcome {
  const used = ending.usage === undefined ? {} : { usage: ending.usage }
  if (ending.type === 'RUN_ERROR') {
    const code = ending.code === undefined ? {} : { code: ending.code }
    return { status: 'failed', message: ending.message, ...code, ...used }
  }
  switch (ending.outcome?.type) {
    case 'cancelled':
      return { status: 'cancelled', ...used }
    case 'interrupt':
      return { status: 'paused', interrupts: ending.outcome.interrupts, ...used }
    default:
      return { status: 'finished', ...used }
  }
}

/**
 * The event that ends the item that `start` opened, in a run that ends with `outcome`. It is tagged only if the owner
 * is part of the name: a missing tag contradicts no reader.
 */
export function closerOf(start: WireEvent, outcome: GuardOutcome): InnerEvent | undefined {
  switch (start.type) {
    case 'TEXT_MESSAGE_START':
      return { type: 'TEXT_MESSAGE_END', messageId: start.messageId }
    case 'TOOL_CALL_START':
      return { type: 'TOOL_CALL_END', toolCallId: start.toolCallId }
    case 'REASONING_MESSAGE_START':
      return { type: 'REASONING_MESSAGE_END', messageId: start.messageId }
    case 'REASONING_START':
      return { type: 'REASONING_END', messageId: start.messageId }
    case 'STEP_STARTED':
      return { type: 'STEP_FINISHED', stepName: start.stepName, ...tagged(start.subagentRunId) }
    case 'SUBAGENT_STARTED':
      return subagentCloser(start.subagentRunId, outcome)
    default:
      return undefined
  }
}

function subagentCloser(subagentRunId: string, outcome: GuardOutcome): InnerEvent {
  switch (outcome.status) {
    case 'finished':
      return { type: 'SUBAGENT_FINISHED', subagentRunId }
    case 'paused': {
      const ids = outcome.interrupts.filter((one) => one.subagentRunId === subagentRunId).map((one) => one.id)
      const waiting = ids.length === 0 ? {} : { interruptIds: ids }
      return { type: 'SUBAGENT_FINISHED', subagentRunId, outcome: { type: 'suspended', ...waiting } }
    }
    case 'cancelled':
      return { type: 'SUBAGENT_ERROR', subagentRunId, message: STOPPED, code: 'cancelled' }
    case 'failed':
      return { type: 'SUBAGENT_ERROR', subagentRunId, message: outcome.message, code: 'run_failed' }
  }
}

/** The result of a tool call that will get none any more; undefined if it still may get one. */
export function resultFor(
  toolCallId: string,
  outcome: GuardOutcome,
  attribution: Attribution,
): EventOf<'TOOL_CALL_RESULT'> | undefined {
  if (outcome.status !== 'cancelled' && outcome.status !== 'failed') return undefined
  const content =
    outcome.status === 'cancelled'
      ? { status: 'stopped', reason: 'stop_requested', message: STOPPED }
      : { status: 'error', reason: 'missing_terminal_event', message: outcome.message }
  return {
    type: 'TOOL_CALL_RESULT',
    messageId: `${toolCallId}-result`,
    toolCallId,
    role: 'tool',
    content: JSON.stringify(content),
    ...tagged(attribution.tagOf('toolCall', toolCallId)),
  }
}
