import { type BaseEvent, EventType } from '@ag-ui/client'

type Fields = BaseEvent & { readonly [field: string]: unknown }

/** Start and end events, and the field that identifies the item. */
const PAIRS: readonly (readonly [start: EventType, end: EventType, id: string])[] = [
  [EventType.TEXT_MESSAGE_START, EventType.TEXT_MESSAGE_END, 'messageId'],
  [EventType.REASONING_START, EventType.REASONING_END, 'messageId'],
  [EventType.REASONING_MESSAGE_START, EventType.REASONING_MESSAGE_END, 'messageId'],
  [EventType.TOOL_CALL_START, EventType.TOOL_CALL_END, 'toolCallId'],
  [EventType.STEP_STARTED, EventType.STEP_FINISHED, 'stepName'],
]

const STARTS = new Map(PAIRS.map(([start, end, id]) => [start, { end, id }]))
const ENDS = new Map(PAIRS.map(([, end, id]) => [end, { end, id }]))

/** Tracks the open items of a run, so that an aborted run can close them. */
export class OpenTracker {
  readonly #open = new Map<string, BaseEvent>()

  see(event: BaseEvent): void {
    const starts = STARTS.get(event.type)
    const pair = starts ?? ENDS.get(event.type)
    if (pair === undefined) return
    const id = (event as Fields)[pair.id]
    const key = `${pair.end} ${String(id)}`
    if (starts === undefined) this.#open.delete(key)
    else this.#open.set(key, { type: pair.end, [pair.id]: id } as BaseEvent)
  }

  /** The missing end events, in reverse order of the starts. */
  endings(): BaseEvent[] {
    return [...this.#open.values()].reverse()
  }
}
