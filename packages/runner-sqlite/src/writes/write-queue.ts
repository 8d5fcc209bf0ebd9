import { keyText, type ThreadKey, toOwnerText } from '@flightdeck/run-engine/store'
import type { Connection } from '../database/connection.ts'
import { isBusy, SqliteStoreError } from '../database/sqlite-store-error.ts'
import type { CounterRow } from '../schema/row-types.ts'

/** Milliseconds after which a batch is committed even if more writes wait, so that the event loop is not blocked. */
const SLICE_MS = 8

/** Milliseconds between attempts to get the lock of another process: first and longest. */
const PAUSE_MS = { first: 2, most: 50 }

/** The shared state of the writes in one transaction. */
export class WriteTransaction {
  readonly connection: Connection
  /** Threads whose subscribers are notified after the commit. */
  readonly touched: Map<string, ThreadKey> = new Map()
  /** Lists whose subscribers are notified after the commit, by stored owner. */
  readonly lists: Set<string> = new Set()
  /** Whether anything was written. An error before that does not affect other writes. */
  dirty = false
  #value: number
  #threads = 0
  #bytes = 0

  constructor(connection: Connection) {
    this.connection = connection
    this.#value = Number(connection.get<CounterRow>('SELECT value FROM flightdeck_counter')?.value)
  }

  /** The number that was drawn last. */
  get last(): number {
    return this.#value
  }

  /** Returns the next number of the store, for an epoch, a revision or a tick. */
  next(): number {
    this.dirty = true
    this.#value += 1
    return this.#value
  }

  /** Adds to the totals of threads and characters of JSON. */
  count(threads: number, bytes: number): void {
    this.dirty = true
    this.#threads += threads
    this.#bytes += bytes
  }

  /** The totals, including the changes of this transaction. */
  totals(): { threads: number; bytes: number } {
    const row = this.connection.get<CounterRow>('SELECT threads, bytes FROM flightdeck_counter')
    return { threads: Number(row?.threads) + this.#threads, bytes: Number(row?.bytes) + this.#bytes }
  }

  /** Records a change that lists show. Returns its revision. */
  changed(key: ThreadKey): number {
    this.lists.add(toOwnerText(key.owner))
    this.touch(key)
    return this.next()
  }

  /** Records a change of a thread. */
  touch(key: ThreadKey): void {
    this.touched.set(keyText(key), key)
  }

  /** Writes the counters. Called last before the commit. */
  end(): void {
    if (!this.dirty) return
    const sql = 'UPDATE flightdeck_counter SET value = ?, threads = threads + ?, bytes = bytes + ?'
    this.connection.run(sql, this.#value, this.#threads, this.#bytes)
  }
}

interface Job {
  readonly durable: boolean
  /** Deadline for the lock, set when the lock was first busy. */
  patience?: number
  readonly work: (transaction: WriteTransaction) => unknown
  readonly resolve: (result: unknown) => void
  readonly reject: (error: unknown) => void
}

interface Outcome {
  readonly job: Job
  readonly result?: unknown
  readonly error?: unknown
}

/** Options of a `WriteQueue`. */
export interface WriteQueueOptions {
  /** Milliseconds to wait for the lock of another process. */
  busyTimeoutMs: number
  /** Called before each transaction. What it throws is the error of all waiting writes. */
  onBegin(): void
  onCommit(transaction: WriteTransaction): void
}

/** Runs the writes of one turn of the event loop in one transaction, in order. */
export class WriteQueue {
  readonly #connection: Connection
  readonly #options: WriteQueueOptions
  readonly #jobs: Job[] = []
  /** Number of waiting writes that get transactions of their own. */
  #alone = 0
  #running: Promise<void> | undefined

  constructor(connection: Connection, options: WriteQueueOptions) {
    this.#connection = connection
    this.#options = options
  }

  /**
   * Runs work in a shared transaction. Resolves when it is committed. The work must check before it writes: an error
   * before its first write affects no other work.
   */
  write<T>(
    work: (transaction: WriteTransaction) => T,
    { durable = false }: { durable?: boolean } = {},
  ): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.#jobs.push({ durable, work, resolve: resolve as (result: unknown) => void, reject })
      this.#running ??= this.#run()
    })
  }

  /** Resolves when no write is pending. */
  async idle(): Promise<void> {
    while (this.#running !== undefined) await this.#running
  }

  async #run(): Promise<void> {
    await nextTurn()
    while (this.#jobs.length > 0) {
      if (await this.#hasLock()) this.#writeSome(this.#alone > 0 ? 1 : this.#jobs.length)
      if (this.#jobs.length > 0) await nextTurn()
    }
    this.#running = undefined
  }

  /** Begins a transaction. Writes that have waited too long for the lock are rejected. */
  async #hasLock(): Promise<boolean> {
    for (let pause = PAUSE_MS.first; ; pause = Math.min(pause * 2, PAUSE_MS.most)) {
      try {
        this.#options.onBegin()
        this.#connection.begin(this.#jobs.some(({ durable }) => durable))
        return true
      } catch (error) {
        this.#refuse(error)
        if (this.#jobs.length === 0) return false
        await new Promise((resolve) => setTimeout(resolve, pause))
      }
    }
  }

  /** Rejects writes that have waited too long for the lock; for another error, all waiting writes. */
  #refuse(error: unknown): void {
    const now = performance.now()
    const isRefused = (job: Job): boolean => {
      job.patience ??= now + this.#options.busyTimeoutMs
      return !isBusy(error) || job.patience <= now
    }
    // The first write has the first deadline.
    const refused = this.#jobs.splice(0, this.#jobs.filter(isRefused).length)
    this.#alone = Math.max(0, this.#alone - refused.length)
    for (const job of refused) job.reject(error)
  }

  /** Runs waiting writes for one time slice. A transaction is open. */
  #writeSome(most: number): void {
    if (this.#alone > 0) this.#alone -= 1
    const until = performance.now() + SLICE_MS
    const outcomes: Outcome[] = []
    let failure: unknown
    let transaction: WriteTransaction | undefined
    try {
      transaction = new WriteTransaction(this.#connection)
      let wasDirty = false
      while (outcomes.length < most && (outcomes.length === 0 || performance.now() < until)) {
        const job = this.#jobs[outcomes.length] as Job
        transaction.dirty = false
        try {
          outcomes.push({ job, result: job.work(transaction) })
        } catch (error) {
          if (transaction.dirty || error instanceof SqliteStoreError) throw error
          outcomes.push({ job, error })
        }
        wasDirty ||= transaction.dirty
      }
      transaction.dirty = wasDirty
      transaction.end()
      this.#connection.commit()
    } catch (error) {
      this.#connection.rollback()
      failure = error
    }
    if (failure === undefined) this.#settle(outcomes, transaction)
    else if (most === 1) this.#jobs.shift()?.reject(failure)
    // The batch failed for an unknown write: each is tried in its own transaction.
    else this.#alone = outcomes.length + 1
  }

  #settle(outcomes: readonly Outcome[], transaction: WriteTransaction | undefined): void {
    this.#jobs.splice(0, outcomes.length)
    for (const { job, result, error } of outcomes) {
      if (error === undefined) job.resolve(result)
      else job.reject(error)
    }
    if (transaction) this.#options.onCommit(transaction)
  }
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
