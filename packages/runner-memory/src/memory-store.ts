import {
  type AppendRequest,
  type ChangesRequest,
  type ClaimNews,
  type ClaimRequest,
  type ClaimResult,
  claimRefusal,
  type FinishRequest,
  interruptsAfterClaim,
  interruptsAfterRun,
  isSameLog,
  keyText,
  type ListRequest,
  Notifier,
  nextGeneration,
  type PutRequest,
  type ReadRequest,
  type ReadResult,
  type Removal,
  type RenewRequest,
  type RetainLimits,
  type RunRecord,
  type RunsRequest,
  type SeizeRequest,
  StaleEpochError,
  storedSize,
  type ThreadChanges,
  type ThreadInfo,
  type ThreadKey,
  type ThreadPage,
  type ThreadStore,
  type ThreadView,
  type UpdateRequest,
} from '@flightdeck/run-engine/store'
import {
  type Eviction,
  type FilledMemoryLimits,
  fillMemoryLimits,
  type MemoryLimits,
} from './memory-limits.ts'
import { type MemoryRun, type MemoryThread, toInfo, toRecord, toView } from './memory-thread.ts'
import { ThreadLists } from './thread-lists.ts'

/** Threads that one call of `retain` deletes at most. */
const RETAIN_BATCH = 100

/** Stores threads in the memory of this process. Each event is kept once, as the engine encoded it. */
export class MemoryStore implements ThreadStore {
  // In order of last use.
  readonly #threads = new Map<string, MemoryThread>()
  readonly #lists = this.createLists()
  readonly #running = new Set<MemoryThread>()
  readonly #notifier = new Notifier<string>()
  readonly #limits: FilledMemoryLimits
  readonly #onEvict: ((eviction: Eviction) => void) | undefined
  #bytes = 0
  #evictions = 0
  #epoch = 0

  /** @throws RangeError for a limit that is not a positive number. */
  constructor(limits: MemoryLimits = {}, onEvict?: ((eviction: Eviction) => void) | undefined) {
    this.#limits = fillMemoryLimits(limits)
    this.#onEvict = onEvict
  }

  /** @internal Lists for some of the threads, those that are created with them. */
  createLists(): ThreadLists {
    return new ThreadLists((key) => this.#threads.get(keyText(key)))
  }

  /** With `lists`, a new thread is added to these lists instead of those of the store. */
  claim(request: ClaimRequest, lists: ThreadLists = this.#lists): ClaimResult {
    const { key, claimId, runId, agentId, now, leaseMs, opening, inputHash } = request
    const known = this.#use(key)
    const held = known?.running
    if (known && held?.claimId === claimId) {
      return { claimed: true, epoch: held.record.epoch, thread: toView({ ...known, running: undefined }) }
    }
    const refusal = claimRefusal(known?.interrupts ?? [], request, {
      running: () => held && toRecord(held),
      ended: (id) => known?.runs.filter((run) => run.runId === id).reverse() ?? [],
    })
    if (refusal !== undefined) return refusal
    const thread = known ?? this.#create(key, agentId, now, lists)
    const view = toView(thread)
    this.#epoch += 1
    const record: RunRecord = {
      runId,
      agentId,
      status: 'running',
      epoch: this.#epoch,
      base: thread.head,
      startedAt: now,
      ...(opening !== undefined && { opening }),
      ...(inputHash !== undefined && { inputHash }),
    }
    thread.agentId = agentId
    const { interrupts } = thread
    thread.interrupts = interruptsAfterClaim(interrupts, request, thread.head)
    this.#grow(
      thread,
      storedSize({ interrupts: thread.interrupts, runs: [record] }) - storedSize({ interrupts }),
    )
    this.#setRunning(thread, {
      record,
      claimId,
      leaseUntil: performance.now() + leaseMs,
      events: [],
      legacy: [],
    })
    this.#touch(thread, now)
    this.#evict(thread)
    return { claimed: true, epoch: record.epoch, thread: view }
  }

  renew({ claims, leaseMs }: RenewRequest): (ClaimNews | undefined)[] {
    return claims.map(({ key, epoch }) => {
      const running = this.#threads.get(keyText(key))?.running
      if (running?.record.epoch !== epoch) return undefined
      running.leaseUntil = performance.now() + leaseMs
      return newsOf(running)
    })
  }

  seize({ key, epoch, leaseMs }: SeizeRequest): { epoch: number; thread: ThreadView } | undefined {
    const thread = this.#threads.get(keyText(key))
    const running = thread?.running
    if (!thread || running?.record.epoch !== epoch || running.leaseUntil > performance.now()) return undefined
    this.#epoch += 1
    const record = { ...running.record, epoch: this.#epoch }
    thread.generation = nextGeneration(thread.generation)
    this.#setRunning(thread, { ...running, claimId: '', record, leaseUntil: performance.now() + leaseMs })
    this.#notifier.notify(keyText(key))
    return { epoch: record.epoch, thread: toView(thread) }
  }

  abandoned(limit: number): ThreadKey[] {
    const now = performance.now()
    const keys: ThreadKey[] = []
    for (const { key, running } of this.#running) {
      if (keys.length === limit) break
      if (running && running.leaseUntil <= now) keys.push(key)
    }
    return keys
  }

  append({ key, epoch, first, events, legacy }: AppendRequest): ClaimNews {
    const { thread, running } = this.#held(key, epoch)
    const known = thread.head + 1 - first
    const fresh = known > 0 ? events.slice(known) : events
    for (const event of fresh) {
      running.events.push(event)
      this.#grow(thread, event.length)
    }
    running.legacy.push(...legacy.filter((position) => position > thread.head))
    thread.head += fresh.length
    this.#evict(thread)
    this.#notifier.notify(keyText(key))
    return newsOf(running)
  }

  finish(request: FinishRequest): void {
    const { key, epoch, status, endedAt, ending, head, messages, state, interrupts } = request
    const known = this.#threads.get(keyText(key))
    const isHeld = known?.running?.record.epoch === epoch
    if (!isHeld && known?.runs.some((run) => run.epoch === epoch)) return
    const { thread, running } = this.#held(key, epoch)
    const { opening, ...record } = running.record
    this.#setRunning(thread, undefined)
    thread.head = head
    thread.messages = messages
    thread.state = state
    thread.interrupts = interruptsAfterRun(thread.interrupts, interrupts)
    thread.runs.push({ ...record, status, endedAt, ending })
    const surplus = thread.runs.length - this.#limits.maxRunsPerThread
    if (surplus > 0) thread.runs.splice(0, surplus)
    this.#grow(thread, storedSize(thread) - thread.bytes)
    this.#use(key)
    this.#touch(thread, endedAt)
    this.#evict(thread)
  }

  peek(key: ThreadKey): ThreadInfo | undefined {
    const thread = this.#threads.get(keyText(key))
    return thread && toInfo(thread)
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
      legacy: running.legacy.filter((position) => position > after && position <= last),
    }
  }

  runs({ key, limit, before = Number.POSITIVE_INFINITY }: RunsRequest): RunRecord[] {
    const thread = this.#threads.get(keyText(key))
    if (thread === undefined) return []
    const runs = thread.running ? [...thread.runs, toRecord(thread.running)] : thread.runs
    return runs
      .filter(({ base }) => base < before)
      .slice(-limit)
      .reverse()
  }

  requestStop(key: ThreadKey, runId: string): boolean {
    const running = this.#threads.get(keyText(key))?.running
    if (running?.record.runId !== runId) return false
    running.record.stopRequested = true
    this.#notifier.notify(keyText(key))
    return true
  }

  list(request: ListRequest, lists: ThreadLists = this.#lists): ThreadPage {
    return lists.page(request)
  }

  update(request: UpdateRequest): ThreadInfo | undefined {
    const { key, now, name, archived, onlyIfUnnamed, onlyIfNeverNamed, generation } = request
    const thread = this.#threads.get(keyText(key))
    if (thread === undefined) return undefined
    if (generation !== undefined && !isSameLog(generation, thread.generation)) return undefined
    if (onlyIfUnnamed && thread.name !== undefined) return toInfo(thread)
    if (onlyIfNeverNamed && (thread.wasNamed || thread.name !== undefined)) return toInfo(thread)
    if (name !== undefined) {
      thread.name = name ?? undefined
      thread.wasNamed = true
    }
    if (archived !== undefined) thread.archived = archived
    thread.updatedAt = Math.max(thread.updatedAt, now)
    thread.lists.place(thread, thread.activeAt)
    this.#notifier.notify(keyText(key))
    return toInfo(thread)
  }

  remove(key: ThreadKey): boolean {
    const thread = this.#threads.get(keyText(key))
    if (thread === undefined) return false
    this.#delete(thread)
    return true
  }

  clear(owner: string | undefined, lists: ThreadLists = this.#lists): number {
    const threads = lists.of(owner)
    for (const thread of threads) this.#delete(thread)
    return threads.length
  }

  put({ key, runs, ...rest }: PutRequest, lists: ThreadLists = this.#lists): boolean {
    if (this.#threads.has(keyText(key))) return false
    const thread = this.#create(key, rest.agentId, rest.createdAt, lists)
    Object.assign(thread, rest)
    thread.runs = runs.slice(-this.#limits.maxRunsPerThread).map((run) => ({ ...run, epoch: 0 }))
    this.#grow(thread, storedSize(thread))
    thread.lists.place(thread, rest.activeAt)
    this.#evict(thread)
    return true
  }

  retain(
    { maxAgeMs = Infinity, maxThreads = Infinity, maxBytes = Infinity }: RetainLimits,
    now: number,
  ): Removal[] {
    const removals: Removal[] = []
    for (const thread of this.#threads.values()) {
      if (removals.length === RETAIN_BATCH) break
      if (thread.running) continue
      const reason =
        thread.activeAt + maxAgeMs < now
          ? 'age'
          : this.#threads.size > maxThreads
            ? 'threads'
            : this.#bytes > maxBytes
              ? 'bytes'
              : undefined
      if (reason === undefined) continue
      removals.push({ key: thread.key, reason, bytes: thread.bytes })
      this.#giveUp(thread, reason)
    }
    return removals
  }

  changes(request: ChangesRequest, lists: ThreadLists = this.#lists): ThreadChanges {
    return lists.changes(request)
  }

  watch(key: ThreadKey, notify: () => void): () => void {
    return this.#notifier.subscribe(keyText(key), notify)
  }

  watchList(owner: string | undefined, notify: () => void, lists: ThreadLists = this.#lists): () => void {
    return lists.watch(owner, notify)
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

  /** A thread that is not in its owner's list yet, because it has no activity time. */
  #create(key: ThreadKey, agentId: string, now: number, lists: ThreadLists): MemoryThread {
    const thread: MemoryThread = {
      key,
      threadId: key.threadId,
      generation: crypto.randomUUID().slice(0, 8),
      createdAt: now,
      agentId,
      name: undefined,
      wasNamed: false,
      archived: false,
      updatedAt: now,
      activeAt: 0,
      revision: 0,
      head: 0,
      messages: [],
      state: undefined,
      interrupts: [],
      runs: [],
      running: undefined,
      bytes: 0,
      lists,
    }
    this.#threads.set(keyText(key), thread)
    return thread
  }

  #setRunning(thread: MemoryThread, running: MemoryRun | undefined): void {
    thread.running = running
    if (running) this.#running.add(thread)
    else this.#running.delete(thread)
  }

  /** A run started or ended on the thread. */
  #touch(thread: MemoryThread, now: number): void {
    thread.updatedAt = Math.max(thread.updatedAt, now)
    thread.lists.place(thread, now)
    this.#notifier.notify(keyText(thread.key))
  }

  #held(key: ThreadKey, epoch: number): { thread: MemoryThread; running: MemoryRun } {
    const thread = this.#threads.get(keyText(key))
    const running = thread?.running
    if (!thread || running?.record.epoch !== epoch) throw new StaleEpochError(key, epoch)
    return { thread, running }
  }

  #grow(thread: MemoryThread, bytes: number): void {
    thread.bytes += bytes
    this.#bytes += bytes
  }

  #delete(thread: MemoryThread): void {
    this.#threads.delete(keyText(thread.key))
    this.#running.delete(thread)
    this.#bytes -= thread.bytes
    thread.lists.delete(thread)
    this.#notifier.notify(keyText(thread.key))
  }

  #giveUp(thread: MemoryThread, reason: Eviction['reason']): void {
    this.#delete(thread)
    this.#evictions += 1
    this.#onEvict?.({ ...thread.key, reason, bytes: thread.bytes, total: this.#evictions })
  }

  /** Deletes threads beyond the limits, except threads with a running run and the one in use. */
  #evict(inUse: MemoryThread): void {
    const { maxThreads, maxBytes } = this.#limits
    if (this.#threads.size <= maxThreads && this.#bytes <= maxBytes) return
    for (const thread of this.#threads.values()) {
      const reason =
        this.#threads.size > maxThreads ? 'threads' : this.#bytes > maxBytes ? 'bytes' : undefined
      if (reason === undefined) return
      if (thread.running || thread === inUse) continue
      this.#giveUp(thread, reason)
    }
  }
}

function newsOf({ record }: MemoryRun): ClaimNews {
  return { stopRequested: record.stopRequested === true }
}

function nothingAfter(position: number): ReadResult {
  return { gone: false, first: position + 1, events: [], legacy: [] }
}
