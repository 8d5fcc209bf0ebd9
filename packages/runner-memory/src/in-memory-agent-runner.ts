import { type ConcurrencyPolicy, ThreadRunner, type ThreadRunnerOptions } from '@flightdeck/run-engine/store'
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
 * that is shared.
 */
export class InMemoryAgentRunner extends ThreadRunner {
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
    if (shared) {
      const name = OPTIONS_OF_THE_STORE.find((option) => options[option] !== undefined)
      if (name !== undefined)
        throw new TypeError(`${name} cannot be set on a runner whose threads are shared`)
      super(new SharedThreads(), { ...rest, onConcurrentRun: policy })
    } else {
      super(new MemoryStore(rest, onEvict), { flushMs: FLUSH_MS, ...rest, onConcurrentRun: policy })
    }
  }
}
