import { type AgentRunner, isEventSource } from '@flightdeck/run-engine'
import { CustomReader } from './custom-reader.ts'
import type { EphemeralRuns } from './ephemeral-runs.ts'
import type { Runs } from './runs.ts'

/**
 * How routes reach runs of somebody's own runner. Its events go through a relay, to which it is one more agent, and get
 * the thread's id there that the client knows.
 */
export function customRuns(runner: AgentRunner, ephemeral: EphemeralRuns): Runs {
  const toKeptId = runner.knowsOwners === true ? asItIs : withOwner
  return {
    async start(request) {
      const { agent, input, owner } = request
      const source = checked(
        withMethod(runner, 'run').run({ threadId: toKeptId(request), agent, input, owner }),
        'run',
      )
      const { accepted } = await ephemeral.start({ ...request, agent: { run: () => source } })
      return accepted
    },
    async follow(request) {
      const { threadId, agentId, owner } = request
      const source = checked(
        withMethod(runner, 'connect').connect({ threadId: toKeptId(request), agentId, owner }),
        'connect',
      )
      return new CustomReader(source, threadId)
    },
    async stop(request) {
      const { runId, owner } = request
      return (await withMethod(runner, 'stop').stop({ threadId: toKeptId(request), runId, owner })) === true
    },
  }
}

/** What names a thread to a client: the id, and who asks. */
interface ClientKey {
  threadId: string
  owner?: string | undefined
}

function asItIs({ threadId }: ClientKey): string {
  return threadId
}

/** One id for both, so that a runner which knows ids only keeps two users' threads apart: the first colon ends the owner. */
function withOwner({ threadId, owner }: ClientKey): string {
  return owner === undefined ? threadId : `${encodeURIComponent(owner)}:${threadId}`
}

/** The runner, if it has a method. One that is only an outline has none. */
function withMethod(runner: AgentRunner, name: 'run' | 'connect' | 'stop'): AgentRunner {
  if (typeof runner[name] === 'function') return runner
  throw new TypeError(`runner has no method ${name}: a runner has run, connect, isRunning and stop.`)
}

function checked<T>(source: T, name: string): T {
  if (!isEventSource(source))
    throw new TypeError(`${name}() of the runner must return an Observable or an async iterable`)
  return source
}
