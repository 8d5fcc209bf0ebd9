// Tests: `event-guard.test.ts` and `guard.property.test.ts`.
import type { WireEvent } from '../events/events.ts'

/**
 * Items with a start and an end. A reasoning span and the message inside it may share an id, so they are two kinds.
 */
export type ItemKind = 'text' | 'toolCall' | 'reasoning' | 'reasoningSpan' | 'step' | 'subagent'

interface OpenItem {
  readonly order: number
  readonly start: WireEvent
}

interface EndedSubagent extends OpenItem {
  readonly end: WireEvent
}

/** Steps are identified by owner and name, because a subagent may use the name of another step. */
export function stepKey(name: string, owner: string | undefined): string {
  return owner === undefined ? `|${name}` : `${owner.length}|${owner}${name}`
}

/**
 * The open items of a run, in the order of their start. Copies the events, because the agent may reuse its objects.
 */
export class OpenItems {
  readonly #items: Readonly<Record<ItemKind, Map<string, OpenItem>>> = {
    text: new Map(),
    toolCall: new Map(),
    reasoning: new Map(),
    reasoningSpan: new Map(),
    step: new Map(),
    subagent: new Map(),
  }
  readonly #endedSubagents = new Map<string, EndedSubagent>()
  #opened = 0

  /** The ids of open messages and tool calls, for the hot path. */
  readonly text: ReadonlyMap<unknown, unknown> = this.#items.text
  readonly toolCall: ReadonlyMap<unknown, unknown> = this.#items.toolCall
  readonly reasoning: ReadonlyMap<unknown, unknown> = this.#items.reasoning

  has(kind: ItemKind, key: string): boolean {
    return this.#items[kind].has(key)
  }

  open(kind: ItemKind, key: string, start: WireEvent): void {
    this.#items[kind].set(key, { order: this.#opened++, start: { ...start } })
  }

  /** Closes an item. Returns false if it was not open. */
  close(kind: ItemKind, key: string): boolean {
    return this.#items[kind].delete(key)
  }

  endSubagent(id: string, end: WireEvent): void {
    const item = this.#items.subagent.get(id)
    if (item === undefined) return
    this.#items.subagent.delete(id)
    this.#endedSubagents.set(id, { ...item, end: { ...end } })
  }

  hasEnded(subagentRunId: string): boolean {
    return this.#endedSubagents.has(subagentRunId)
  }

  /** The owner of an open step with this name; the first one if there are several. */
  stepOwner(name: string): { readonly owner: string | undefined } | undefined {
    for (const { start } of this.#items.step.values()) {
      if (start.type === 'STEP_STARTED' && start.stepName === name) return { owner: start.subagentRunId }
    }
    return undefined
  }

  /** The starts of all open items, oldest first. */
  starts(): WireEvent[] {
    return this.#inOrder([]).map((item) => item.start)
  }

  /** Like `starts`, with the start and end of finished subagents, which later ones may name as parent. */
  openers(): WireEvent[] {
    return this.#inOrder([...this.#endedSubagents.values()]).flatMap((item) =>
      'end' in item ? [item.start, item.end] : [item.start],
    )
  }

  #inOrder(more: readonly EndedSubagent[]): (OpenItem | EndedSubagent)[] {
    const all: (OpenItem | EndedSubagent)[] = [...more]
    for (const items of Object.values(this.#items)) all.push(...items.values())
    return all.sort((one, other) => one.order - other.order)
  }
}
