import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createCopilotNodeListener } from '@flightdeck/adapter-node'
import type { AgentRunner } from '@flightdeck/run-engine'
import { CopilotRuntime } from '@flightdeck/runtime-core'
import type { StormServer, StormServerOptions } from '@flightdeck/testkit/storm'

/** Milliseconds that running runs have to end when a process is restarted. */
const DRAIN_MS = 1_000

/** Serves a runner on a free port. */
export async function listen(
  { agent, identifyUser }: StormServerOptions,
  runner: AgentRunner,
): Promise<StormServer> {
  const runtime = new CopilotRuntime({ agents: { storm: agent }, runner, identifyUser })
  const basePath = '/api/copilotkit'
  const server = createServer(createCopilotNodeListener({ runtime, basePath }))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}${basePath}`,
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve))
      await runtime.close({ drainMs: DRAIN_MS, readyGraceMs: 0 })
      server.closeIdleConnections()
      setTimeout(() => server.closeAllConnections(), DRAIN_MS).unref()
      await closed
    },
  }
}
