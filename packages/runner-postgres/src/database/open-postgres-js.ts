import type { Sql } from 'postgres'
import { fromPostgresJs } from './postgres-js.ts'
import type { SqlClient } from './sql-client.ts'

/** Milliseconds between attempts to listen again after the connections were dropped. */
const LISTEN_AGAIN_MS = 500

/** Uses clients of `postgres` that `open` makes. `reset` replaces the client, with all of its connections. */
export function openPostgresJs(open: () => Sql, options: { prepare: boolean }): SqlClient {
  let sql = open()
  let client = fromPostgresJs(sql, options)
  let isClosed = false
  const listeners = new Set<() => void>()
  return {
    query: (text, values) => client.query(text, values),
    transaction: (work) => client.transaction(work),
    listen: async (channel, onNotification, onConnect) => {
      let stop = async (): Promise<void> => {}
      const start = async (): Promise<void> => {
        const { unlisten } = await sql.listen(channel, onNotification, onConnect)
        stop = unlisten
      }
      const again = (): void => {
        start().catch(() => {
          if (isClosed || !listeners.has(again)) return
          setTimeout(again, LISTEN_AGAIN_MS).unref()
        })
      }
      await start()
      listeners.add(again)
      return async () => {
        listeners.delete(again)
        await stop()
      }
    },
    reset: () => {
      if (isClosed) return
      const old = sql
      sql = open()
      client = fromPostgresJs(sql, options)
      old.end({ timeout: 0 }).catch(() => {})
      for (const again of listeners) again()
    },
    close: async () => {
      isClosed = true
      await client.close?.()
    },
  }
}
