import type { EndStatus, View } from './view.ts'

/** Something that a storm found although it must not be. */
export interface Violation {
  readonly atMs: number
  readonly what: string
  readonly who: string
}

/** What a storm did, in numbers. */
export interface StormFigures {
  runsStarted: number
  runsEnded: Record<EndStatus, number>
  refusedAsBusy: number
  connections: number
  /** Connections with a cursor. */
  resumed: number
  /** Those of them at another process than the connection before. */
  resumedElsewhere: number
  frames: number
  ids: number
  catchUps: number
  stops: number
  deletions: number
  clears: number
  kills: number
  suspensions: number
  restarts: number
  /** Requests that failed because their process was disturbed. */
  failedRequests: number
  /** Interrupted runs of which a client saw more than was stored, and the maximum of characters. */
  runsShownBeyondKept: number
  mostShownBeyondKept: number
}

/** An empty stream that must not have been empty if anything came after `lastRun` before it was asked for. */
export interface EmptyStream {
  readonly threadId: string
  readonly who: string
  /** The run that the reader had seen end last; undefined for a reader without a cursor. */
  readonly lastRun: string | undefined
  readonly askedAt: number
}

/** What all readers of a storm saw. */
export class Journal {
  readonly violations: Violation[] = []
  readonly figures: StormFigures = {
    runsStarted: 0,
    runsEnded: { finished: 0, failed: 0, cancelled: 0, paused: 0, interrupted: 0 },
    refusedAsBusy: 0,
    connections: 0,
    resumed: 0,
    resumedElsewhere: 0,
    frames: 0,
    ids: 0,
    catchUps: 0,
    stops: 0,
    deletions: 0,
    clears: 0,
    kills: 0,
    suspensions: 0,
    restarts: 0,
    failedRequests: 0,
    runsShownBeyondKept: 0,
    mostShownBeyondKept: 0,
  }
  /** When a run of a thread was first seen by anybody, by thread and run id. */
  readonly seen: Map<string, Map<string, number>> = new Map()
  readonly emptyStreams: EmptyStream[] = []
  /** Views that are complete: every run that they saw start, they saw end. */
  readonly views: View[] = []
  readonly #startedAt = performance.now()
  readonly #onViolation: (violation: Violation) => void

  constructor(onViolation: (violation: Violation) => void) {
    this.#onViolation = onViolation
  }

  violation(who: string, what: string): void {
    const violation = { atMs: Math.round(performance.now() - this.#startedAt), who, what }
    this.violations.push(violation)
    this.#onViolation(violation)
  }

  /** Records that a client has received events of a run. */
  saw(threadId: string, runId: string): void {
    const runs = this.seen.get(threadId) ?? new Map<string, number>()
    this.seen.set(threadId, runs)
    if (!runs.has(runId)) runs.set(runId, performance.now())
  }
}
