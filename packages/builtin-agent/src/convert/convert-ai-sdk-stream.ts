import type { BaseEvent } from '@ag-ui/client'
import { untilAborted } from '../abort/until-aborted.ts'
import { approvalIdOf } from '../approvals/approval-id.ts'
import { isInterruptSignal } from '../approvals/interrupt-signal.ts'
import { denialContent } from '../approvals/read-approval.ts'
import { type StreamPart, withUniqueIds } from '../call-ids/with-unique-ids.ts'
import { agentError } from '../errors/to-agent-error.ts'
import { isRecord, text } from '../json/fields.ts'
import { StateEvents } from '../state/state-events.ts'
import { readUsage } from '../usage/read-usage.ts'
import {
  type ConvertStreamOptions,
  type FilledConvertOptions,
  fillConvertOptions,
} from './convert-options.ts'
import { OpenMessages } from './open-messages.ts'
import { errorContent, resultContent } from './result-content.ts'
import { ToolCalls } from './tool-calls.ts'

/**
 * Turns the `fullStream` of the AI SDK, version 6 or 7, into AG-UI events. It yields no `RUN_STARTED`, `RUN_FINISHED` or
 * `RUN_ERROR`. It returns when the stream ends or the signal aborts, having closed what was open, and throws what the
 * stream reports as an error; an `AgentError` when the answer was refused or broke off. Where a tool threw an
 * `InterruptSignal`, it reports the interrupts, waits for the other tools of the step, and returns: the call stays open.
 *
 * The second argument may be the signal alone.
 */
export async function* convertAISDKStream(
  stream: AsyncIterable<unknown>,
  options?: ConvertStreamOptions | AbortSignal,
): AsyncGenerator<BaseEvent, void, undefined> {
  const conversion = new Conversion(fillConvertOptions(options))
  const { signal } = conversion
  try {
    for await (const part of untilAborted(stream, signal)) {
      if (!isPart(part)) continue
      if (part.type === 'abort') break
      yield* conversion.events(part)
      if (part.type === 'finish' || conversion.isOver) break
    }
  } catch (error) {
    if (!signal?.aborted) throw error
  }
  yield* conversion.close()
}

class Conversion {
  readonly signal: AbortSignal | undefined
  /** A tool raised an interrupt: later parts are ignored. */
  isOver = false
  readonly #options: FilledConvertOptions
  readonly #items: OpenMessages
  readonly #calls: ToolCalls
  readonly #state: StateEvents
  #usageTold = false
  #isAsked = false

  constructor(options: FilledConvertOptions) {
    this.signal = options.signal
    this.#options = options
    this.#items = new OpenMessages(options.newId)
    this.#calls = new ToolCalls(options.newId)
    this.#state = new StateEvents(options.state, options.maxStateBytes)
  }

  events(given: StreamPart): BaseEvent[] {
    const out: BaseEvent[] = []
    const part = withUniqueIds(given, this.#options.callIds)
    const id = text(part.id)
    switch (part.type) {
      case 'text-start':
      case 'text-delta':
        this.#items.text(id, text(part.text), part.providerMetadata, out)
        break
      case 'text-end':
        this.#items.endText(id, part.providerMetadata, out)
        break
      case 'reasoning-start':
      case 'reasoning-delta':
        this.#items.thought(id, text(part.text), part.providerMetadata, out)
        break
      case 'reasoning-end':
        this.#items.endThought(id, part.providerMetadata, out)
        break
      case 'tool-input-start':
        this.#start(id, text(part.toolName), out)
        break
      case 'tool-input-delta':
        this.#calls.args(id, text(part.delta), out)
        break
      case 'tool-call':
        this.#call(part, out)
        break
      case 'tool-result':
        if (part.preliminary !== true) this.#result(part, out)
        break
      case 'tool-error':
        this.#error(part, out)
        break
      case 'tool-output-denied':
        this.#calls.answer(text(part.toolCallId), denialContent(undefined), [], out)
        break
      case 'tool-approval-request':
        this.#approval(part, out)
        break
      case 'finish-step':
        this.#items.endStep(out)
        this.#stepUsage(part)
        this.isOver = this.#isAsked
        break
      case 'finish':
        this.#finish(part)
        break
      case 'error':
        throw part.error
    }
    return out
  }

  close(): BaseEvent[] {
    const out: BaseEvent[] = []
    this.#items.endStep(out)
    this.#calls.endAll(out)
    return out
  }

  #start(toolCallId: string, toolName: string, out: BaseEvent[]): void {
    this.#items.endThoughts(out)
    this.#calls.start(toolCallId, toolName, this.#items.parentMessageId, out)
  }

  #call(part: StreamPart, out: BaseEvent[]): void {
    const toolCallId = text(part.toolCallId)
    this.#start(toolCallId, text(part.toolName), out)
    this.#calls.end(toolCallId, part.input, part.providerMetadata, out)
  }

  #result(part: StreamPart, out: BaseEvent[]): void {
    const toolCallId = text(part.toolCallId)
    const toolName = text(part.toolName) || (this.#calls.nameOf(toolCallId) ?? '')
    const changes = this.#state.of(toolName, part.output)
    this.#calls.answer(toolCallId, resultContent(part.output), changes, out)
  }

  #error({ toolCallId, error }: StreamPart, out: BaseEvent[]): void {
    if (!isInterruptSignal(error)) {
      this.#calls.answer(text(toolCallId), errorContent(error), [], out)
      return
    }
    this.#isAsked = true
    for (const interrupt of error.interrupts) this.#options.onInterrupt(interrupt)
  }

  #approval(part: StreamPart, out: BaseEvent[]): void {
    const call = part.toolCall
    if (!isRecord(call) || part.isAutomatic === true) return
    this.#call({ type: 'tool-call', ...call }, out)
    const toolCallId = text(call.toolCallId)
    const toolName = text(call.toolName)
    this.#options.onInterrupt({
      id: approvalIdOf(toolCallId),
      toolCallId,
      reason: 'tool_approval',
      message: `Approve "${toolName}"?`,
      responseSchema: APPROVAL_SCHEMA,
      metadata: { toolName },
    })
  }

  #stepUsage(part: StreamPart): void {
    const model = isRecord(part.response) ? text(part.response.modelId) : ''
    const usage = readUsage(part.usage, model || undefined)
    if (usage === undefined) return
    this.#usageTold = true
    this.#options.onUsage(usage)
  }

  #finish(part: StreamPart): void {
    const total = this.#usageTold ? undefined : readUsage(part.totalUsage)
    if (total !== undefined) this.#options.onUsage(total)
    if (typeof part.finishReason === 'string') this.#options.onFinish(part.finishReason)
    if (part.finishReason === 'content-filter') throw agentError('content_refused')
    // A provider that ended its answer said why; without a reason the connection was closed in the middle.
    const unexplained = 'rawFinishReason' in part && part.rawFinishReason === undefined
    // Version 7 of the AI SDK calls that `interrupted`.
    const isCut = part.finishReason === 'interrupted' || (part.finishReason === 'other' && unexplained)
    if (isCut) throw agentError('incomplete_response')
    if (part.finishReason === 'error') throw agentError('provider_error')
  }
}

/** What an answer to a request for approval looks like. */
const APPROVAL_SCHEMA = {
  type: 'object',
  properties: {
    approved: { type: 'boolean' },
    reason: { type: 'string' },
    editedArgs: { type: 'object' },
  },
  required: ['approved'],
}

function isPart(value: unknown): value is StreamPart {
  return isRecord(value) && typeof value.type === 'string'
}
