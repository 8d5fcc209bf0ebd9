import type {
  AppendRequest,
  ChangesRequest,
  ClaimNews,
  ClaimRequest,
  ClaimResult,
  FinishRequest,
  ListRequest,
  PutRequest,
  ReadRequest,
  ReadResult,
  Removal,
  RenewRequest,
  RetainLimits,
  RunRecord,
  RunsRequest,
  SeizeRequest,
  ThreadChanges,
  ThreadInfo,
  ThreadKey,
  ThreadPage,
  ThreadStore,
  ThreadView,
  UpdateRequest,
} from '@flightdeck/run-engine/store'
import { reloadsModules } from './kept-stores.ts'
import { MemoryStore } from './memory-store.ts'

/** A bundle may contain this module twice, and a development server loads it again after a change. */
const KEY = Symbol.for('@flightdeck/runner-memory/shared-threads-1')

/**
 * The threads that runners of this process share by id. Each instance lists and clears only the threads that were created
 * through it. To each other, the runners are like processes that share a database: each drives its own runs with its own
 * timers, and reads and stops those of others through the store.
 */
export class SharedThreads implements ThreadStore {
  readonly #store = storeOfProcess()
  // A runner that replaces another one after a file was saved has the list of the former.
  readonly #lists = reloadsModules() ? undefined : this.#store.createLists()

  claim(request: ClaimRequest): ClaimResult {
    return this.#store.claim(request, this.#lists)
  }

  renew(request: RenewRequest): (ClaimNews | undefined)[] {
    return this.#store.renew(request)
  }

  seize(request: SeizeRequest): { epoch: number; thread: ThreadView } | undefined {
    return this.#store.seize(request)
  }

  abandoned(limit: number): ThreadKey[] {
    return this.#store.abandoned(limit)
  }

  append(request: AppendRequest): ClaimNews {
    return this.#store.append(request)
  }

  finish(request: FinishRequest): void {
    this.#store.finish(request)
  }

  peek(key: ThreadKey): ThreadInfo | undefined {
    return this.#store.peek(key)
  }

  get(key: ThreadKey): ThreadView | undefined {
    return this.#store.get(key)
  }

  read(request: ReadRequest): ReadResult {
    return this.#store.read(request)
  }

  runs(request: RunsRequest): RunRecord[] {
    return this.#store.runs(request)
  }

  requestStop(key: ThreadKey, runId: string): boolean {
    return this.#store.requestStop(key, runId)
  }

  list(request: ListRequest): ThreadPage {
    return this.#store.list(request, this.#lists)
  }

  update(request: UpdateRequest): ThreadInfo | undefined {
    return this.#store.update(request)
  }

  remove(key: ThreadKey): boolean {
    return this.#store.remove(key)
  }

  clear(owner: string | undefined): number {
    return this.#store.clear(owner, this.#lists)
  }

  put(request: PutRequest): boolean {
    return this.#store.put(request, this.#lists)
  }

  retain(limits: RetainLimits, now: number): Removal[] {
    return this.#store.retain(limits, now)
  }

  changes(request: ChangesRequest): ThreadChanges {
    return this.#store.changes(request, this.#lists)
  }

  watch(key: ThreadKey, notify: () => void): () => void {
    return this.#store.watch(key, notify)
  }

  watchList(owner: string | undefined, notify: () => void): () => void {
    return this.#store.watchList(owner, notify, this.#lists)
  }
}

function storeOfProcess(): MemoryStore {
  const holder = globalThis as { [KEY]?: MemoryStore }
  holder[KEY] ??= new MemoryStore()
  return holder[KEY]
}
