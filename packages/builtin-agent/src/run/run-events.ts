import {
  type AGUIEvent,
  type BaseEvent,
  EventType,
  type RunAgentInput,
  type ToolCallResultEvent,
} from '@ag-ui/client'
import { untilAborted } from '../abort/until-aborted.ts'
import { isInterruptSignal } from '../approvals/interrupt-signal.ts'
import type { AgentError } from '../errors/agent-error.ts'
import { toAgentError } from '../errors/to-agent-error.ts'
import { contentAsText } from '../messages/result-parts.ts'
import { OpenTracker } from './open-tracker.ts'
import type { RunReport } from './run-report.ts'

/** What a run is made of. */
export interface RunOptions {
  readonly input: RunAgentInput
  readonly signal: AbortSignal
  readonly report: RunReport
  /** Gives the events between the start and the ending. */
  readonly produce: () => AsyncIterable<BaseEvent>
  /** Whether the reader supports AG-UI 1.0, in which an ending has the outcome `cancelled` and the pending calls. */
  readonly isVersion1: boolean
}

/**
 * A complete run: its start, the produced events, its ending. It ends with `RUN_FINISHED`, also if it was stopped, or with
 * `RUN_ERROR`, and then throws the `AgentError`, whose cause is for the log.
 */
export async function* runEvents(options: RunOptions): AsyncGenerator<BaseEvent, void, undefined> {
  const { input, signal, report } = options
  const ids = { threadId: input.threadId, runId: input.runId }
  yield {
    type: EventType.RUN_STARTED,
    ...ids,
    ...(options.isVersion1 && { protocolVersion: '1.0' }),
  } satisfies AGUIEvent
  const open = new OpenTracker()
  const pending = new PendingCalls()
  try {
    for await (const event of untilAborted(options.produce(), signal)) {
      if (event.type === EventType.RUN_STARTED) continue
      if (event.type === EventType.RUN_FINISHED) {
        yield* open.endings()
        yield { ...ending(options, pending), ...event, ...ids }
        return
      }
      open.see(event)
      pending.see(event)
      yield options.isVersion1 ? event : toLegacyResult(event)
      if (event.type === EventType.RUN_ERROR) return
    }
  } catch (thrown) {
    if (isInterruptSignal(thrown)) {
      for (const interrupt of thrown.interrupts) report.interrupt(interrupt)
    } else if (!signal.aborted) {
      const error = toAgentError(thrown)
      yield runError(error, report)
      throw error
    }
  }
  yield* open.endings()
  yield { type: EventType.RUN_FINISHED, ...ids, ...ending(options, pending) } satisfies AGUIEvent
}

/** Clients of AG-UI 0.x only support text results. */
function toLegacyResult(event: BaseEvent): BaseEvent {
  if (event.type !== EventType.TOOL_CALL_RESULT) return event
  const { content } = event as ToolCallResultEvent
  return typeof content === 'string'
    ? event
    : ({ ...event, content: contentAsText(content) } satisfies BaseEvent & { content: string })
}

function ending({ signal, report, isVersion1 }: RunOptions, pending: PendingCalls): object {
  const { usage, interrupts, finishReason } = report
  const used = {
    ...(usage !== undefined && { usage }),
    ...(finishReason !== undefined && { finishReason }),
  }
  if (signal.aborted) return { ...(isVersion1 && { outcome: { type: 'cancelled' } }), ...used }
  if (interrupts.length > 0) return { outcome: { type: 'interrupt', interrupts }, ...used }
  const { outcome } = pending
  return { ...(isVersion1 && outcome !== undefined && { outcome }), ...used }
}

function runError({ code, message, retryAfterMs }: AgentError, { usage }: RunReport): BaseEvent {
  return {
    type: EventType.RUN_ERROR,
    message,
    code,
    ...(usage !== undefined && { usage }),
    ...(retryAfterMs !== undefined && { metadata: { retryAfterMs } }),
  } satisfies AGUIEvent
}

/** Tracks the tool calls of a run without a result: the client answers them. */
export class PendingCalls {
  readonly #pending = new Set<string>()

  see(event: BaseEvent): void {
    const { toolCallId } = event as BaseEvent & { readonly toolCallId?: string }
    if (toolCallId === undefined) return
    const isCall = event.type === EventType.TOOL_CALL_START || event.type === EventType.TOOL_CALL_CHUNK
    if (isCall) this.#pending.add(toolCallId)
    else if (event.type === EventType.TOOL_CALL_RESULT) this.#pending.delete(toolCallId)
  }

  /** The outcome of the run if calls are pending. */
  get outcome(): { type: 'success'; pendingToolCallIds: string[] } | undefined {
    if (this.#pending.size === 0) return undefined
    return { type: 'success', pendingToolCallIds: [...this.#pending] }
  }
}
