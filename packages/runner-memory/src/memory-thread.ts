import type {
  InterruptRecord,
  RunRecord,
  StoredMessage,
  ThreadInfo,
  ThreadKey,
  ThreadView,
} from '@flightdeck/run-engine/store'

/** The running run with its events. */
export interface MemoryRun {
  readonly record: RunRecord
  readonly claimId: string
  /** When the claim expires, by `performance.now()`: setting the time of day does not end it. */
  leaseUntil: number
  readonly events: string[]
  readonly legacy: number[]
}

/** A thread in memory. It has the events of the running run; afterwards only messages and state. */
export interface MemoryThread {
  readonly key: ThreadKey
  readonly threadId: string
  generation: string
  readonly createdAt: number
  agentId: string
  name: string | undefined
  /** Whether a name was ever set or removed. */
  wasNamed: boolean
  archived: boolean
  updatedAt: number
  activeAt: number
  revision: number
  head: number
  messages: readonly StoredMessage[]
  state: string | undefined
  interrupts: readonly InterruptRecord[]
  /** Ended runs, oldest first. */
  runs: RunRecord[]
  running: MemoryRun | undefined
  /** Characters of JSON in memory. */
  bytes: number
  /** The lists that contain the thread. */
  readonly lists: ListsOfThread
}

/** Lists that show a thread. */
export interface ListsOfThread {
  /** Adds or moves the thread. */
  place(thread: MemoryThread, activeAt: number): void
  /** Removes the thread. */
  delete(thread: MemoryThread): void
}

/** The thread without its content. */
export function toInfo(thread: MemoryThread): ThreadInfo {
  const { key, generation, head, agentId, name, archived, createdAt, updatedAt, activeAt } = thread
  return {
    key,
    generation,
    head,
    agentId,
    name,
    archived,
    createdAt,
    updatedAt,
    activeAt,
    revision: thread.revision,
    interrupts: thread.interrupts,
    last: thread.runs.at(-1),
    running: thread.running && toRecord(thread.running),
  }
}

/** The thread with its content. */
export function toView(thread: MemoryThread): ThreadView {
  return { ...toInfo(thread), messages: thread.messages, state: thread.state }
}

/** The record of the running run. */
export function toRecord({ record, leaseUntil }: MemoryRun): RunRecord {
  return { ...record, ...(leaseUntil <= performance.now() && { abandoned: true }) }
}
