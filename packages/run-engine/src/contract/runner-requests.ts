import type { AgentLike } from '../agent/agent.ts'
import type { RunAgentInput } from '../events/events.ts'
import type { LogReader } from '../log/log-reader.ts'
import type { Removal, RetainLimits } from '../store/thread-store.ts'
import type { RunLimits } from './limits.ts'
import type { RunObserver, RunSummary } from './run-observer.ts'

/**
 * How a run on a busy thread is handled: it is rejected, it waits in a queue, or it stops the running run and starts.
 */
export type ConcurrencyPolicy = 'reject' | 'queue' | 'interrupt'

/** Options of every runner that extends `ThreadRunner`. */
export interface ThreadRunnerOptions {
  /** How a run on a busy thread is handled. @default 'reject' */
  onConcurrentRun?: ConcurrencyPolicy | undefined
  /** Limits of one run. */
  limits?: RunLimits | undefined
  /** Milliseconds that an agent has to end after an abort, before it is killed. @default 5_000 */
  stopGraceMs?: number | undefined
  /** Milliseconds for which events are collected before they are written to the store. @default 20 */
  flushMs?: number | undefined
  /**
   * Milliseconds for which a failing store is retried at the end of a run. Meanwhile readers wait for the ending, and
   * the thread stays busy. After that the run ends as `store_failed`.
   * @default 60_000
   */
  storePatienceMs?: number | undefined
  /** Milliseconds after which the claim of a dead process expires. @default 30_000 */
  leaseMs?: number | undefined
  /** Observers of every run. */
  observers?: readonly RunObserver[] | undefined
  /**
   * How much the store keeps. Threads beyond are deleted in the background, from the first use of the runner on.
   * Threads with a running run are never deleted.
   * @default everything
   */
  retain?: RetainLimits | undefined
  /** Called for each thread that was deleted because of `retain`. Errors that it throws are ignored. */
  onRemove?: ((removal: Removal) => void) | undefined
}

/** A request to start a run. */
export interface StartRequest {
  threadId: string
  owner?: string | undefined
  agent: AgentLike
  /** @default the agent's own `agentId`, or `'default'` */
  agentId?: string | undefined
  input: RunAgentInput
  /** Overrides the runner's `onConcurrentRun` for this run. */
  onConcurrentRun?: ConcurrencyPolicy | undefined
  /** Observers of this run, called after those of the runner. */
  observers?: readonly RunObserver[] | undefined
}

/** A run that was accepted. */
export interface AcceptedRun {
  readonly threadId: string
  readonly runId: string
  /** Reads the run's events from start to ending. Can be called any number of times, also after the end. */
  reader(): LogReader
  /** Resolves with the summary of the run. Never rejects. */
  readonly ended: Promise<RunSummary>
  /** Whether the same request started this run before, and it was not started again. @default false */
  readonly repeated?: boolean | undefined
}

/** A request to follow a thread. */
export interface FollowRequest {
  threadId: string
  owner?: string | undefined
  /**
   * The position to continue from. Without a cursor, or with one that the log cannot serve, the reader gets the
   * conversation snapshot first.
   */
  cursor?: string | undefined
  /** Whether a reader for which there is nothing new waits for the next run, and follows it. @default false: it ends */
  wait?: boolean | undefined
}

/** Options of `close`. */
export interface CloseOptions {
  /**
   * Milliseconds that running and queued runs have to end by themselves. Readers of runs of other processes are served for as
   * long. @default 10_000
   */
  drainMs?: number | undefined
  /** Work that needs the store, such as naming a thread. The store is closed when it has settled. @default none */
  pending?: Promise<unknown> | undefined
}
