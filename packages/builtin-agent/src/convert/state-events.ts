import { type BaseEvent, EventType, type StateDeltaEvent, type StateSnapshotEvent } from '@ag-ui/client'
import { applyOperation, type PatchOperation, readOperations, valueAt } from './json-pointer.ts'
import { DELTA_TOOL, SNAPSHOT_TOOL } from './state-tools.ts'

/**
 * Turns what the state tools return into events. The first change of a run is preceded by the state it applies to, because
 * a client that joined late has none; and an append to a list that is not there creates the list.
 */
export class StateEvents {
  #state: unknown
  #told = false

  constructor(state: unknown) {
    this.#state = state
  }

  /** The events for the result of a tool; none for any other tool, or for a result that holds no change. */
  of(toolName: string, output: unknown): BaseEvent[] {
    if (typeof output !== 'object' || output === null) return []
    if (toolName === SNAPSHOT_TOOL && 'snapshot' in output) return [this.#snapshot(output.snapshot)]
    if (toolName === DELTA_TOOL && 'delta' in output) return this.#delta(output.delta)
    return []
  }

  #snapshot(snapshot: unknown): BaseEvent {
    this.#state = snapshot
    this.#told = true
    return { type: EventType.STATE_SNAPSHOT, snapshot } satisfies StateSnapshotEvent
  }

  #delta(given: unknown): BaseEvent[] {
    const events: BaseEvent[] = []
    if (!this.#told && this.#state !== undefined) events.push(this.#snapshot(this.#state))
    this.#told = true
    const delta: PatchOperation[] = []
    for (const operation of readOperations(given)) {
      const list = operation.op === 'add' && operation.path.endsWith('/-') ? operation.path.slice(0, -2) : ''
      if (list !== '' && valueAt(this.#state, list) === undefined) {
        this.#apply(delta, { op: 'add', path: list, value: [] })
      }
      this.#apply(delta, operation)
    }
    if (delta.length > 0) events.push({ type: EventType.STATE_DELTA, delta } satisfies StateDeltaEvent)
    return events
  }

  #apply(delta: PatchOperation[], operation: PatchOperation): void {
    this.#state = applyOperation(this.#state, operation)
    delta.push(operation)
  }
}
