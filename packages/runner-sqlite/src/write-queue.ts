import { keyText, type ThreadKey } from '@flightdeck/run-engine'
import type { Connection } from './connection.ts'
import { toOwnerText } from './identifier-text.ts'
import { isBusy, SqliteStoreError } from './sqlite-store-error.ts'

/** Milliseconds after which a batch is committed although more waits, so that the event loop gets its turn. */
const SLICE_MS = 8

/** Milliseconds between tries to get the lock that another process holds, at first and at most. */
const PAUSE_MS = { first: 2, most: 50 }

/** What writes have in common while they share a transaction. */
export class WriteTransaction {
  readonly connection: Connection
  /** Threads whose watchers are to be woken when it is committed. */
  readonly touched: Map<string, ThreadKey> = new Map()
  /** The same for lists, by owner as it is kept. */
  readonly lists: Set<string> = new Set()
  /** Whether anything was written: what comes before may fail without harm to other writes. */
  dirty = false
  #value: number
  #threads = 0
  #bytes = 0

  constructor(connection: Connection) {
    this.connection = connection
    this.#value = Number(connection.get('SELECT value FROM flightdeck_counter')?.value)
  }

  /** The next number of the store: for an epoch, a revision or a tick. */
  next(): number {
    this.dirty = true
    this.#value += 1
    return this.#value
  }

  /** Counts threads and characters of JSON that came, or went. */
  count(threads: number, bytes: number): void {
    this.dirty = true
    this.#threads += threads
    this.#bytes += bytes
  }

  /** Threads that are kept, these changes included. */
  totals(): { threads: number; bytes: number } {
    const row = this.connection.get('SELECT threads, bytes FROM flightdeck_counter')
    return { threads: Number(row?.threads) + this.#threads, bytes: Number(row?.bytes) + this.#bytes }
  }

  /** What a list shows of this thread changed. Gives the revision of that. */
  changed(key: ThreadKey): number {
    this.lists.add(toOwnerText(key.owner))
    this.touch(key)
    return this.next()
  }

  /** Something of this thread changed. */
  touch(key: ThreadKey): void {
    this.touched.set(keyText(key), key)
  }

  /** Writes the counters. The last thing before the commit. */
  end(): void {
    if (!this.dirty) return
    const sql = 'UPDATE flightdeck_counter SET value = ?, threads = threads + ?, bytes = bytes + ?'
    this.connection.run(sql, this.#value, this.#threads, this.#bytes)
  }
}

interface Job {
  readonly durable: boolean
  /** Until when it waits for the lock of another process, once it has met one. */
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
  onCommit(transaction: WriteTransaction): void
}

/** Writes what is asked for in one turn of the event loop in one transaction, in order. */
export class WriteQueue {
  readonly #connection: Connection
  readonly #options: WriteQueueOptions
  readonly #jobs: Job[] = []
  /** How many of those that wait are written in transactions of their own. */
  #alone = 0
  #running: Promise<void> | undefined

  constructor(connection: Connection, options: WriteQueueOptions) {
    this.#connection = connection
    this.#options = options
  }

  /**
   * Does the work in a transaction with others and resolves when that is committed. The work checks before it
   * writes: what it throws before it wrote anything concerns nobody else.
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

  /** Resolves when nothing waits to be written. */
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

  /** Begins a transaction; what has waited for too long while another process kept the lock is refused. */
  async #hasLock(): Promise<boolean> {
    for (let pause = PAUSE_MS.first; ; pause = Math.min(pause * 2, PAUSE_MS.most)) {
      try {
        this.#connection.begin(this.#jobs.some(({ durable }) => durable))
        return true
      } catch (error) {
        this.#refuse(error)
        if (this.#jobs.length === 0) return false
        await new Promise((resolve) => setTimeout(resolve, pause))
      }
    }
  }

  /** Refuses what has waited for too long for a lock; if something else is wrong, all that waits. */
  #refuse(error: unknown): void {
    const now = performance.now()
    const isRefused = (job: Job): boolean => {
      job.patience ??= now + this.#options.busyTimeoutMs
      return !isBusy(error) || job.patience <= now
    }
    // Whoever came first loses patience first.
    const refused = this.#jobs.splice(0, this.#jobs.filter(isRefused).length)
    this.#alone = Math.max(0, this.#alone - refused.length)
    for (const job of refused) job.reject(error)
  }

  /** Does as much of what waits as fits into a slice of time. A transaction has begun. */
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
    // Together they failed, and it is not known because of whom: each is tried by itself.
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
