import type { AgentLike, EventSource } from '../agent/agent.ts'
import type { RunAgentInput } from '../events/events.ts'
import type { Awaitable } from '../store/thread-store.ts'

/** A request to start a run. */
export interface AgentRunnerRunRequest {
  /** The id under which the run is stored. `threadId` of `input` is the client's, which two users may share. */
  threadId: string
  agent: AgentLike
  input: RunAgentInput
  /** The owner of the thread; absent if users are not identified. */
  owner?: string | undefined
}

/** A request for the content of a thread and its further events. */
export interface AgentRunnerConnectRequest {
  threadId: string
  agentId?: string | undefined
  headers?: Record<string, string> | undefined
  /** The owner of the thread; absent if users are not identified. */
  owner?: string | undefined
}

/** A request for whether a run is running on a thread. */
export interface AgentRunnerIsRunningRequest {
  threadId: string
  owner?: string | undefined
}

/** A request to stop the run on a thread. */
export interface AgentRunnerStopRequest {
  threadId: string
  /** Stops only this run, so that a late request does not stop the next one. */
  runId?: string | undefined
  owner?: string | undefined
}

/**
 * Runs agents and stores threads. Extend or implement it to write a custom runner; each source of events may be an
 * Observable or an async iterable. The runners of Flightdeck extend `ThreadRunner` and only add a store.
 */
export abstract class AgentRunner {
  /**
   * Whether threads are identified by `owner` as well as by `threadId`. If not, and users are identified, the runtime
   * adds the owner to each `threadId`.
   * @default false
   */
  readonly knowsOwners?: boolean | undefined
  /** Starts a run. Returns its events, from RUN_STARTED to the ending. */
  abstract run(request: AgentRunnerRunRequest): EventSource
  /** Returns the thread's history, then the events of the running run. Ends when the thread is idle. */
  abstract connect(request: AgentRunnerConnectRequest): EventSource
  /** Whether a run is running on the thread. */
  abstract isRunning(request: AgentRunnerIsRunningRequest): Awaitable<boolean>
  /** Stops the run on the thread. Resolves when the thread is free: false or undefined if there was no run. */
  abstract stop(request: AgentRunnerStopRequest): Awaitable<boolean | undefined>
}
