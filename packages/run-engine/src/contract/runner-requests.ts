import type { AgentLike } from '../agent/agent.ts'
import type { RunAgentInput } from '../events/events.ts'
import type { LogReader } from '../log/log-reader.ts'
import type { Removal, RetainLimits } from '../store/thread-store.ts'
import type { RunLimits } from './limits.ts'
import type { RunObserver, RunSummary } from './run-observer.ts'

/**
 * What happens to a run on a thread that is busy: it is refused, it waits for its turn, or it stops the one that
 * lasts and takes its place.
 */
export type ConcurrencyPolicy = 'reject' | 'queue' | 'interrupt'

/** Options of every runner that is built on the engine. */
export interface ThreadRunnerOptions {
  /** What happens to a run on a busy thread. @default 'reject' */
  onConcurrentRun?: ConcurrencyPolicy | undefined
  /** What one run may use. */
  limits?: RunLimits | undefined
  /** Milliseconds an agent has to end after it was asked to, before it is cut off. @default 5_000 */
  stopGraceMs?: number | undefined
  /** Milliseconds that events may wait to be written to the store together. @default 20 */
  flushMs?: number | undefined
  /**
   * Milliseconds that the end of a run waits for a store that fails, while its readers wait for the end and its thread is
   * held. Then the run ends as `store_failed`. @default 60_000
   */
  storePatienceMs?: number | undefined
  /** Milliseconds that a claim on a thread is good for when its process dies. @default 30_000 */
  leaseMs?: number | undefined
  /** Are told of every run. */
  observers?: readonly RunObserver[] | undefined
  /**
   * How much is kept. It is looked after in the background from when the runner is first asked for anything, and never at
   * the cost of a run that lasts. @default everything
   */
  retain?: RetainLimits | undefined
  /** Called for each thread that had to go because of `retain`. What it throws is ignored. */
  onRemove?: ((removal: Removal) => void) | undefined
}

/** Asks for a run. */
export interface StartRequest {
  threadId: string
  owner?: string | undefined
  agent: AgentLike
  /** @default the agent's own `agentId`, or `'default'` */
  agentId?: string | undefined
  input: RunAgentInput
  /** Overrides the runner's `onConcurrentRun` for this run. */
  onConcurrentRun?: ConcurrencyPolicy | undefined
  /** Are told of this run, after the runner's own observers. */
  observers?: readonly RunObserver[] | undefined
}

/** A run that was accepted. */
export interface AcceptedRun {
  readonly threadId: string
  readonly runId: string
  /** Reads the run's events from its start to its ending; any number of times, also after the end. */
  reader(): LogReader
  /** Resolves, never rejects, with what came of it. */
  readonly ended: Promise<RunSummary>
  /** Whether it had been accepted before, by the same answers: this is one more look at it. @default false */
  readonly repeated?: boolean | undefined
}

/** Asks to follow a thread. */
export interface FollowRequest {
  threadId: string
  owner?: string | undefined
  /** Where the reader left off. Without one, or with one that the log cannot serve, it is told the thread anew. */
  cursor?: string | undefined
}

/** Options of `close`. */
export interface CloseOptions {
  /** Milliseconds that running runs have to end by themselves. @default 10_000 */
  drainMs?: number | undefined
}
