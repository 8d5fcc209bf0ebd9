import type { WireEvent } from '../events/events.ts'

/**
 * What has a start and an end. A reasoning span and the message inside it may share an id, so they are two.
 */
export type ItemKind = 'text' | 'toolCall' | 'reasoning' | 'reasoningSpan' | 'step' | 'subagent'

interface OpenItem {
  readonly order: number
  readonly start: WireEvent
}

interface EndedSubagent extends OpenItem {
  readonly end: WireEvent
}

/** Steps are known by owner and name: a subagent's step may be called like one of the agent's. */
export function stepKey(name: string, owner: string | undefined): string {
  return owner === undefined ? `|${name}` : `${owner.length}|${owner}${name}`
}

/**
 * Everything a run has open, in the order it was opened. It keeps copies: a producer may use an event object again.
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

  /** Closes it; `false` if it was not open. */
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

  /** Who has a step of this name open: the first that opened one. */
  stepOwner(name: string): { readonly owner: string | undefined } | undefined {
    for (const { start } of this.#items.step.values()) {
      if (start.type === 'STEP_STARTED' && start.stepName === name) return { owner: start.subagentRunId }
    }
    return undefined
  }

  /** The starts of all that is open, oldest first. */
  starts(): WireEvent[] {
    return this.#inOrder([]).map((item) => item.start)
  }

  /**
   * The same for who joins now: with the start and the end of subagents that are over, which later ones may
   * name as parent.
   */
  retold(): WireEvent[] {
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
