import { isConflict, PostgresStoreError, toStoreError } from './postgres-store-error.ts'
import type { Query, SqlClient, SqlValue } from './sql-client.ts'

/** Attempts of a transaction that conflicts with others. */
const ATTEMPTS = 5

/** The longest delay of a timer. */
const MAX_TIMER_MS = 2 ** 31 - 1

/** Milliseconds that a migration may take. */
const PREPARE_MS = 600_000

/** Statements and transactions of a store, once its tables are there. */
export class Database {
  readonly #client: SqlClient
  readonly #prepare: () => Promise<void>
  readonly #timeoutMs: number
  #ready: Promise<void> | undefined
  /** When Postgres last answered. */
  #answeredAt = 0
  #closed = false

  /**
   * @param prepare runs before the first statement, and again if it fails
   * @param timeoutMs milliseconds after which a statement or a transaction fails with `timeout`
   */
  constructor(client: SqlClient, prepare: () => Promise<void>, timeoutMs: number) {
    this.#client = client
    this.#prepare = prepare
    this.#timeoutMs = timeoutMs
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
        await inTime(this.#becomeReady(), this.#timeoutMs, () => {})
        const result = await inTime(work(), this.#timeoutMs, () => this.#onTimeout())
        this.#answeredAt = performance.now()
        return result
      } catch (error) {
        if (!isConflict(error) || attempt === ATTEMPTS) throw toStoreError(error)
      }
    }
  }

  /** If other statements are answered, the connections work: this one waited for a lock or for a free connection. */
  #onTimeout(): void {
    if (performance.now() - this.#answeredAt >= this.#timeoutMs) this.#client.reset?.()
  }

  #becomeReady(): Promise<void> {
    this.#ready ??= inTime(this.#prepare(), PREPARE_MS, () => this.#client.reset?.()).catch(
      (error: unknown) => {
        this.#ready = undefined
        throw error
      },
    )
    return this.#ready
  }
}

/**
 * Waits for a result. A network that was cut answers nothing at all, so that only a timer ends the wait.
 *
 * @throws PostgresStoreError `timeout`, after `onTimeout` was called
 */
async function inTime<T>(result: Promise<T>, ms: number, onTimeout: () => void): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => {
        onTimeout()
        reject(new PostgresStoreError('timeout', `Postgres did not answer within ${ms} ms`))
      },
      Math.min(ms, MAX_TIMER_MS),
    )
  })
  try {
    return await Promise.race([result, late])
  } finally {
    clearTimeout(timer)
  }
}
