import type { RunStatus } from '@flightdeck/protocol'
import type { StoredMessage } from '../reducer/thread-content.ts'
import type { InterruptRecord, RunRecord, ThreadInfo, ThreadKey, ThreadView } from './thread-record.ts'

/** A value, or a promise of one: a store may be synchronous or not. */
export type Awaitable<T> = T | PromiseLike<T>

/** Asks for a thread in order to run on it. The thread is created if it is not there. */
export interface ClaimRequest {
  key: ThreadKey
  /** Unique to this claim, so that asking again after a failure gives the claim that took effect. */
  claimId: string
  runId: string
  agentId: string
  /** Milliseconds since the epoch of Unix time, by the caller's clock: for records, never for leases. */
  now: number
  /** How long the claim is good for without a `renew`, in milliseconds by the store's clock. */
  leaseMs: number
  /** Answers to interrupts, each as JSON of a `ResumeEntry`. They are recorded with the claim, or not at all. */
  answers?: readonly { interruptId: string; json: string }[] | undefined
  /**
   * JSON of the messages that came with the run, which the store returns in `running.opening` until the run ends:
   * what a recovery tells if the process dies before the log's first event is kept.
   */
  opening?: string | undefined
  /** Open interrupts that need no answer any more, because they expired: the claim closes them. `'all'` for every one. */
  waives?: readonly string[] | 'all' | undefined
}

/**
 * What came of a claim. It is checked in this order, atomically:
 * `answered`: an interrupt that the request answers has been answered before; `busy`: a run lasts;
 * `open`: interrupts are open that the request neither answers nor waives. Refused claims change nothing.
 */
export type ClaimResult =
  | { claimed: true; epoch: number; thread: ThreadView }
  | { claimed: false; reason: 'answered'; interrupts: readonly InterruptRecord[] }
  | { claimed: false; reason: 'busy'; running: RunRecord }
  | { claimed: false; reason: 'open'; interrupts: readonly InterruptRecord[] }

/** Asks to take over an abandoned run in order to end it. */
export interface SeizeRequest {
  key: ThreadKey
  /** The epoch under which the run was seen to be abandoned. */
  epoch: number
  leaseMs: number
}

/** Consecutive events of one run. */
export interface AppendRequest {
  key: ThreadKey
  runId: string
  epoch: number
  /** Position of the first of `events`; the others follow without a gap. */
  first: number
  /** Each event as JSON text, encoded once. */
  events: readonly string[]
  /** Positions of the events that 0.x clients must be given in the old spelling. */
  marked: readonly number[]
}

/** Ends a run for good, and replaces its raw events by what they amount to. */
export interface FinishRequest {
  key: ThreadKey
  runId: string
  epoch: number
  status: Exclude<RunStatus, 'running'>
  endedAt: number
  /** JSON of the event that ends the run. It was not appended: whoever keeps raw events keeps it with them. */
  ending: string
  /** Whether 0.x clients must be given the ending in the old spelling. @default false */
  endingMarked?: boolean | undefined
  /** Position of the ending. */
  head: number
  /** The whole conversation. A message that did not change is the same object as in the claim's `thread`. */
  messages: readonly StoredMessage[]
  state: string | undefined
  /** The interrupts that a paused run leaves open. */
  interrupts?: readonly { id: string; json: string }[] | undefined
}

/** A reading of a running run's raw events. */
export interface ReadRequest {
  key: ThreadKey
  generation: string
  /** Events with greater positions are wanted. */
  after: number
  /** About how many characters of JSON at most; at least one event is given if there is any. */
  maxBytes: number
}

/** Consecutive raw events, perhaps none yet; or word that these positions are no longer held. */
export type ReadResult =
  | { gone: false; first: number; events: readonly string[]; marked: readonly number[] }
  | { gone: true }

/** What the holder of a claim learns whenever it writes. */
export interface ClaimNews {
  /** Somebody, perhaps on another machine, asked for the end of the run. */
  stopRequested: boolean
}

/** Prolongs claims, all that a process holds in one call. */
export interface RenewRequest {
  claims: readonly { key: ThreadKey; epoch: number }[]
  leaseMs: number
}

/** Where a page of a list ends: the sort key of its last thread. */
export interface ThreadPosition {
  activeAt: number
  threadId: string
}

/** Asks for a page of the threads of one owner, the most recently active first. */
export interface ListRequest {
  /** Whose threads; without one, those that belong to nobody. Never everybody's. */
  owner?: string | undefined
  /** Only threads whose last run was this agent's. */
  agentId?: string | undefined
  /** Archived threads. @default 'without' */
  archived?: 'without' | 'with' | 'only' | undefined
  limit: number
  /** The page begins after this place. */
  after?: ThreadPosition | undefined
}

/** A page of threads. */
export interface ThreadPage {
  threads: readonly ThreadInfo[]
  /** Where the next page begins; absent on the last. */
  next?: ThreadPosition | undefined
}

/** Changes what a person may change about a thread. Members that are absent stay as they are. */
export interface UpdateRequest {
  key: ThreadKey
  now: number
  /** `null` takes the name away. */
  name?: string | null | undefined
  archived?: boolean | undefined
  /** Leaves a thread alone that has a name already. @default false */
  onlyIfUnnamed?: boolean | undefined
}

/** Asks what changed in the list of one owner's threads. */
export interface ChangesRequest {
  owner?: string | undefined
  /** The `revision` of the answer before. Without one, only the revision of now is wanted. */
  since?: number | undefined
  limit: number
}

/** What changed, each thread once. */
export interface ThreadChanges {
  /** Everything up to this revision is told. */
  revision: number
  /** The store no longer knows what was deleted since then: the list has to be read anew. */
  reset: boolean
  /** Threads that are new or look different, oldest change first. */
  changed: readonly ThreadInfo[]
  /** Ids of threads that are gone. */
  deleted: readonly string[]
}

/** Asks for the runs of a thread, the newest first. */
export interface RunsRequest {
  key: ThreadKey
  limit: number
  /** Only runs with a smaller `base`. */
  before?: number | undefined
}

/** A whole thread from elsewhere. */
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

/** How much a store keeps. Threads with a running run are never given up. */
export interface RetainLimits {
  /** Milliseconds after its last activity that a thread is kept. @default no limit */
  maxAgeMs?: number | undefined
  /** Threads kept, over all owners; beyond, the ones inactive for longest go. @default no limit */
  maxThreads?: number | undefined
  /**
   * Characters of JSON kept, as `storedSize` counts them, and in the events of runs that last; beyond, the threads
   * inactive for longest go. @default no limit
   */
  maxBytes?: number | undefined
}

/** A thread that had to go because of a limit. */
export interface Removal {
  key: ThreadKey
  /** Which limit asked for it. */
  reason: 'age' | 'threads' | 'bytes'
  /** Characters of JSON given up. */
  bytes: number
}

/**
 * What a runner needs of a storage: threads, their runs and their logs. Everything else (driving agents, legality,
 * joining, stopping, limits, recovery) is the engine's. Nothing here assumes one process, a synchronous store or a
 * common clock: leases are judged by the store's own.
 *
 * Every method may be called for any key at any time, and be called again after it failed, whether or not the
 * failed call took effect. Methods that write under an epoch throw `StaleEpochError` when the thread has since
 * been claimed or seized under a greater one, or deleted, and write nothing then; but see `finish`. Epochs grow strictly for one
 * key, also when a thread is deleted and comes back. `runnerConformance` in `@flightdeck/testkit` holds a store
 * to this contract.
 */
export interface ThreadStore {
  /** Atomically takes the thread. Asked again with the same `claimId`, it gives the claim that lasts once more. */
  claim(request: ClaimRequest): Awaitable<ClaimResult>
  /** Prolongs claims. In the order of `claims`, what there is to know; nothing for a claim that is lost. */
  renew(request: RenewRequest): Awaitable<readonly (ClaimNews | undefined)[]>
  /** Takes over an abandoned run under a new epoch, with a lease. Nothing if it is not abandoned under that epoch. */
  seize(request: SeizeRequest): Awaitable<{ epoch: number; thread: ThreadView } | undefined>
  /** Keys of threads whose run is abandoned, over all owners, at most `limit`. */
  abandoned(limit: number): Awaitable<readonly ThreadKey[]>
  /** Keeps events. May be called again with positions it already has, after a failure: those are kept once. */
  append(request: AppendRequest): Awaitable<ClaimNews>
  /**
   * Ends the run, durably when it resolves, and frees the thread. A repetition under the same epoch changes
   * nothing and resolves, also when the thread has been claimed since: as long as the run's record is kept, its
   * epoch is known. Raw events may be kept until the next claim, so that readers elsewhere get the end word for word.
   */
  finish(request: FinishRequest): Awaitable<void>
  /** The thread without its content, or nothing if there is none for this key. */
  peek(key: ThreadKey): Awaitable<ThreadInfo | undefined>
  /** The thread with its content, or nothing if there is none for this key. */
  get(key: ThreadKey): Awaitable<ThreadView | undefined>
  /** Raw events of the running run. */
  read(request: ReadRequest): Awaitable<ReadResult>
  /** The runs of a thread; none for one that is not there. */
  runs(request: RunsRequest): Awaitable<readonly RunRecord[]>
  /** Records the wish that this run end, for whoever holds it. False if it is not running. */
  requestStop(key: ThreadKey, runId: string): Awaitable<boolean>
  /** A page of one owner's threads. Its cost does not depend on how far down the list the page is. */
  list(request: ListRequest): Awaitable<ThreadPage>
  /** Renames, archives or brings back. Gives the thread as it is then, or nothing if there is none. */
  update(request: UpdateRequest): Awaitable<ThreadInfo | undefined>
  /** Deletes the thread and everything of it. A run on it loses its claim. False if there was none. */
  remove(key: ThreadKey): Awaitable<boolean>
  /** Deletes every thread of one owner (without one: of nobody), and says how many. */
  clear(owner: string | undefined): Awaitable<number>
  /** Creates a thread from elsewhere. False if the key is taken. */
  put(request: PutRequest): Awaitable<boolean>
  /** Deletes what is beyond the limits, a bounded number of threads in one call, and says which. */
  retain(limits: RetainLimits, now: number): Awaitable<readonly Removal[]>
  /** What changed in one owner's list. */
  changes(request: ChangesRequest): Awaitable<ThreadChanges>
  /** Calls `wake` when something about the thread may have changed. A lost call delays, it never loses: readers look again. */
  watch(key: ThreadKey, wake: () => void): () => void
  /** Calls `wake` when the list of one owner's threads may have changed. A lost call delays, it never loses. */
  watchList(owner: string | undefined, wake: () => void): () => void
  /** Lets go of what the store holds open. */
  close?(): Awaitable<void>
}

/** Thrown by a store that is written to under an epoch that is over. */
export class StaleEpochError extends Error {
  override readonly name: string = 'StaleEpochError'

  constructor(key: ThreadKey, epoch: number) {
    super(`Epoch ${epoch} of thread '${key.threadId}' is over`)
  }
}

/** Whether a store refused a write because its epoch is over. By name: an application may have this package twice. */
export function isStaleEpoch(error: unknown): boolean {
  return error instanceof StaleEpochError || (error as Error | undefined)?.name === 'StaleEpochError'
}
