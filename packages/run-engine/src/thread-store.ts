import type { StoredMessage } from './thread-reducer.ts'

/** A value, or a promise of one: a store may be synchronous or not. */
export type Awaitable<T> = T | PromiseLike<T>

/** What names a thread. With an owner, the same id under two owners is two threads. */
export interface ThreadKey {
  threadId: string
  /** Who the thread belongs to; absent where nobody is identified. */
  owner?: string | undefined
}

/**
 * Where a run stands. All but `running` are final: once recorded they never change.
 * `paused` waits for answers to open interrupts; `interrupted` means its process died or shut down under it.
 */
export type RunStatus = 'running' | 'finished' | 'failed' | 'cancelled' | 'paused' | 'interrupted'

/** What is known of one run. */
export interface RunRecord {
  runId: string
  agentId: string
  status: RunStatus
  /** The fencing number its writer holds; grows with every run of the thread. */
  epoch: number
  /** The log's head when the run was claimed: its first event has the next position. */
  base: number
  /** Milliseconds since the epoch of Unix time. */
  startedAt: number
  /** Milliseconds since the epoch of Unix time; absent while the run lasts. */
  endedAt?: number | undefined
  /** JSON of the event that ended it. */
  ending?: string | undefined
  /** Somebody asked for its end. */
  stopRequested?: boolean | undefined
}

/** A thread as its last ended run left it, and the run that lasts, if any. */
export interface ThreadView {
  key: ThreadKey
  /** Names this incarnation of the log, so that a cursor into a deleted one is never served from its successor. */
  generation: string
  /** Position of the newest event; 0 before the first. */
  head: number
  createdAt: number
  updatedAt: number
  messages: readonly StoredMessage[]
  /** The state as JSON text; absent while there is none. */
  state?: string | undefined
  /** The run that ended last. */
  last?: RunRecord | undefined
  /** The run that lasts. */
  running?: RunRecord | undefined
}

/** Asks for a thread in order to run on it. The thread is created if it is not there. */
export interface ClaimRequest {
  key: ThreadKey
  runId: string
  agentId: string
  /** Milliseconds since the epoch of Unix time. */
  now: number
  /** How long the claim is good for without a `renew`, in milliseconds. Stores that live in one process ignore it. */
  leaseMs: number
}

/** The thread is ours under this epoch, or it is busy with another run. */
export type ClaimResult =
  | { claimed: true; epoch: number; thread: ThreadView }
  | { claimed: false; running: RunRecord }

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
  ending: string
  /** Position of the ending. */
  head: number
  /** The whole conversation. A message that did not change is the same object as in the claim's `thread`. */
  messages: readonly StoredMessage[]
  state: string | undefined
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

/**
 * What a runner needs of a storage: threads, their runs and their logs. Everything else (driving agents, legality,
 * joining, stopping, limits) is the engine's. Nothing here assumes one process, a synchronous store or a common clock.
 *
 * Every method may be called for any key at any time. Methods that write under an epoch throw `StaleEpochError`
 * when the thread has since been claimed under a greater one, and write nothing then. `runnerConformance` in
 * `@flightdeck/testkit` holds a store to this contract.
 */
export interface ThreadStore {
  /** Atomically takes the thread if no run lasts on it. Epochs grow strictly. */
  claim(request: ClaimRequest): Awaitable<ClaimResult>
  /** Keeps events. May be called again with positions it already has, after a failure: those are kept once. */
  append(request: AppendRequest): Awaitable<ClaimNews>
  /** Ends the run, durably when it resolves, and frees the thread. A repetition under the same epoch changes nothing. */
  finish(request: FinishRequest): Awaitable<void>
  /** The thread, or nothing if there is none for this key. */
  get(key: ThreadKey): Awaitable<ThreadView | undefined>
  /** Raw events of the running run. */
  read(request: ReadRequest): Awaitable<ReadResult>
  /** Records the wish that this run end, for whoever holds it. False if it is not running. */
  requestStop(key: ThreadKey, runId: string): Awaitable<boolean>
  /** Calls `wake` when something about the thread may have changed. A lost call delays, it never loses: readers look again. */
  watch(key: ThreadKey, wake: () => void): () => void
  /** Prolongs the claim. Stores whose claims cannot outlive their process have none. */
  renew?(request: { key: ThreadKey; epoch: number; leaseMs: number }): Awaitable<ClaimNews>
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

/** One text for a key, for maps. */
export function keyText(key: ThreadKey): string {
  return key.owner === undefined ? key.threadId : `\u0000${key.owner.length}:${key.owner}${key.threadId}`
}
