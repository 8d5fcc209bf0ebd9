import { join } from 'node:path'
import { SqliteAgentRunner } from '@flightdeck/runner-sqlite'
import { serveStorm } from '@flightdeck/testkit/storm'
import { listen } from './listen.ts'

await serveStorm((options) => {
  const { place, leaseMs, flushMs, stopGraceMs } = options
  const path = join(place, 'threads.db')
  return listen(options, new SqliteAgentRunner({ path, leaseMs, flushMs, stopGraceMs }))
})
