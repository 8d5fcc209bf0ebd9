import {
  type AppendRequest,
  type ClaimNews,
  type ClaimRequest,
  type ClaimResult,
  type FinishRequest,
  keyText,
  type ReadRequest,
  type ReadResult,
  type RunRecord,
  StaleEpochError,
  type StoredMessage,
  type ThreadKey,
  type ThreadStore,
  type ThreadView,
} from '@flightdeck/run-engine'

/** What the store may hold. */
export interface MemoryLimits {
  /** Threads kept; beyond, the ones unused for longest go. @default 1_000 */
  maxThreads?: number | undefined
  /** Ended runs remembered of each thread; `0` or `Infinity` for all. Messages are kept whatever this says. @default 100 */
  maxRunsPerThread?: number | undefined
  /** Characters of JSON kept; beyond, the threads unused for longest go. @default 536_870_912 (512 Mi) */
  maxBytes?: number | undefined
}

/** A thread that had to go. */
export interface Eviction {
  threadId: string
  owner?: string | undefined
  /** Which limit asked for it. */
  reason: 'threads' | 'bytes'
  /** Characters of JSON given up. */
  bytes: number
  /** Threads evicted by this runner so far, this one among them. */
  total: number
}

/** A thread in memory. While a run lasts it has that run's raw events, afterwards only what they amount to. */
interface MemoryThread {
  readonly key: ThreadKey
  readonly generation: string
  readonly createdAt: number
  updatedAt: number
  epoch: number
  head: number
  messages: readonly StoredMessage[]
  state: string | undefined
  /** Ended runs, oldest first. */
  runs: RunRecord[]
  running: { record: RunRecord; events: string[]; marked: number[] } | undefined
  bytes: number
  readonly watchers: Set<() => void>
}

/** Keeps threads in the memory of this process: each event once, as encoded by the engine. */
export class MemoryStore implements ThreadStore {
  // In the order of their last use.
  readonly #threads = new Map<string, MemoryThread>()
  readonly #limits: { maxThreads: number; maxRunsPerThread: number; maxBytes: number }
  readonly #onEvict: ((eviction: Eviction) => void) | undefined
  #bytes = 0
  #evictions = 0

  /** @throws RangeError for a limit that is not a positive number. */
  constructor(limits: MemoryLimits = {}, onEvict?: ((eviction: Eviction) => void) | undefined) {
    this.#limits = {
      maxThreads: positive('maxThreads', limits.maxThreads ?? 1_000),
      maxRunsPerThread: positive(
        'maxRunsPerThread',
        limits.maxRunsPerThread || 100,
        limits.maxRunsPerThread === 0,
      ),
      maxBytes: positive('maxBytes', limits.maxBytes ?? 512 * 1024 * 1024),
    }
    this.#onEvict = onEvict
  }

  claim({ key, runId, agentId, now }: ClaimRequest): ClaimResult {
    const thread = this.#use(key) ?? this.#create(key, now)
    if (thread.running) return { claimed: false, running: thread.running.record }
    const view = toView(thread)
    thread.epoch += 1
    thread.updatedAt = now
    const record: RunRecord = {
      runId,
      agentId,
      status: 'running',
      epoch: thread.epoch,
      base: thread.head,
      startedAt: now,
    }
    thread.running = { record, events: [], marked: [] }
    this.#evict(thread)
    return { claimed: true, epoch: thread.epoch, thread: view }
  }

  append({ key, epoch, first, events, marked }: AppendRequest): ClaimNews {
    const { thread, running } = this.#held(key, epoch)
    const known = thread.head + 1 - first
    const fresh = known > 0 ? events.slice(known) : events
    for (const event of fresh) {
      running.events.push(event)
      this.#grow(thread, event.length)
    }
    running.marked.push(...marked.filter((position) => position > thread.head))
    thread.head += fresh.length
    this.#evict(thread)
    wake(thread)
    return { stopRequested: running.record.stopRequested === true }
  }

  finish({ key, epoch, status, endedAt, ending, head, messages, state }: FinishRequest): void {
    const known = this.#threads.get(keyText(key))
    if (known?.runs.at(-1)?.epoch === epoch) return
    const { thread, running } = this.#held(key, epoch)
    thread.running = undefined
    thread.head = head
    thread.messages = messages
    thread.state = state
    thread.updatedAt = endedAt
    thread.runs.push({ ...running.record, status, endedAt, ending })
    const surplus = thread.runs.length - this.#limits.maxRunsPerThread
    if (surplus > 0) thread.runs.splice(0, surplus)
    this.#grow(thread, sizeOf(thread) - thread.bytes)
    this.#use(key)
    this.#evict(thread)
    wake(thread)
  }

  get(key: ThreadKey): ThreadView | undefined {
    const thread = this.#use(key)
    return thread && toView(thread)
  }

  read({ key, generation, after, maxBytes }: ReadRequest): ReadResult {
    const thread = this.#threads.get(keyText(key))
    const running = thread?.running
    if (!thread || thread.generation !== generation) return { gone: true }
    if (!running || after < running.record.base)
      return after === thread.head ? nothingAfter(after) : { gone: true }
    const start = after - running.record.base
    let end = start
    let bytes = 0
    while (end < running.events.length && bytes < maxBytes) bytes += running.events[end++]?.length ?? 0
    const last = running.record.base + end
    return {
      gone: false,
      first: after + 1,
      events: running.events.slice(start, end),
      marked: running.marked.filter((position) => position > after && position <= last),
    }
  }

  requestStop(key: ThreadKey, runId: string): boolean {
    const thread = this.#threads.get(keyText(key))
    if (thread?.running?.record.runId !== runId) return false
    thread.running.record.stopRequested = true
    wake(thread)
    return true
  }

  watch(key: ThreadKey, notify: () => void): () => void {
    const watchers = this.#threads.get(keyText(key))?.watchers
    watchers?.add(notify)
    return () => watchers?.delete(notify)
  }

  #use(key: ThreadKey): MemoryThread | undefined {
    const text = keyText(key)
    const thread = this.#threads.get(text)
    if (thread) {
      this.#threads.delete(text)
      this.#threads.set(text, thread)
    }
    return thread
  }

  #create(key: ThreadKey, now: number): MemoryThread {
    const thread: MemoryThread = {
      key,
      generation: crypto.randomUUID().slice(0, 8),
      createdAt: now,
      updatedAt: now,
      epoch: 0,
      head: 0,
      messages: [],
      state: undefined,
      runs: [],
      running: undefined,
      bytes: 0,
      watchers: new Set(),
    }
    this.#threads.set(keyText(key), thread)
    return thread
  }

  #held(
    key: ThreadKey,
    epoch: number,
  ): { thread: MemoryThread; running: NonNullable<MemoryThread['running']> } {
    const thread = this.#threads.get(keyText(key))
    const running = thread?.running
    if (!thread || running?.record.epoch !== epoch) throw new StaleEpochError(key, epoch)
    return { thread, running }
  }

  #grow(thread: MemoryThread, bytes: number): void {
    thread.bytes += bytes
    this.#bytes += bytes
  }

  /** Makes room. Neither a thread with a live run nor the one in use is ever given up. */
  #evict(inUse: MemoryThread): void {
    const { maxThreads, maxBytes } = this.#limits
    if (this.#threads.size <= maxThreads && this.#bytes <= maxBytes) return
    for (const [text, thread] of this.#threads) {
      const reason =
        this.#threads.size > maxThreads ? 'threads' : this.#bytes > maxBytes ? 'bytes' : undefined
      if (reason === undefined) return
      if (thread.running || thread === inUse) continue
      this.#threads.delete(text)
      this.#bytes -= thread.bytes
      this.#evictions += 1
      this.#onEvict?.({ ...thread.key, reason, bytes: thread.bytes, total: this.#evictions })
    }
  }
}

function toView(thread: MemoryThread): ThreadView {
  const { key, generation, head, createdAt, updatedAt, messages, state, runs, running } = thread
  return {
    key,
    generation,
    head,
    createdAt,
    updatedAt,
    messages,
    state,
    last: runs.at(-1),
    running: running?.record,
  }
}

function sizeOf({ messages, state }: MemoryThread): number {
  return messages.reduce((bytes, message) => bytes + message.json.length, state?.length ?? 0)
}

function nothingAfter(position: number): ReadResult {
  return { gone: false, first: position + 1, events: [], marked: [] }
}

function wake(thread: MemoryThread): void {
  for (const notify of [...thread.watchers]) notify()
}

function positive(name: string, value: number, unlimited = false): number {
  if (unlimited) return Number.POSITIVE_INFINITY
  if (!(value > 0)) throw new RangeError(`${name} must be a positive number or Infinity, not ${value}`)
  return value
}
