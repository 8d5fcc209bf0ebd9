import { InMemoryAgentRunner } from '@flightdeck/runner-memory'
import { serveStorm } from '@flightdeck/testkit/storm'
import { listen } from './listen.ts'

await serveStorm((options) => {
  const { flushMs, stopGraceMs } = options
  return listen(options, new InMemoryAgentRunner({ flushMs, stopGraceMs }))
})
