import { type ConcurrencyPolicy, ThreadRunner, type ThreadRunnerOptions } from '@flightdeck/run-engine/store'
import { keptStore, reloadsModules } from './kept-stores.ts'
import {
  eventsOf,
  type InMemoryThread,
  type LocalMessage,
  type LocalThreads,
  listThreads,
  messagesOf,
  stateOf,
} from './local-threads.ts'
import type { Eviction, MemoryLimits } from './memory-limits.ts'
import { MemoryStore } from './memory-store.ts'
import { SharedThreads } from './shared-threads.ts'

/** Options of `InMemoryAgentRunner`. */
export interface InMemoryAgentRunnerOptions
  extends Omit<ThreadRunnerOptions, 'onConcurrentRun' | 'leaseMs'>,
    MemoryLimits {
  /**
   * How a run on a busy thread is handled: `reject`, `queue` or `interrupt`. `throw` and `supersede` are the names of
   * `@copilotkit/runtime` for the first and the last.
   * @default 'reject'
   */
  onConcurrentRun?: ConcurrencyPolicy | 'throw' | 'supersede' | undefined
  /** Called for each thread that is deleted because of a limit. */
  onEvict?: ((eviction: Eviction) => void) | undefined
  /**
   * Shares threads by id with the other runners of this process that have this option: a runner continues, follows and
   * stops what another one started. Owners stay separate. Each runner lists and clears only the threads that it created.
   * The memory of shared threads has the default limits. For code that creates a runtime for each request.
   * @default false
   */
  shared?: boolean | undefined
}

const OPTIONS_OF_THE_STORE = ['maxThreads', 'maxRunsPerThread', 'maxBytes', 'onEvict', 'retain'] as const

const POLICY_NAMES = {
  reject: 'reject',
  throw: 'reject',
  queue: 'queue',
  interrupt: 'interrupt',
  supersede: 'interrupt',
} as const

/** Flushing early would not make anything durable: the store only counts the events of live runs, unless it is shared. */
const FLUSH_MS = 1_000

/**
 * Runs agents and stores their threads in the memory of this process. Each instance has its own threads, unless
 * they are `shared`. Memory is bounded; its content is lost when the process ends. A runtime without a `runner` has one
 * that is shared. Under `next dev`, an instance that is created again after a file was saved continues with the threads of
 * the former one.
 */
export class InMemoryAgentRunner extends ThreadRunner implements LocalThreads {
  readonly #store: MemoryStore | SharedThreads

  /**
   * @throws RangeError for a limit that is not a positive number; TypeError for an unknown `onConcurrentRun`, and for
   * `shared` with an option that would apply to the threads of other runners
   */
  constructor(options: InMemoryAgentRunnerOptions = {}) {
    const { onConcurrentRun = 'reject', onEvict, shared = false, ...rest } = options
    const policy = POLICY_NAMES[onConcurrentRun]
    if (policy === undefined) {
      throw new TypeError(
        `onConcurrentRun must be one of ${Object.keys(POLICY_NAMES).join(', ')}, not '${onConcurrentRun}'`,
      )
    }
    const refused = shared ? OPTIONS_OF_THE_STORE.find((option) => options[option] !== undefined) : undefined
    if (refused !== undefined)
      throw new TypeError(`${refused} cannot be set on a runner whose threads are shared`)
    const isKept = !shared && reloadsModules()
    const ownStore = (): MemoryStore => (isKept ? keptStore(rest, onEvict) : new MemoryStore(rest, onEvict))
    const store = shared ? new SharedThreads() : ownStore()
    // A store with several runners is where they read the runs of the others.
    const hasOthers = shared || isKept
    super(store, { ...(!hasOthers && { flushMs: FLUSH_MS }), ...rest, onConcurrentRun: policy })
    this.#store = store
  }

  /** The threads without an owner, most recently active first. */
  listThreads(): InMemoryThread[] {
    return listThreads(this.#store)
  }

  /** The messages of a thread without an owner, without those of a running run. */
  getThreadMessages(threadId: string): LocalMessage[] {
    return messagesOf(this.#store, threadId)
  }

  /** Events that restore a thread without an owner, without those of a running run. */
  getThreadEvents(threadId: string): { type: string }[] {
    return eventsOf(this.#store, threadId)
  }

  /** The state of a thread without an owner, if it is an object. */
  getThreadState(threadId: string): Record<string, unknown> | null {
    return stateOf(this.#store, threadId)
  }

  /** Deletes the threads without an owner, also those with a running run. */
  clearThreads(): void {
    this.#store.clear(undefined)
  }
}
