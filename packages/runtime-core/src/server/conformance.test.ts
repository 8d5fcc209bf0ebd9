import { InMemoryAgentRunner } from '@flightdeck/runner-memory'
import { serverConformance } from '@flightdeck/testkit/conformance'
import { CopilotRuntime } from '../runtime/copilot-runtime.ts'
import { createCopilotRuntimeHandler } from './handler.ts'

const basePath = '/api/copilotkit'

// The checks of sockets, bodies and disconnects run over node:http, in adapter-node.
serverConformance(
  'the fetch handler',
  async (options) => {
    const { mode, cors, limits, stopGraceMs, onConcurrentRun, hooks, ...runtimeOptions } = options
    const { maxBodyBytes, maxMessages, ...runLimits } = limits ?? {}
    const runtime = new CopilotRuntime({
      ...runtimeOptions,
      limits: { maxBodyBytes, maxMessages },
      runner: new InMemoryAgentRunner({ limits: runLimits, stopGraceMs, onConcurrentRun }),
    })
    const handler = createCopilotRuntimeHandler({ runtime, basePath, mode, cors, hooks })
    return {
      url: `http://flightdeck.test${basePath}`,
      fetch: (input, init) => handler(new Request(input, init)),
      close: () => runtime.close({ drainMs: 0 }),
    }
  },
  { checks: 'core' },
)
