import type { Sql, TransactionSql } from 'postgres'
import type { Query, SqlClient, SqlValue } from './sql-client.ts'

/** A client of the package `postgres`, by its methods: an application may have another version. */
export type PostgresJs = Pick<Sql, 'unsafe' | 'begin' | 'listen' | 'end'>

/** Uses `postgres`. `prepare: false` is needed behind a transaction pooler. */
export function fromPostgresJs(sql: PostgresJs, { prepare }: { prepare: boolean }): SqlClient {
  const toQuery =
    (on: PostgresJs | TransactionSql): Query =>
    async <Row extends object>(text: string, values: readonly SqlValue[] = []) => {
      const rows = await on.unsafe(text, [...values], { prepare })
      return [...rows] as unknown as Row[]
    }
  return {
    query: toQuery(sql),
    transaction: async <T>(work: (query: Query) => Promise<T>) =>
      (await sql.begin((transaction) => work(toQuery(transaction)))) as T,
    listen: async (channel, onNotification, onConnect) => {
      const { unlisten } = await sql.listen(channel, onNotification, onConnect)
      return unlisten
    },
    close: () => sql.end({ timeout: 5 }),
  }
}
