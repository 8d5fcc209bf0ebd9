import { MAX_TIMER_MS } from '../time/timer-ms.ts'
import type { ThreadRunnerOptions } from './runner-requests.ts'

/** @throws RangeError for a duration or a limit that cannot be kept to. */
export function checkRunnerOptions({ retain = {}, ...options }: ThreadRunnerOptions): void {
  for (const name of ['stopGraceMs', 'flushMs', 'storePatienceMs', 'leaseMs'] as const) {
    const ms = options[name]
    if (ms !== undefined && !(ms >= 0 && ms <= MAX_TIMER_MS)) {
      throw new RangeError(`${name} must be between 0 and ${MAX_TIMER_MS} milliseconds, not ${ms}`)
    }
  }
  for (const name of ['maxAgeMs', 'maxThreads', 'maxBytes'] as const) {
    const limit = retain[name]
    if (limit !== undefined && !(limit > 0)) {
      throw new RangeError(`retain.${name} must be a positive number, not ${limit}`)
    }
  }
}
