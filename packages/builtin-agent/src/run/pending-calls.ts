import { type BaseEvent, EventType } from '@ag-ui/client'

/** Knows which tool calls of a run have no result: those that the client is to answer. */
export class PendingCalls {
  readonly #pending = new Set<string>()

  see(event: BaseEvent): void {
    const { toolCallId } = event as BaseEvent & { readonly toolCallId?: string }
    if (toolCallId === undefined) return
    if (event.type === EventType.TOOL_CALL_START) this.#pending.add(toolCallId)
    else if (event.type === EventType.TOOL_CALL_RESULT) this.#pending.delete(toolCallId)
  }

  /** How the run ended, if calls are left. */
  get outcome(): { type: 'success'; pendingToolCallIds: string[] } | undefined {
    if (this.#pending.size === 0) return undefined
    return { type: 'success', pendingToolCallIds: [...this.#pending] }
  }
}
