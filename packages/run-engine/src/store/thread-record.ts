import type { RunStatus } from '@flightdeck/protocol'
import type { StoredMessage } from '../reducer/thread-content.ts'

/** What names a thread. With an owner, the same id under two owners is two threads. */
export interface ThreadKey {
  threadId: string
  /** Who the thread belongs to; absent where nobody is identified. */
  owner?: string | undefined
}

/** What is known of one run. Within a thread, `base` tells runs apart: a run id may come twice. */
export interface RunRecord {
  runId: string
  agentId: string
  status: RunStatus
  /** The fencing number of whoever may write; grows with every run of the thread, and when a run is taken over. */
  epoch: number
  /** The log's head when the run was claimed: its first event has the next position. */
  base: number
  /** Milliseconds since the epoch of Unix time. */
  startedAt: number
  /** Milliseconds since the epoch of Unix time; absent while the run lasts. */
  endedAt?: number | undefined
  /** JSON of the event that ended it. */
  ending?: string | undefined
  /** JSON of the messages that came with it, while it lasts. */
  opening?: string | undefined
  /** Somebody asked for its end. */
  stopRequested?: boolean | undefined
  /** Whoever held it is gone: the claim was not renewed in time, or its process is known to have ended. */
  abandoned?: boolean | undefined
}

/**
 * A question that a run asked before it paused, open or answered. `json` is the AG-UI `Interrupt`, and absent where the
 * thread knows no more than the answer. `answer` is the AG-UI `ResumeEntry` as JSON, and the `base` of the run that was
 * started with it.
 */
export type InterruptRecord =
  | { id: string; json: string; answer?: undefined }
  | { id: string; json?: string | undefined; answer: { json: string; base: number } }

/** A thread without its content: what a list of threads shows, and what can be asked often. */
export interface ThreadInfo {
  key: ThreadKey
  /** Names this incarnation of the log, so that a cursor into a deleted one is never served from its successor. */
  generation: string
  /** Position of the newest event; 0 before the first. */
  head: number
  /** The agent of the run that was claimed last. */
  agentId: string
  name?: string | undefined
  archived: boolean
  /** Milliseconds since the epoch of Unix time. */
  createdAt: number
  /** When anything about it last changed. */
  updatedAt: number
  /** When a run last started or ended on it; lists are sorted by it. Never goes back. */
  activeAt: number
  /** Grows, over all threads of the store, whenever what a list shows of this one changes. */
  revision: number
  /** Open interrupts, and answered ones that are still remembered. */
  interrupts: readonly InterruptRecord[]
  /** The run that ended last. */
  last?: RunRecord | undefined
  /** The run that lasts. */
  running?: RunRecord | undefined
}

/** A thread as its last ended run left it. */
export interface ThreadView extends ThreadInfo {
  messages: readonly StoredMessage[]
  /** The state as JSON text; absent while there is none. */
  state?: string | undefined
}

/** One text for a key, for maps. What stands before the first colon tells where an owner ends, and that there is none. */
export function keyText({ owner, threadId }: ThreadKey): string {
  return owner === undefined ? `:${threadId}` : `${owner.length}:${owner}${threadId}`
}

/** Whether two records of one thread are of the same run. */
export function isSameRun(one: RunRecord | undefined, other: RunRecord | undefined): boolean {
  return one !== undefined && one.base === other?.base && one.runId === other.runId
}
