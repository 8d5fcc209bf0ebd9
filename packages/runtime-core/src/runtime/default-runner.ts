import { InMemoryAgentRunner } from '@flightdeck/runner-memory'
import type { Logger } from '../logging/logger.ts'
import type { RuntimeLimits } from './runtime-options.ts'

const SHARED =
  'Several runtimes of this process have no runner, so they share threads by id: each continues, follows and stops runs of the ' +
  'others. To separate them, pass runner: new InMemoryAgentRunner() to each; to keep threads after a restart, pass a runner ' +
  'that stores them, such as SqliteAgentRunner'

let runtimes = 0

/**
 * Returns the runner of a runtime that was given none. Its threads are shared with the other runtimes of the process that
 * have none, because code that creates a runtime for each request must find the runs of earlier requests.
 */
export function defaultRunner(limits: RuntimeLimits = {}): InMemoryAgentRunner {
  const { maxBodyBytes, maxJsonDepth, maxMessages, ...runLimits } = limits
  return new InMemoryAgentRunner({ limits: runLimits, shared: true })
}

/** Counts the runtimes with a default runner. Warns when there is a second one. */
export function warnOfSharedThreads(logger: Logger): void {
  runtimes += 1
  if (runtimes === 2) logger.warn(SHARED)
}
