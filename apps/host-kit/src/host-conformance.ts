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

/** Options for one host. */
export interface HostConformanceOptions extends ServerConformanceOptions {
  /** Default options of the server of every test. @default none */
  defaults?: Partial<ServerOptions> | undefined
  /** Tests that the host cannot pass, by name, with the reason. They are skipped. @default none */
  except?: Readonly<Record<string, string>> | undefined
}

/**
 * Declares the tests of `serverConformance` for a host that serves `createRelay()`. The runtime runs in the host; the
 * agents and hooks of each test run in the test process.
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
      if (!opened.ok) throw new Error(`The host did not create the server: ${await opened.text()}`)
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

/** Sends a request to the relay, and repeats it if the host had closed the pooled connection. */
async function ask(address: string, init: RequestInit): Promise<Response> {
  return fetch(address, init).catch(() => fetch(address, init))
}
