import { type ConcurrencyPolicy, ThreadRunner, type ThreadRunnerOptions } from '@flightdeck/run-engine/store'
import type { Eviction, MemoryLimits } from './memory-limits.ts'
import { MemoryStore } from './memory-store.ts'

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
}

const POLICY_NAMES = {
  reject: 'reject',
  throw: 'reject',
  queue: 'queue',
  interrupt: 'interrupt',
  supersede: 'interrupt',
} as const

/** Flushing early would not make anything durable: the store only counts the events of live runs. */
const FLUSH_MS = 1_000

/**
 * Runs agents and stores their threads in the memory of this process. This is the default runner. Each instance has
 * its own threads. Its memory is bounded; its content is lost when the process ends.
 */
export class InMemoryAgentRunner extends ThreadRunner {
  /** @throws RangeError for a limit that is not a positive number; TypeError for an unknown `onConcurrentRun`. */
  constructor(options: InMemoryAgentRunnerOptions = {}) {
    const { onConcurrentRun = 'reject', onEvict, ...rest } = options
    const policy = POLICY_NAMES[onConcurrentRun]
    if (policy === undefined) {
      throw new TypeError(
        `onConcurrentRun must be one of ${Object.keys(POLICY_NAMES).join(', ')}, not '${onConcurrentRun}'`,
      )
    }
    super(new MemoryStore(rest, onEvict), { flushMs: FLUSH_MS, ...rest, onConcurrentRun: policy })
  }
}
