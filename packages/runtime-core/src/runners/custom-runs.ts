import type { AgentRunner } from '@flightdeck/run-engine'
import { isEventSource } from '@flightdeck/run-engine/internal'
import { CustomReader } from './custom-reader.ts'
import type { EphemeralRuns } from './ephemeral-runs.ts'
import type { Runs } from './runs.ts'

/**
 * Adapts a custom runner. Its events pass an ephemeral run, which treats the runner as an agent and gives the events the
 * thread id of the client.
 */
export function customRuns(runner: AgentRunner, ephemeral: EphemeralRuns): Runs {
  const toKeptId = runner.knowsOwners === true ? unchanged : withOwner
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

/** A thread id of a client, and the owner. */
interface ClientKey {
  threadId: string
  owner?: string | undefined
}

function unchanged({ threadId }: ClientKey): string {
  return threadId
}

/** Combines owner and id, so that a runner without owners separates the threads of users. The first colon ends the owner. */
function withOwner({ threadId, owner }: ClientKey): string {
  return owner === undefined ? threadId : `${encodeURIComponent(owner)}:${threadId}`
}

/** Returns the runner if it has a method. A stub has none. */
function withMethod(runner: AgentRunner, name: 'run' | 'connect' | 'stop'): AgentRunner {
  if (typeof runner[name] === 'function') return runner
  throw new TypeError(`runner has no method ${name}: a runner has run, connect, isRunning and stop.`)
}

function checked<T>(source: T, name: string): T {
  if (!isEventSource(source))
    throw new TypeError(`${name}() of the runner must return an Observable or an async iterable`)
  return source
}
