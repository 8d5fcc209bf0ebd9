import { type AppendRequest, type ClaimNews, keyText } from '@flightdeck/run-engine/store'
import { isBadValue } from '../database/postgres-store-error.ts'
import type { Query } from '../database/sql-client.ts'
import type { Tables } from '../schema/tables.ts'
import { type AppendResult, appendBatch, type BatchEntry } from './append-batch.ts'

/** Characters and threads of one statement. */
const MAX_CHARACTERS = 4_000_000
const MAX_THREADS = 500

/** An append that waits for the next statement. */
interface Waiting extends BatchEntry {
  readonly resolve: (news: ClaimNews) => void
  readonly reject: (error: unknown) => void
}

/** Options of an `AppendQueue`. */
export interface AppendQueueOptions {
  readonly query: Query
  readonly tables: Tables
  /** Milliseconds between the starts of two statements. */
  readonly tickMs: number
  /** Called with the appends that were stored together. */
  readonly onAppended: (requests: readonly AppendRequest[]) => void
}

/**
 * Appends the events of all runs of this store in one statement per tick. The first append after a pause is written at
 * once, those that come meanwhile with the next statement.
 */
export class AppendQueue {
  readonly #options: AppendQueueOptions
  #waiting: Waiting[] = []
  #timer: ReturnType<typeof setTimeout> | undefined
  #isWriting = false
  #startedAt = 0

  constructor(options: AppendQueueOptions) {
    this.#options = options
  }

  /** Resolves when the events are stored. */
  append(entry: BatchEntry): Promise<ClaimNews> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ ...entry, resolve, reject })
      this.#schedule()
    })
  }

  #schedule(): void {
    if (this.#isWriting || this.#timer !== undefined || this.#waiting.length === 0) return
    const since = Date.now() - this.#startedAt
    // A clock that is set back must not delay the statement.
    const pauseMs = since < 0 ? 0 : Math.max(0, this.#options.tickMs - since)
    this.#timer = setTimeout(() => {
      this.#timer = undefined
      void this.#write()
    }, pauseMs)
  }

  async #write(): Promise<void> {
    this.#isWriting = true
    this.#startedAt = Date.now()
    const batch = this.#take()
    try {
      this.#settle(batch, await this.#append(batch))
    } catch (error) {
      for (const { reject } of batch) reject(error)
    }
    this.#isWriting = false
    this.#schedule()
  }

  /** Takes at most one append of each thread, and no more than one statement should have. */
  #take(): Waiting[] {
    const taken = new Map<string, Waiting>()
    let characters = 0
    const left = this.#waiting.filter((waiting) => {
      const key = keyText(waiting.request.key)
      if (taken.has(key) || taken.size === MAX_THREADS || characters > MAX_CHARACTERS) return true
      taken.set(key, waiting)
      for (const json of waiting.request.events) characters += json.length
      return false
    })
    this.#waiting = left
    return [...taken.values()]
  }

  /** A value that Postgres refuses must not fail the appends of other runs. */
  async #append(batch: readonly Waiting[]): Promise<AppendResult[]> {
    const { query, tables } = this.#options
    try {
      return await appendBatch(query, tables, batch)
    } catch (error) {
      if (!isBadValue(error)) throw error
      if (batch.length === 1) return [{ kind: 'failed', error: error as Error }]
      const results: AppendResult[] = []
      for (const waiting of batch) results.push(...(await this.#append([waiting])))
      return results
    }
  }

  #settle(batch: readonly Waiting[], results: readonly AppendResult[]): void {
    const appended: AppendRequest[] = []
    batch.forEach((waiting, index) => {
      const result = results[index] as AppendResult
      if (result.kind === 'failed') waiting.reject(result.error)
      else if (result.kind === 'locked') this.#waiting.push(waiting)
      else if (result.kind === 'kept') this.#waiting.push(without(waiting, result.head))
      else {
        appended.push(waiting.request)
        waiting.resolve(result.news)
      }
    })
    if (appended.length > 0) this.#options.onAppended(appended)
  }
}

/** The events after a position. */
function without(waiting: Waiting, head: number): Waiting {
  const { request } = waiting
  const events = request.events.slice(head + 1 - request.first)
  return { ...waiting, request: { ...request, first: head + 1, events } }
}
