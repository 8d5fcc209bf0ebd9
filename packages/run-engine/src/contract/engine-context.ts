import { HeldLogs } from '../log/held-logs.ts'
import type { ThreadStore } from '../store/thread-store.ts'
import {
  type FilledRunLimits,
  fillRunLimits,
  requireDuration,
  requireKnown,
  requirePositive,
} from './limits.ts'
import { type RunIdentity, type RunObserver, tellObservers } from './run-observer.ts'
import type { ConcurrencyPolicy, ThreadRunnerOptions } from './runner-requests.ts'

type WithDefault = 'onConcurrentRun' | 'stopGraceMs' | 'flushMs' | 'storePatienceMs' | 'leaseMs'

type Defaults = { readonly [K in WithDefault]: NonNullable<ThreadRunnerOptions[K]> }

const DEFAULTS: Defaults = {
  onConcurrentRun: 'reject',
  stopGraceMs: 5_000,
  flushMs: 20,
  storePatienceMs: 60_000,
  leaseMs: 30_000,
}

const RETAIN_LIMITS = ['maxAgeMs', 'maxThreads', 'maxBytes'] as const
const POLICIES: readonly unknown[] = ['reject', 'queue', 'interrupt'] satisfies ConcurrencyPolicy[]

/** The options of a runner, with every default filled in. */
export type FilledRunnerOptions = Defaults & Readonly<Pick<ThreadRunnerOptions, 'retain' | 'onRemove'>>

/** What all parts of one engine share. */
export interface EngineContext {
  readonly store: ThreadStore
  readonly options: FilledRunnerOptions
  readonly limits: FilledRunLimits
  /** The logs of ended runs that readers still hold. */
  readonly heldLogs: HeldLogs
  /** The observers of the runner. A run may have more. */
  readonly observers: readonly RunObserver[]
  /** Reports an error of the store to the observers of the runner. */
  report(error: unknown, run?: RunIdentity | undefined): void
}

/**
 * Checks the options of a runner and fills in their defaults.
 *
 * @throws RangeError for an invalid duration or limit; TypeError for an unknown limit or policy
 */
export function createEngineContext(store: ThreadStore, given: ThreadRunnerOptions): EngineContext {
  const { observers = [], retain, onRemove } = given
  for (const name of ['stopGraceMs', 'flushMs', 'storePatienceMs'] as const) {
    requireDuration(name, given[name])
  }
  // A claim that expires at once would be taken over while its run is in progress.
  requireDuration('leaseMs', given.leaseMs, { isZeroAllowed: false })
  checkPolicy(given.onConcurrentRun)
  requireKnown('retain', retain, RETAIN_LIMITS)
  for (const name of RETAIN_LIMITS) {
    requirePositive(`retain.${name}`, retain?.[name])
  }
  const limits = fillRunLimits(given.limits)
  return {
    store,
    limits,
    heldLogs: new HeldLogs(limits.maxHeldBytes),
    observers,
    options: {
      onConcurrentRun: given.onConcurrentRun ?? DEFAULTS.onConcurrentRun,
      stopGraceMs: given.stopGraceMs ?? DEFAULTS.stopGraceMs,
      flushMs: given.flushMs ?? DEFAULTS.flushMs,
      storePatienceMs: given.storePatienceMs ?? DEFAULTS.storePatienceMs,
      leaseMs: given.leaseMs ?? DEFAULTS.leaseMs,
      retain,
      onRemove,
    },
    report: (error, run) => tellObservers(observers, (observer) => observer.onStoreError?.(error, run)),
  }
}

function checkPolicy(policy: ConcurrencyPolicy | undefined): void {
  if (policy === undefined || POLICIES.includes(policy)) return
  throw new TypeError(`onConcurrentRun must be 'reject', 'queue' or 'interrupt', not ${String(policy)}.`)
}
