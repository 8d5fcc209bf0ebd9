import { isConflict, PostgresStoreError, toStoreError } from './postgres-store-error.ts'
import type { Query, SqlClient, SqlValue } from './sql-client.ts'

/** Attempts of a transaction that conflicts with others. */
const ATTEMPTS = 5

/** Statements and transactions of a store, once its tables are there. */
export class Database {
  readonly #client: SqlClient
  readonly #prepare: () => Promise<void>
  #ready: Promise<void> | undefined
  #closed = false

  /** @param prepare runs before the first statement, and again if it fails */
  constructor(client: SqlClient, prepare: () => Promise<void>) {
    this.#client = client
    this.#prepare = prepare
  }

  /** Runs one statement, which is a transaction of its own. */
  async query<Row extends object>(text: string, values?: readonly SqlValue[]): Promise<Row[]> {
    return await this.#run(() => this.#client.query<Row>(text, values))
  }

  /** Runs a transaction. It may run several times, so `work` must have no other effects. */
  async transaction<T>(work: (query: Query) => Promise<T>): Promise<T> {
    return await this.#run(() => this.#client.transaction(work))
  }

  /** After this, calls fail with `closed`. */
  close(): void {
    this.#closed = true
  }

  async #run<T>(work: () => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      if (this.#closed) throw new PostgresStoreError('closed', 'The store is closed')
      try {
        await this.#becomeReady()
        return await work()
      } catch (error) {
        if (!isConflict(error) || attempt === ATTEMPTS) throw toStoreError(error)
      }
    }
  }

  #becomeReady(): Promise<void> {
    this.#ready ??= this.#prepare().catch((error: unknown) => {
      this.#ready = undefined
      throw error
    })
    return this.#ready
  }
}
