import type { AgentLike, Awaitable } from '@flightdeck/run-engine'
import { stormAgent } from './agent.ts'
import { identifyUser } from './deletable-threads.ts'

/** What a process of the storm is started with. */
export interface StormServerOptions {
  /** The agent to serve, under the id `storm`. */
  agent: AgentLike
  /**
   * The `identifyUser` of the runtime. A clear then deletes the threads of one user only. Without it, clears must be refused,
   * as they are by default.
   */
  identifyUser(request: Request): { id: string } | null
  /** A folder that all processes of the storm share, for the store. */
  place: string
  /** Options for the runner. */
  leaseMs: number
  flushMs: number
  stopGraceMs: number
}

/** A server in a process of the storm. */
export interface StormServer {
  /** Where the runtime is mounted, without a slash at the end. */
  url: string
  /** Shuts the server down as in production: running runs end, then the store is closed. */
  close(): Awaitable<void>
}

/** Starts the server of one process. */
export type StartStormServer = (options: StormServerOptions) => Awaitable<StormServer>

/** The environment variable that hands the options to a process. */
export const OPTIONS_VARIABLE = 'FLIGHTDECK_STORM'

/**
 * Makes a script into a process of the storm. Call it once, at the top of the script that `runStorm` is given. `SIGTERM`
 * closes the server; the process ends with the one that started it.
 *
 * @throws Error if the script was not started by `runStorm`
 */
export async function serveStorm(start: StartStormServer): Promise<void> {
  const options = process.env[OPTIONS_VARIABLE]
  if (options === undefined || process.send === undefined) {
    throw new Error('This script is a process of a storm: pass its path to runStorm instead of starting it')
  }
  process.once('disconnect', () => process.exit(0))
  const server = await start({ agent: stormAgent, identifyUser, ...JSON.parse(options) })
  process.once('SIGTERM', () => {
    void Promise.resolve(server.close()).then(() => process.exit(0))
  })
  process.send({ url: server.url })
}
