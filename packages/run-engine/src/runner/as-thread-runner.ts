import type { AgentRunner } from '../contract/agent-runner.ts'
import type { ThreadRunner } from './thread-runner.ts'

/**
 * The runner as one whose readers can be served directly. Not one that overrides `run` or `connect`: whoever does
 * wants them called.
 */
export function asThreadRunner(runner: AgentRunner): ThreadRunner | undefined {
  const engine = holderOf(runner, 'start')
  if (engine === undefined || holderOf(runner, 'run') !== engine || holderOf(runner, 'connect') !== engine)
    return undefined
  return holderOf(runner, 'follow') === engine ? (runner as ThreadRunner) : undefined
}

function holderOf(value: object, name: string): object | undefined {
  let holder: object | null = value
  while (holder !== null && !Object.hasOwn(holder, name)) holder = Object.getPrototypeOf(holder)
  return holder ?? undefined
}
