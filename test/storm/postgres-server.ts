import { basename } from 'node:path'
import { PostgresAgentRunner } from '@flightdeck/runner-postgres'
import { serveStorm } from '@flightdeck/testkit/storm'
import { listen } from './listen.ts'
import { POSTGRES_URL } from './postgres-url.ts'

await serveStorm((options) => {
  const { place, leaseMs, flushMs, stopGraceMs } = options
  const url = process.env[POSTGRES_URL]
  // Each storm has a folder of its own, whose name is that of its schema here.
  const schema = `storm_${basename(place)
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '_')}`
  return listen(options, new PostgresAgentRunner({ url, schema, leaseMs, flushMs, stopGraceMs }))
})
