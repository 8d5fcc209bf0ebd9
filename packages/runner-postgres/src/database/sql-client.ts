/** A parameter of a statement. Arrays are passed as text, see `arrayText`. */
export type SqlValue = string | number | boolean | null

/** Runs one statement with the parameters `$1`, `$2`, … and returns its rows. */
export type Query = <Row extends object>(text: string, values?: readonly SqlValue[]) => Promise<Row[]>

/**
 * What a store needs of a Postgres client. `PostgresAgentRunner` takes `postgres` and the pool of `pg` as they are;
 * implement this interface for others.
 */
export interface SqlClient {
  /** Runs a statement outside of a transaction. Rows are objects with the names of the columns. */
  readonly query: Query
  /** Runs `work` in a transaction on one connection. Commits when it resolves, rolls back when it rejects. */
  transaction<T>(work: (query: Query) => Promise<T>): Promise<T>
  /**
   * Listens to a channel on a connection of its own. Reconnects by itself, and calls `onConnect` each time it listens.
   * Returns a function that stops. Without this method, the store polls.
   */
  listen?(
    channel: string,
    onNotification: (payload: string) => void,
    onConnect: () => void,
  ): Promise<() => Promise<void>>
  /** Drops all connections at once, because one does not answer. Statements in progress fail. Later ones use new connections. */
  reset?(): void
  /** Closes the connections. Not called for a client that the application passed in. */
  close?(): Promise<void>
}

/** An array as a parameter that is cast in the statement: `$1::text[]`. */
export function arrayText(values: readonly (string | number)[]): string {
  const items = values.map((value) =>
    typeof value === 'number' ? String(value) : `"${value.replace(/[\\"]/g, '\\$&')}"`,
  )
  return `{${items.join(',')}}`
}
