import type { RunStatus } from '@flightdeck/protocol'
import type { Interrupt, Message, TokenUsage, WireEvent } from '../events/events.ts'
import type { Repair, RepairKind } from '../guard/repair.ts'
import type { ThreadKey } from '../store/thread-record.ts'

/** Which run something is about. */
export interface RunIdentity {
  threadId: string
  runId: string
  agentId: string
  owner?: string | undefined
}

/** What came of a run. */
export interface RunSummary extends RunIdentity {
  status: Exclude<RunStatus, 'running'>
  startedAt: number
  endedAt: number
  /** Events in the log, the ending among them. */
  events: number
  /** What the guard had to put right, by kind. */
  repairs: Readonly<Partial<Record<RepairKind, number>>>
  /** Messages that the run added or changed; what the user sent is not among them. */
  messages: readonly Message[]
  /** What the agent reported of its models' use. */
  usage?: readonly TokenUsage[] | undefined
  /** What a paused run waits for. */
  interrupts?: readonly Interrupt[] | undefined
  /** What the agent threw, for the log; never shown to a client. */
  cause?: unknown
  /** Stands in the RUN_ERROR that the client saw, so that a report can be matched with the log. */
  errorId?: string | undefined
}

/** Is told of a run. What it throws is ignored. */
export interface RunObserver {
  onRunStart?(run: RunIdentity): void
  onEvent?(event: WireEvent, run: RunIdentity): void
  /** Called for each thing that the guard put right. */
  onRepair?(repair: Repair, run: RunIdentity): void
  /** Called exactly once for every run that was accepted. */
  onRunEnd?(summary: RunSummary): void
  /**
   * The store failed; the engine goes on as well as it can. `run` is absent where no run in particular is concerned: when
   * claims are renewed, abandoned runs looked for, or threads removed.
   */
  onStoreError?(error: unknown, run: RunIdentity | undefined): void
}

/** The identity of a run on a thread. */
export function toIdentity(key: ThreadKey, runId: string, agentId: string): RunIdentity {
  return { threadId: key.threadId, runId, agentId, ...(key.owner !== undefined && { owner: key.owner }) }
}

/** Tells each of them. What one throws must touch neither the run nor the others. */
export function tellObservers(
  observers: readonly RunObserver[],
  call: (observer: RunObserver) => void,
): void {
  for (const observer of observers) {
    try {
      call(observer)
    } catch {
      // Observers look on.
    }
  }
}
