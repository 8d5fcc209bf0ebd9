import type { RunStatus } from '@flightdeck/protocol'
import type { StoredMessage } from '../reducer/thread-content.ts'
import type { InterruptRecord, RunRecord, ThreadInfo, ThreadKey, ThreadView } from './thread-record.ts'

/** A value, or a promise of one: a store may be synchronous or not. */
export type Awaitable<T> = T | PromiseLike<T>

/** A request to claim a thread for a run. The thread is created if it does not exist. */
export interface ClaimRequest {
  key: ThreadKey
  /** Unique for this claim, so that a repeated request returns the claim that took effect. */
  claimId: string
  runId: string
  agentId: string
  /**
   * Hash of the input of the run. Stored in its record, also after the run has ended. Without one, earlier runs of the same id
   * are not looked up.
   */
  inputHash?: string | undefined
  /** Unix time in milliseconds by the caller's clock. For records, never for leases. */
  now: number
  /** Milliseconds after which the claim expires unless renewed, by the store's clock. */
  leaseMs: number
  /** Resume answers, each as JSON of a `ResumeEntry`. Stored atomically with the claim. */
  answers?: readonly { interruptId: string; json: string }[] | undefined
  /**
   * JSON of the new messages and the state of the request. Returned in `running.opening` until the run ends. Recovery uses it if the
   * process dies before the first event is stored.
   */
  opening?: string | undefined
  /** Open interrupts that need no answer because they expired; the claim closes them. `'all'` for every one. */
  waives?: readonly string[] | 'all' | undefined
}

/**
 * The result of a claim. Checked atomically in this order: `answered`: an interrupt of the request was already
 * answered; `known`: a run of the same id is running or has ended on the thread (the one with the same `inputHash`, else the
 * newest), and the request does not answer an open interrupt; `busy`: a run is running; `open`: interrupts are open that the request neither answers nor waives. A
 * refused claim changes nothing.
 */
export type ClaimResult =
  | { claimed: true; epoch: number; thread: ThreadView }
  | { claimed: false; reason: 'answered'; interrupts: readonly InterruptRecord[] }
  | { claimed: false; reason: 'known'; run: RunRecord }
  | { claimed: false; reason: 'busy'; running: RunRecord }
  | { claimed: false; reason: 'open'; interrupts: readonly InterruptRecord[] }

/** A request to take over an abandoned run in order to end it. */
export interface SeizeRequest {
  key: ThreadKey
  /** The epoch of the run when it was seen to be abandoned. */
  epoch: number
  leaseMs: number
}

/** Consecutive events of one run. */
export interface AppendRequest {
  key: ThreadKey
  runId: string
  epoch: number
  /** Position of the first event. The others follow without a gap. */
  first: number
  /** Each event as JSON text, encoded once. */
  events: readonly string[]
  /** Positions of the events that have a legacy form for 0.x clients. */
  legacy: readonly number[]
}

/** Ends a run and replaces its events by messages and state. */
export interface FinishRequest {
  key: ThreadKey
  runId: string
  epoch: number
  status: Exclude<RunStatus, 'running'>
  endedAt: number
  /** JSON of the event that ends the run. It was not appended; a store that keeps raw events keeps it with them. */
  ending: string
  /** Whether the ending has a legacy form for 0.x clients. @default false */
  legacyEnding?: boolean | undefined
  /** Position of the ending. */
  head: number
  /** All messages of the thread. An unchanged message is the same object as in the `thread` of the claim. */
  messages: readonly StoredMessage[]
  state: string | undefined
  /** The interrupts that a paused run leaves open. */
  interrupts?: readonly { id: string; json: string }[] | undefined
}

/** A request for the events of a running run. */
export interface ReadRequest {
  key: ThreadKey
  generation: string
  /** Return events after this position. */
  after: number
  /** Approximate maximum of characters of JSON. At least one event is returned if there is any. */
  maxBytes: number
}

/**
 * Consecutive events of one run, possibly none yet. `gone` if the generation is outdated, if these positions are no longer
 * stored, or if they are beyond the end and no run is running. A position ahead of a running run's log is not gone: its
 * process sends events before it stores them.
 */
export type ReadResult =
  | { gone: false; first: number; events: readonly string[]; legacy: readonly number[] }
  | { gone: true }

/** What the holder of a claim learns when it writes. */
export interface ClaimNews {
  /** Whether a stop was requested, possibly by another process. */
  stopRequested: boolean
}

/** A request to renew all claims of a process. */
export interface RenewRequest {
  claims: readonly { key: ThreadKey; epoch: number }[]
  leaseMs: number
}

/** The end of a page: the sort key of its last thread. */
export interface ThreadPosition {
  activeAt: number
  threadId: string
}

/** A request for a page of one owner's threads, most recently active first. */
export interface ListRequest {
  /** The owner. Without one: threads without an owner, never those of all owners. */
  owner?: string | undefined
  /** Only threads whose last run used this agent. */
  agentId?: string | undefined
  /** Archived threads. @default 'without' */
  archived?: 'without' | 'with' | 'only' | undefined
  limit: number
  /** Start after this position. */
  after?: ThreadPosition | undefined
}

/** A page of threads. */
export interface ThreadPage {
  threads: readonly ThreadInfo[]
  /** Start of the next page; absent on the last. */
  next?: ThreadPosition | undefined
}

/** A request to change a thread. Absent members stay unchanged. */
export interface UpdateRequest {
  key: ThreadKey
  now: number
  /** `null` removes the name. */
  name?: string | null | undefined
  archived?: boolean | undefined
  /** Changes nothing if the thread has a name. @default false */
  onlyIfUnnamed?: boolean | undefined
  /** Changes nothing if a name was ever set or removed. @default false */
  onlyIfNeverNamed?: boolean | undefined
  /**
   * Changes nothing unless the thread has a generation of the same log (`isSameLog`): it was not deleted and created again.
   * @default any
   */
  generation?: string | undefined
}

/** A request for the changes of one owner's thread list. */
export interface ChangesRequest {
  owner?: string | undefined
  /** The `revision` of the previous result. Without one, only the current revision is returned. */
  since?: number | undefined
  limit: number
}

/** Changes of a list. Contains each thread once. */
export interface ThreadChanges {
  /** All changes up to this revision are included. */
  revision: number
  /** The store no longer knows all deletions since then: read the whole list. */
  reset: boolean
  /** New and changed threads, oldest change first. */
  changed: readonly ThreadInfo[]
  /** Ids of deleted threads. */
  deleted: readonly string[]
}

/** A request for the runs of a thread, newest first. */
export interface RunsRequest {
  key: ThreadKey
  limit: number
  /** Only runs with a smaller `base`. */
  before?: number | undefined
}

/** A request to import a whole thread. */
export interface PutRequest {
  key: ThreadKey
  agentId: string
  name?: string | undefined
  archived: boolean
  createdAt: number
  updatedAt: number
  activeAt: number
  head: number
  messages: readonly StoredMessage[]
  state?: string | undefined
  interrupts: readonly InterruptRecord[]
  /** Ended runs, oldest first. */
  runs: readonly Omit<RunRecord, 'epoch'>[]
}

/** How much a store keeps. Threads with a running run are never deleted. */
export interface RetainLimits {
  /** Milliseconds after its last activity at which a thread expires. @default no limit */
  maxAgeMs?: number | undefined
  /**
   * Maximum number of threads over all owners. The threads that were inactive for longest are deleted. @default no
   * limit
   */
  maxThreads?: number | undefined
  /**
   * Maximum characters of JSON, as `storedSize` counts them, plus the events of running runs. The threads that were
   * inactive for longest are deleted. @default no limit
   */
  maxBytes?: number | undefined
}

/** A thread that was deleted because of a limit. */
export interface Removal {
  key: ThreadKey
  /** The limit that was exceeded. */
  reason: 'age' | 'threads' | 'bytes'
  /** Characters of JSON that were deleted. */
  bytes: number
}

/**
 * The storage of a runner: threads, their runs and their logs. Everything else (running agents, legal events,
 * joining, stopping, limits, recovery) is done by the engine. A store may be asynchronous and shared by several
 * processes. It judges leases by its own clock.
 *
 * Every method may be called for any key at any time, and may be called again after it failed, whether or not the
 * failed call took effect. Methods that write under an epoch throw `StaleEpochError` and write nothing if the thread
 * was claimed or seized under a greater epoch, or deleted; see `finish` for an exception. The epochs of a key grow
 * strictly, even if a thread is deleted and created again. `runnerConformance` of `@flightdeck/testkit` tests a store
 * against this contract.
 */
export interface ThreadStore {
  /** Claims the thread atomically. With the `claimId` of the current claim, returns that claim again. */
  claim(request: ClaimRequest): Awaitable<ClaimResult>
  /** Renews claims. Returns the news in the order of `claims`; undefined for a claim that was lost. */
  renew(request: RenewRequest): Awaitable<readonly (ClaimNews | undefined)[]>
  /**
   * Takes over an abandoned run under a new epoch, with a lease, and sets the generation of the thread to its
   * `nextGeneration`. Returns undefined unless the run is abandoned under the given epoch.
   */
  seize(request: SeizeRequest): Awaitable<{ epoch: number; thread: ThreadView } | undefined>
  /** Keys of threads with an abandoned run, over all owners, at most `limit`. */
  abandoned(limit: number): Awaitable<readonly ThreadKey[]>
  /**
   * Appends events. Positions that are already stored are ignored, so a failed call can be repeated. Throws
   * `LostEventsError` if events before `first` are missing.
   */
  append(request: AppendRequest): Awaitable<ClaimNews>
  /**
   * Ends the run and frees the thread. Durable when it resolves. A repeated call under the same epoch changes nothing
   * and resolves, even if the thread was claimed since, as long as the record of the run is kept. Raw events may be
   * kept until the next claim, so that readers of other processes receive the original ending.
   */
  finish(request: FinishRequest): Awaitable<void>
  /** The thread without its content; undefined if it does not exist. */
  peek(key: ThreadKey): Awaitable<ThreadInfo | undefined>
  /** The thread with its content; undefined if it does not exist. */
  get(key: ThreadKey): Awaitable<ThreadView | undefined>
  /** Events of the running run. */
  read(request: ReadRequest): Awaitable<ReadResult>
  /** The runs of a thread; empty if it does not exist. */
  runs(request: RunsRequest): Awaitable<readonly RunRecord[]>
  /** Requests the stop of a run. Returns false if it is not running. */
  requestStop(key: ThreadKey, runId: string): Awaitable<boolean>
  /** A page of one owner's threads. The cost does not depend on the position of the page. */
  list(request: ListRequest): Awaitable<ThreadPage>
  /**
   * Renames, archives or unarchives a thread. Returns the thread; undefined if it does not exist, or has another log than
   * `generation`.
   */
  update(request: UpdateRequest): Awaitable<ThreadInfo | undefined>
  /**
   * Deletes the thread and all its data. A running run loses its claim. Returns false if the thread does not exist.
   */
  remove(key: ThreadKey): Awaitable<boolean>
  /** Deletes all threads of one owner (without one: all threads without an owner). Returns their number. */
  clear(owner: string | undefined): Awaitable<number>
  /** Imports a thread. Returns false if the key exists. */
  put(request: PutRequest): Awaitable<boolean>
  /** Deletes threads beyond the limits, a bounded number in one call. Returns them. */
  retain(limits: RetainLimits, now: number): Awaitable<readonly Removal[]>
  /** The changes of one owner's list. */
  changes(request: ChangesRequest): Awaitable<ThreadChanges>
  /**
   * Calls `notify` when the thread may have changed. Returns a function that ends the subscription. Notifications may
   * be lost: callers poll as well.
   */
  watch(key: ThreadKey, notify: () => void): () => void
  /** Calls `notify` when the list of one owner may have changed. Otherwise like `watch`. */
  watchList(owner: string | undefined, notify: () => void): () => void
  /** Releases the resources of the store. */
  close?(): Awaitable<void>
}

/** Thrown by a store when a write uses an outdated epoch. */
export class StaleEpochError extends Error {
  override readonly name: string = 'StaleEpochError'

  constructor(key: ThreadKey, epoch: number) {
    super(`Epoch ${epoch} of thread '${key.threadId}' is outdated`)
  }
}

/**
 * Thrown by `append` if the store does not have the events before the given ones. The engine then appends again from the
 * event after `head`: a server may lose the last events in a crash, which the process of the run still has.
 */
export class LostEventsError extends RangeError {
  override readonly name: string = 'LostEventsError'
  /** Position of the last stored event. */
  readonly head: number

  constructor(head: number, first: number) {
    super(`Events ${head + 1} to ${first - 1} are missing`)
    this.head = head
  }
}

/** The `head` of a `LostEventsError`; undefined for other errors. */
export function lostAfter(error: unknown): number | undefined {
  const { name, head } = (error ?? {}) as Partial<LostEventsError>
  return name === 'LostEventsError' && typeof head === 'number' ? head : undefined
}

/**
 * Whether an error is a `StaleEpochError`. Compares the name, because an application may have two copies of this
 * package.
 */
export function isStaleEpoch(error: unknown): boolean {
  return error instanceof StaleEpochError || (error as Error | undefined)?.name === 'StaleEpochError'
}
