import {
  type AcceptedRun,
  type AgentRunner,
  asThreadRunner,
  type FollowRequest,
  type LogReader,
  type RunObserver,
  type StartRequest,
} from '@flightdeck/run-engine'
import { foreignRuns } from './custom-runs.ts'
import type { Relay } from './ephemeral-runs.ts'

/** Asks for the end of a run. */
export interface StopRequest {
  threadId: string
  runId?: string | undefined
  owner?: string | undefined
}

/** How routes reach runs, whichever kind of runner the application chose. */
export interface Runs {
  start(request: StartRequest): Promise<Pick<AcceptedRun, 'runId' | 'reader' | 'ended' | 'repeated'>>
  follow(request: FollowRequest & { agentId: string }): Promise<LogReader>
  stop(request: StopRequest): Promise<boolean>
}

/** The fast way for a runner that is built on the engine, the plain way for one of somebody's own. */
export function runsOf(runner: AgentRunner, relay: Relay, observers: readonly RunObserver[]): Runs {
  const engine = asThreadRunner(runner)
  if (engine === undefined) return foreignRuns(runner, relay)
  return {
    start: (request) => engine.start({ ...request, observers }),
    follow: (request) => engine.follow(request),
    stop: (request) => engine.stop(request),
  }
}
