import { type AGUIEvent, type BaseEvent, type ContentPart, EventType } from '@ag-ui/client'
import { toEncryptedValue } from '../messages/provider-metadata.ts'
import { toResultId } from '../messages/tool-results.ts'
import { encrypted } from './open-messages.ts'
import { resultText } from './result-content.ts'

type Out = BaseEvent[]

type Progress = { name: string; streamed: boolean; ended: boolean; answered: boolean }

/** The tool calls of a stream: each is opened, given its arguments, ended and answered at most once. */
export class ToolCalls {
  readonly #newId: () => string
  readonly #calls = new Map<string, Progress>()

  constructor(newId: () => string) {
    this.#newId = newId
  }

  start(toolCallId: string, name: string, parentMessageId: string, out: Out): void {
    if (this.#calls.has(toolCallId)) return
    this.#calls.set(toolCallId, { name, streamed: false, ended: false, answered: false })
    out.push({
      type: EventType.TOOL_CALL_START,
      toolCallId,
      toolCallName: name,
      parentMessageId,
    } satisfies AGUIEvent)
  }

  args(toolCallId: string, delta: string, out: Out): void {
    const call = this.#calls.get(toolCallId)
    if (call === undefined || call.ended || delta === '') return
    call.streamed = true
    out.push({ type: EventType.TOOL_CALL_ARGS, toolCallId, delta } satisfies AGUIEvent)
  }

  /** The call is whole. Arguments that did not stream are written out. */
  end(toolCallId: string, input: unknown, metadata: unknown, out: Out): void {
    const call = this.#calls.get(toolCallId)
    if (call === undefined || call.ended) return
    if (!call.streamed && input !== undefined) this.args(toolCallId, resultText(input), out)
    call.ended = true
    out.push({ type: EventType.TOOL_CALL_END, toolCallId } satisfies AGUIEvent)
    const encryptedValue = toEncryptedValue(metadata)
    if (encryptedValue !== undefined) out.push(encrypted('tool-call', toolCallId, encryptedValue))
  }

  /** The call has a result. Returns false if it had one before. */
  answer(
    toolCallId: string,
    content: string | ContentPart[],
    before: readonly BaseEvent[],
    out: Out,
  ): boolean {
    const call = this.#calls.get(toolCallId)
    if (call?.answered) return false
    if (call !== undefined) {
      this.end(toolCallId, undefined, undefined, out)
      call.answered = true
    }
    out.push(...before, toolResultEvent(toResultId(this.#newId()), toolCallId, content))
    return true
  }

  nameOf(toolCallId: string): string | undefined {
    return this.#calls.get(toolCallId)?.name
  }

  isAnswered(toolCallId: string): boolean {
    return this.#calls.get(toolCallId)?.answered ?? false
  }

  /** Ends every call that is still being written. */
  endAll(out: Out): void {
    for (const toolCallId of this.#calls.keys()) this.end(toolCallId, undefined, undefined, out)
  }
}

/** The event that answers a tool call. */
export function toolResultEvent(
  messageId: string,
  toolCallId: string,
  content: string | ContentPart[],
): BaseEvent {
  return {
    type: EventType.TOOL_CALL_RESULT,
    messageId,
    toolCallId,
    content,
    role: 'tool',
  } satisfies AGUIEvent
}
