import { createServer } from 'node:http'
import { InMemoryAgentRunner } from '@flightdeck/runner-memory'
import { CopilotRuntime } from '@flightdeck/runtime-core'
import { serverConformance } from '@flightdeck/testkit/conformance'
import { createCopilotNodeListener } from './node-listener.ts'

const basePath = '/api/copilotkit'

serverConformance('a Node server', async (options) => {
  const { mode, cors, limits, stopGraceMs, onConcurrentRun, hooks, ...runtimeOptions } = options
  const { maxBodyBytes, maxMessages, ...runLimits } = limits ?? {}
  const runtime = new CopilotRuntime({
    ...runtimeOptions,
    limits: { maxBodyBytes, maxMessages },
    runner: new InMemoryAgentRunner({ limits: runLimits, stopGraceMs, onConcurrentRun }),
  })
  const server = createServer(createCopilotNodeListener({ runtime, basePath, mode, cors, hooks }))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The server has no port')
  return {
    url: `http://127.0.0.1:${address.port}${basePath}`,
    async close() {
      server.closeAllConnections()
      server.close()
      await runtime.close({ drainMs: 0 })
    },
  }
})
