import type { AgentRunner, RunObserver } from '@flightdeck/run-engine'
import { asThreadRunner } from '@flightdeck/run-engine/internal'
import { customRuns } from './custom-runs.ts'
import type { EphemeralRuns } from './ephemeral-runs.ts'
import type { Runs } from './runs.ts'

/** A runner built on the engine is called directly; a custom runner is adapted by `customRuns`. */
export function runsOf(
  runner: AgentRunner,
  ephemeral: EphemeralRuns,
  observers: readonly RunObserver[],
): Runs {
  const engine = asThreadRunner(runner)
  if (engine === undefined) return customRuns(runner, ephemeral)
  return {
    start: (request) => engine.start({ ...request, observers: [...observers, ...(request.observers ?? [])] }),
    follow: (request) => engine.follow(request),
    stop: (request) => engine.stop(request),
  }
}
