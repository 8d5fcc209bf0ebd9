import type { AgentRunner } from '@flightdeck/run-engine'
import { runnerConformance } from '@flightdeck/testkit/conformance'
import { InMemoryAgentRunner } from './in-memory-agent-runner.ts'
import { MemoryStore } from './memory-store.ts'

runnerConformance('InMemoryAgentRunner', (options) => ({ runner: new InMemoryAgentRunner(options) }), {
  createStore: () => new MemoryStore(),
})

// A custom runner around ours, with only the four methods.
runnerConformance(
  'a custom runner',
  (options) => {
    const inner = new InMemoryAgentRunner(options)
    const runner: AgentRunner = {
      run: (request) => inner.run(request),
      connect: (request) => inner.connect(request),
      isRunning: (request) => inner.isRunning(request),
      stop: (request) => inner.stop(request),
    }
    return { runner, close: () => inner.close({ drainMs: 0 }) }
  },
  { engine: false },
)
