import {
  type AcceptedRun,
  type AgentRunner,
  asThreadRunner,
  type FollowRequest,
  isEventSource,
  type LogReader,
  type RunObserver,
  type StartRequest,
} from '@flightdeck/run-engine'
import { ForeignReader } from './foreign-reader.ts'
import type { Relay } from './relay.ts'

/** Asks for the end of a run. */
export interface StopRequest {
  threadId: string
  runId?: string | undefined
  owner?: string | undefined
}

/** How routes reach runs, whichever kind of runner the application chose. */
export interface Runs {
  start(request: StartRequest): Promise<Pick<AcceptedRun, 'runId' | 'reader' | 'ended'>>
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

/** A foreign runner's events go through a relay: to it, the runner is one more agent. */
function foreignRuns(runner: AgentRunner, relay: Relay): Runs {
  return {
    async start(request) {
      const { threadId, agent, input, owner } = request
      const source = sourceFrom(runner.run({ threadId, agent, input, owner }), 'run')
      const { accepted } = await relay.start({ ...request, agent: { run: () => source } })
      return accepted
    },
    async follow({ threadId, agentId, owner }) {
      return new ForeignReader(sourceFrom(runner.connect({ threadId, agentId, owner }), 'connect'), threadId)
    },
    async stop({ threadId, runId, owner }) {
      return (await runner.stop({ threadId, runId, owner })) === true
    },
  }
}

function sourceFrom<T>(source: T, name: string): T {
  if (!isEventSource(source))
    throw new TypeError(`${name}() of the runner must give an Observable or an async iterable`)
  return source
}
