import type { Query, SqlClient, SqlValue } from './sql-client.ts'

/** Milliseconds between attempts to listen again after the connection was lost. */
const RECONNECT_MS = 500

interface PgQueryable {
  query(text: string, values?: unknown[]): Promise<{ rows: unknown[] }>
}

/** A connection of a `PgPool`. */
export interface PgConnection extends PgQueryable {
  release(error?: Error | boolean): void
  on(
    event: 'notification',
    listener: (message: { channel: string; payload?: string | undefined }) => void,
  ): unknown
  on(event: 'error' | 'end', listener: () => void): unknown
}

/** The pool of the package `pg`, by its methods. */
export interface PgPool extends PgQueryable {
  connect(): Promise<PgConnection>
}

/** Uses a pool of `pg`. One connection of the pool listens for notifications. */
export function fromPgPool(pool: PgPool): SqlClient {
  return {
    query: toQuery(pool),
    transaction: async (work) => {
      const connection = await pool.connect()
      let failed: Error | undefined
      try {
        await connection.query('BEGIN')
        const result = await work(toQuery(connection))
        await connection.query('COMMIT')
        return result
      } catch (error) {
        await connection.query('ROLLBACK').catch((cause: Error) => {
          failed = cause
        })
        throw error
      } finally {
        connection.release(failed)
      }
    },
    listen: (channel, onNotification, onConnect) => listen(pool, channel, onNotification, onConnect),
  }
}

function toQuery(on: PgQueryable): Query {
  return async <Row extends object>(text: string, values: readonly SqlValue[] = []) =>
    (await on.query(text, [...values])).rows as Row[]
}

async function listen(
  pool: PgPool,
  channel: string,
  onNotification: (payload: string) => void,
  onConnect: () => void,
): Promise<() => Promise<void>> {
  let stopped = false
  let current: PgConnection | undefined
  let timer: ReturnType<typeof setTimeout> | undefined

  const connect = async (): Promise<void> => {
    const connection = await pool.connect()
    const lost = (): void => {
      if (current !== connection) return
      current = undefined
      connection.release(true)
      again()
    }
    connection.on('error', lost)
    connection.on('end', lost)
    connection.on('notification', (message) => {
      if (message.channel === channel) onNotification(message.payload ?? '')
    })
    current = connection
    if (stopped) return release()
    await connection.query(`LISTEN "${channel}"`)
    onConnect()
  }
  const again = (): void => {
    if (stopped) return
    timer = setTimeout(() => {
      connect().catch(again)
    }, RECONNECT_MS)
    timer.unref?.()
  }
  const release = (): void => {
    const connection = current
    current = undefined
    // The connection still listens, so the pool must not use it again.
    connection?.release(true)
  }
  await connect().catch(again)
  return async () => {
    stopped = true
    clearTimeout(timer)
    release()
  }
}
