import type { AgentLike, EventSource } from '../agent/agent.ts'
import type { RunAgentInput } from '../events/events.ts'
import type { Awaitable } from '../store/thread-store.ts'

/** Asks for a run. */
export interface AgentRunnerRunRequest {
  /** What to keep the run under; the `threadId` of `input` is the client's own, which two users may share. */
  threadId: string
  agent: AgentLike
  input: RunAgentInput
  /** Who the thread belongs to; absent where nobody is identified. */
  owner?: string | undefined
}

/** Asks for what a thread holds, and for what is still coming. */
export interface AgentRunnerConnectRequest {
  threadId: string
  agentId?: string | undefined
  headers?: Record<string, string> | undefined
  /** Who the thread belongs to; absent where nobody is identified. */
  owner?: string | undefined
}

/** Asks whether a run lasts on a thread. */
export interface AgentRunnerIsRunningRequest {
  threadId: string
  owner?: string | undefined
}

/** Asks for the end of the run on a thread. */
export interface AgentRunnerStopRequest {
  threadId: string
  /** Only this run is meant: a stop that comes late never touches the next one. */
  runId?: string | undefined
  owner?: string | undefined
}

/**
 * Runs agents and keeps threads. Extend or implement it for a runner of your own: each source of events may be an
 * Observable or an async iterable. Flightdeck's own runners extend `ThreadRunner` and need only a store.
 */
export abstract class AgentRunner {
  /**
   * Whether threads are told apart by `owner` as well as by `threadId`. Where they are not and users are identified,
   * the runtime puts the owner into each `threadId` that it hands over. @default false
   */
  readonly knowsOwners?: boolean | undefined
  /** Starts a run; its events, from RUN_STARTED to the ending. */
  abstract run(request: AgentRunnerRunRequest): EventSource
  /** The thread's history, then the events of the run that lasts, if any. Ends when the thread is idle. */
  abstract connect(request: AgentRunnerConnectRequest): EventSource
  /** Whether a run lasts on the thread. */
  abstract isRunning(request: AgentRunnerIsRunningRequest): Awaitable<boolean>
  /** Ends the run on the thread; resolves when the thread is free. False or nothing if there was none. */
  abstract stop(request: AgentRunnerStopRequest): Awaitable<boolean | undefined>
}
