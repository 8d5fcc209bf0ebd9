import { type BaseEvent, EventType, type StateDeltaEvent, type StateSnapshotEvent } from '@ag-ui/client'
import { applyPatch } from './apply-model-patch.ts'
import { DELTA_TOOL, SNAPSHOT_TOOL } from './state-tool-names.ts'

/**
 * Converts the results of the state tools into events. The first change of a run is preceded by the state it applies to, because
 * a client that joined late has none. A patch that cannot be applied is left out: clients would reject it.
 */
export class StateEvents {
  readonly #maxBytes: number | undefined
  #state: unknown
  #told = false

  /** @param maxBytes characters of JSON that a patched state may have */
  constructor(state: unknown, maxBytes?: number | undefined) {
    this.#state = state
    this.#maxBytes = maxBytes
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
    const patch = patched(this.#state, given, this.#maxBytes)
    if (patch === undefined || patch.delta.length === 0) return []
    const before = this.#told || this.#state === undefined ? [] : [this.#snapshot(this.#state)]
    this.#told = true
    this.#state = patch.state
    return [...before, { type: EventType.STATE_DELTA, delta: patch.delta } satisfies StateDeltaEvent]
  }
}

function patched(...patch: Parameters<typeof applyPatch>): ReturnType<typeof applyPatch> | undefined {
  try {
    return applyPatch(...patch)
  } catch {
    return undefined
  }
}
