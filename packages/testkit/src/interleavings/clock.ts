import { vi } from 'vitest'

/** How time passes while a seed is played. */
export interface Clock {
  /** Lets the next timer fire, or some time pass. */
  advance(): Promise<void> | void
  /** Milliseconds of Unix time. */
  now(): number
  /** Gives timers and dates back to the system. */
  end(): void
}

const BEGIN = Date.UTC(2026, 0, 1)

/**
 * Time that passes only when it is told to. Timers, dates and clocks of the whole process are this clock's until it ends;
 * microtasks and `setImmediate` are left alone.
 */
export function virtualClock(): Clock {
  vi.useFakeTimers({
    toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date', 'performance', 'hrtime'],
    now: BEGIN,
  })
  return {
    advance: () => void vi.advanceTimersToNextTimer(),
    now: () => Date.now(),
    end: () => void vi.useRealTimers(),
  }
}

/** Time as it passes, for stores whose own clock or timers matter. */
export function realClock(): Clock {
  return {
    advance: () => new Promise((resolve) => setTimeout(resolve, 1)),
    now: () => Date.now(),
    end: () => {},
  }
}
