import { randomUUID } from 'node:crypto'
import {
  type ServerConformanceOptions,
  type ServerOptions,
  serverConformance,
} from '@flightdeck/testkit/conformance'
import { afterAll, beforeAll, beforeEach } from 'vitest'
import { createDirector } from './director.ts'
import type { Host } from './host.ts'
import { RELAY_PATH } from './relay.ts'
import { type RunningHost, startHost } from './start-host.ts'

const START_MS = 120_000

/** What is particular to a host. */
export interface HostConformanceOptions extends ServerConformanceOptions {
  /** Options of every server for which a test does not say otherwise. @default none */
  defaults?: Partial<ServerOptions> | undefined
  /** Tests that the host cannot pass, by name, each with the reason. They are skipped. @default none */
  except?: Readonly<Record<string, string>> | undefined
}

/**
 * Declares the tests of `serverConformance` for a host that serves `createRelay()`: the runtime runs in the host, the
 * agents and hooks of each test here.
 */
export function hostConformance(host: Omit<Host, 'mounts'>, options: HostConformanceOptions = {}): void {
  const { defaults, except = {}, ...shared } = options
  let running: RunningHost | undefined
  beforeAll(async () => {
    running = await startHost({ ...host, mounts: [] })
  }, START_MS)
  afterAll(() => running?.stop())
  beforeEach(({ skip, task }) => {
    const reason = except[task.name]
    if (reason !== undefined) skip(reason)
  })

  serverConformance(
    host.name,
    async (asked) => {
      const director = await createDirector({ ...defaults, ...asked })
      const address = `${running?.url}${RELAY_PATH}/${randomUUID()}`
      const opened = await ask(address, { method: 'PUT', body: JSON.stringify(director.asked) })
      if (!opened.ok) throw new Error(`The host did not open the case: ${await opened.text()}`)
      return {
        url: `${address}/api/copilotkit`,
        async close() {
          await (await ask(address, { method: 'DELETE' })).text()
          director.close()
        },
      }
    },
    // The runtime itself is tested over the fetch handler and over node:http.
    { checks: process.env.TEST_FULL ? 'all' : 'host', ...shared },
  )
}

/** Asks the relay; again if the host closed the connection that was taken for it, as it does to idle and refused ones. */
async function ask(address: string, init: RequestInit): Promise<Response> {
  return fetch(address, init).catch(() => fetch(address, init))
}
