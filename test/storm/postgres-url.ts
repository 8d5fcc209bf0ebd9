import { startPostgres } from '@flightdeck/testkit/postgres'

/** The variable that tells the processes of a storm where Postgres is. */
export const POSTGRES_URL = 'STORM_POSTGRES_URL'

/**
 * Provides a Postgres for the processes of a storm: that of `DATABASE_URL`, or a new one. Returns a function that stops it, or undefined
 * if no Postgres is installed.
 */
export async function providePostgres(): Promise<(() => Promise<void>) | undefined> {
  const given = process.env.DATABASE_URL
  const server = given ? undefined : await startPostgres()
  const url = given || server?.url
  if (url === undefined) return undefined
  process.env[POSTGRES_URL] = url
  return async () => {
    delete process.env[POSTGRES_URL]
    await server?.stop()
  }
}
