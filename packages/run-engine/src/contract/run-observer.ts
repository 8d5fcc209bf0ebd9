import type { RunStatus } from '@flightdeck/protocol'
import type { Interrupt, Message, TokenUsage, WireEvent } from '../events/events.ts'
import type { Repair, RepairKind } from '../guard/repair.ts'
import type { ThreadKey } from '../store/thread-record.ts'

/** Identifies a run. */
export interface RunIdentity {
  threadId: string
  runId: string
  agentId: string
  owner?: string | undefined
}

/** The result of a run. */
export interface RunSummary extends RunIdentity {
  status: Exclude<RunStatus, 'running'>
  startedAt: number
  endedAt: number
  /** Events in the log, including the ending. */
  events: number
  /** Repairs of the guard, by kind. */
  repairs: Readonly<Partial<Record<RepairKind, number>>>
  /** Messages that the run added or changed, without those of the user. */
  messages: readonly Message[]
  /** Token usage that the agent reported. */
  usage?: readonly TokenUsage[] | undefined
  /** The interrupts that a paused run waits for. */
  interrupts?: readonly Interrupt[] | undefined
  /** The error that the agent threw. For the log, never sent to a client. */
  cause?: unknown
  /** Id of the error in the RUN_ERROR that the client received, to match a report with the log. */
  errorId?: string | undefined
  /** The limit that ended the run, as text that names the option. */
  limit?: string | undefined
}

/** Observes runs. Errors that its methods throw are ignored. */
export interface RunObserver {
  onRunStart?(run: RunIdentity): void
  onEvent?(event: WireEvent, run: RunIdentity): void
  /** Called for each repair of the guard. */
  onRepair?(repair: Repair, run: RunIdentity): void
  /** Called exactly once for each accepted run. */
  onRunEnd?(summary: RunSummary): void
  /**
   * Called when the store fails. `run` is undefined if the failure concerns no single run: renewing claims, finding
   * abandoned runs, removing threads.
   */
  onStoreError?(error: unknown, run: RunIdentity | undefined): void
}

/** The identity of a run on a thread. */
export function toIdentity(key: ThreadKey, runId: string, agentId: string): RunIdentity {
  return { threadId: key.threadId, runId, agentId, ...(key.owner !== undefined && { owner: key.owner }) }
}

/** Calls each observer. An error of one affects neither the run nor the others. */
export function tellObservers(
  observers: readonly RunObserver[],
  call: (observer: RunObserver) => void,
): void {
  for (const observer of observers) {
    try {
      call(observer)
    } catch {
      // Errors of observers are ignored.
    }
  }
}
