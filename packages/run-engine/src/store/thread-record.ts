import type { RunStatus } from '@flightdeck/protocol'
import type { StoredMessage } from '../reducer/thread-content.ts'

/** Identifies a thread. The same id with two owners is two threads. */
export interface ThreadKey {
  threadId: string
  /** The owner of the thread; absent if users are not identified. */
  owner?: string | undefined
}

/** The record of a run. Within a thread, `base` identifies it, because a run id may repeat. */
export interface RunRecord {
  runId: string
  agentId: string
  status: RunStatus
  /** The fencing number of the writer. Grows with each run of the thread and when a run is taken over. */
  epoch: number
  /** Head of the log when the run was claimed. Its first event has the next position. */
  base: number
  /** Unix time in milliseconds. */
  startedAt: number
  /** Unix time in milliseconds; absent while the run is running. */
  endedAt?: number | undefined
  /** JSON of the event that ended the run. */
  ending?: string | undefined
  /** JSON of the new messages and the state of the request, while the run is running. */
  opening?: string | undefined
  /** Hash of the input of the run. Absent for a run that was imported, or claimed by an older version. */
  inputHash?: string | undefined
  /** Whether a stop was requested. */
  stopRequested?: boolean | undefined
  /** Whether its process is gone: the claim was not renewed in time, or the process is known to have ended. */
  abandoned?: boolean | undefined
}

/**
 * An interrupt of a paused run, open or answered. `json` is the AG-UI `Interrupt`, absent if only the answer is
 * known. `answer` is the AG-UI `ResumeEntry` as JSON, with the `base` of the run that it started.
 */
export type InterruptRecord =
  | { id: string; json: string; answer?: undefined }
  | { id: string; json?: string | undefined; answer: { json: string; base: number } }

/** A thread without its content, as in a list of threads. */
export interface ThreadInfo {
  key: ThreadKey
  /**
   * Generation of the log. A cursor into a deleted thread is not valid for its successor. It changes to its
   * `nextGeneration` whenever a run of the thread is taken over.
   */
  generation: string
  /** Position of the newest event; 0 before the first. */
  head: number
  /** Agent of the last claimed run. */
  agentId: string
  name?: string | undefined
  archived: boolean
  /** Unix time in milliseconds. */
  createdAt: number
  /** Time of the last change of any kind. */
  updatedAt: number
  /** Time when a run last started or ended. Lists are sorted by it. Never decreases. */
  activeAt: number
  /** Grows with each change that a list shows, over all threads of the owner. */
  revision: number
  /** Open interrupts, and the latest answered ones. */
  interrupts: readonly InterruptRecord[]
  /** The last ended run. */
  last?: RunRecord | undefined
  /** The running run. */
  running?: RunRecord | undefined
}

/** A thread with its content after the last ended run. */
export interface ThreadView extends ThreadInfo {
  messages: readonly StoredMessage[]
  /** JSON of the state; absent if there is none. */
  state?: string | undefined
}

/**
 * A key as one string, for maps. The part before the first colon is the length of the owner; it is empty without an
 * owner.
 */
export function keyText({ owner, threadId }: ThreadKey): string {
  return owner === undefined ? `:${threadId}` : `${owner.length}:${owner}${threadId}`
}

/** Whether two records of one thread describe the same run. */
export function isSameRun(one: RunRecord | undefined, other: RunRecord | undefined): boolean {
  return one !== undefined && one.base === other?.base && one.runId === other.runId
}
