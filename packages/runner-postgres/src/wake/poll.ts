import { type ThreadKey, toOwnerText } from '@flightdeck/run-engine/store'
import { arrayText, type Query } from '../database/sql-client.ts'
import type { PgInteger } from '../schema/row-types.ts'
import type { Tables } from '../schema/tables.ts'
import { toColumns } from '../threads/thread-rows.ts'

/** Milliseconds between two polls. */
const POLL_MS = 100

/** A thread or a list that is polled. */
interface Followed {
  readonly owner: string
  /** Absent for the list of the owner. */
  readonly threadId?: string | undefined
  readonly notify: () => void
  /** What the last poll saw. */
  version: string | undefined
}

/** Options of a `Poll`. */
export interface PollOptions {
  readonly query: Query
  readonly tables: Tables
}

/** Polls all followed threads and lists by one statement, for connections that cannot listen. */
export class Poll {
  readonly #options: PollOptions
  readonly #followed = new Set<Followed>()
  #timer: ReturnType<typeof setTimeout> | undefined
  #stopped = false

  constructor(options: PollOptions) {
    this.#options = options
  }

  /** Calls `notify` when the thread has changed. Returns a function that ends this. */
  thread(key: ThreadKey, notify: () => void): () => void {
    const [owner, threadId] = toColumns(key)
    return this.#follow({ owner, threadId, notify, version: undefined })
  }

  /** Calls `notify` when the list of an owner has changed. */
  list(owner: string | undefined, notify: () => void): () => void {
    return this.#follow({ owner: toOwnerText(owner), notify, version: undefined })
  }

  stop(): void {
    this.#stopped = true
    clearTimeout(this.#timer)
  }

  #follow(followed: Followed): () => void {
    this.#followed.add(followed)
    this.#schedule()
    return () => {
      this.#followed.delete(followed)
    }
  }

  #schedule(): void {
    if (this.#stopped || this.#timer !== undefined || this.#followed.size === 0) return
    this.#timer = setTimeout(() => void this.#poll(), POLL_MS)
    this.#timer.unref?.()
  }

  async #poll(): Promise<void> {
    const followed = [...this.#followed]
    try {
      const versions = await readVersions(this.#options, followed)
      followed.forEach((each, index) => {
        const version = versions.get(index) ?? ''
        // What changed between the call that follows and the first poll is not known.
        const isChanged = each.version !== version
        each.version = version
        if (isChanged && this.#followed.has(each)) each.notify()
      })
    } catch {
      // The next poll finds the same changes.
    }
    this.#timer = undefined
    this.#schedule()
  }
}

/** The statement for the versions of threads and lists, by their place in the parameters. */
export function pollSql({ threads, claims, owners }: Tables): string {
  return `SELECT k.n, concat_ws(' ', t.generation, t.revision, c.epoch, c.head, c.stop_requested,
        c.lease_until <= clock_timestamp()) AS version
      FROM unnest($1::bigint[], $2::text[], $3::text[]) AS k (n, owner, thread_id)
      JOIN ${threads} t ON t.owner = k.owner AND t.thread_id = k.thread_id
      LEFT JOIN ${claims} c ON c.thread = t.id
    UNION ALL
    SELECT k.n, o.revision::text FROM unnest($4::bigint[], $5::text[]) AS k (n, owner)
      JOIN ${owners} o ON o.owner = k.owner`
}

async function readVersions(
  { query, tables }: PollOptions,
  followed: readonly Followed[],
): Promise<Map<number, string>> {
  const threads = [...followed.entries()].filter(([, { threadId }]) => threadId !== undefined)
  const lists = [...followed.entries()].filter(([, { threadId }]) => threadId === undefined)
  const rows = await query<{ n: PgInteger; version: string }>(pollSql(tables), [
    arrayText(threads.map(([n]) => n)),
    arrayText(threads.map(([, { owner }]) => owner)),
    arrayText(threads.map(([, { threadId }]) => threadId ?? '')),
    arrayText(lists.map(([n]) => n)),
    arrayText(lists.map(([, { owner }]) => owner)),
  ])
  return new Map(rows.map(({ n, version }) => [Number(n), version]))
}
