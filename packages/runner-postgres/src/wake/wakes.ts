import { keyText, Notifier, type ThreadKey, toOwnerText } from '@flightdeck/run-engine/store'
import type { Database } from '../database/database.ts'
import type { SqlClient } from '../database/sql-client.ts'
import type { Tables } from '../schema/tables.ts'
import { hashOf } from './hash.ts'
import { Poll } from './poll.ts'

/** Milliseconds between two notifications. */
const NOTIFY_EVERY_MS = 20

/** Characters of one notification. Postgres takes less than 8,000 bytes. */
const MAX_PAYLOAD = 7_000

/** Options of `Wakes`. */
export interface WakesOptions {
  readonly database: Database
  readonly client: SqlClient
  readonly tables: Tables
  /** Identifies this store, so that it ignores its own notifications. */
  readonly holder: string
}

/**
 * Tells subscribers of this process and of others that a thread or a list has changed. Changes of a tick share one
 * notification, because a commit with a notification takes a lock that all of them share.
 */
export class Wakes {
  readonly #options: WakesOptions
  readonly #notifier = new Notifier<string>()
  #changed = new Set<string>()
  #timer: ReturnType<typeof setTimeout> | undefined
  #isSending = false
  #sentAt = 0
  #listening: Promise<() => Promise<void>> | undefined
  #closed = false
  /** Replaces notifications where the client cannot listen. */
  readonly #poll: Poll | undefined

  constructor(options: WakesOptions) {
    const { client, database, tables } = options
    this.#options = options
    if (client.listen === undefined) {
      this.#poll = new Poll({ query: (text, values) => database.query(text, values), tables })
    }
  }

  /** Subscribes to a thread. */
  watch(key: ThreadKey, notify: () => void): () => void {
    this.#listen()
    return both(this.#notifier.subscribe(ofThread(key), notify), this.#poll?.thread(key, notify))
  }

  /** Subscribes to the list of an owner. */
  watchList(owner: string | undefined, notify: () => void): () => void {
    this.#listen()
    return both(this.#notifier.subscribe(ofList(owner), notify), this.#poll?.list(owner, notify))
  }

  /** Reports a committed change of a thread, and of a list if lists show it. */
  changed(key: ThreadKey, { inList }: { inList: boolean }): void {
    this.#add(ofThread(key))
    if (inList) this.#add(ofList(key.owner))
    this.#schedule()
  }

  /** Reports appended events to other processes. Readers of this one read the log of the run in memory. */
  appended(key: ThreadKey): void {
    this.#changed.add(ofThread(key))
    this.#schedule()
  }

  async close(): Promise<void> {
    this.#closed = true
    this.#poll?.stop()
    clearTimeout(this.#timer)
    await this.#send()
    const stop = await this.#listening?.catch(() => undefined)
    await stop?.()
  }

  get #channel(): string {
    return `${this.#options.tables.schema}_changes`
  }

  #add(hash: string): void {
    this.#changed.add(hash)
    this.#notifier.notify(hash)
  }

  #listen(): void {
    const { client, holder } = this.#options
    if (this.#closed || this.#listening !== undefined || client.listen === undefined) return
    this.#listening = client.listen(
      this.#channel,
      (payload) => {
        const [sender, ...hashes] = payload.split(',')
        if (sender !== holder) for (const hash of hashes) this.#notifier.notify(hash)
      },
      // Notifications of the time without a connection are lost.
      () => this.#notifier.notifyAll(),
    )
    this.#listening.catch(() => {
      // Subscribers poll as well. The next subscriber tries again.
      this.#listening = undefined
    })
  }

  #schedule(): void {
    if (this.#poll !== undefined) return this.#changed.clear()
    if (this.#closed || this.#isSending || this.#timer !== undefined || this.#changed.size === 0) return
    const since = Date.now() - this.#sentAt
    this.#timer = setTimeout(
      () => {
        this.#timer = undefined
        void this.#send()
      },
      since < 0 ? 0 : Math.max(0, NOTIFY_EVERY_MS - since),
    )
  }

  async #send(): Promise<void> {
    if (this.#changed.size === 0) return
    const payloads = payloadsOf(this.#options.holder, this.#changed)
    this.#changed = new Set()
    this.#isSending = true
    this.#sentAt = Date.now()
    const sql = "SELECT set_config('synchronous_commit', 'off', true), pg_notify($1, $2)::text"
    try {
      for (const payload of payloads) await this.#options.database.query(sql, [this.#channel, payload])
    } catch {
      // Subscribers poll as well.
    }
    this.#isSending = false
    this.#schedule()
  }
}

function payloadsOf(holder: string, hashes: Iterable<string>): string[] {
  const payloads: string[] = []
  let payload = holder
  for (const hash of hashes) {
    if (payload.length + hash.length >= MAX_PAYLOAD) {
      payloads.push(payload)
      payload = holder
    }
    payload += `,${hash}`
  }
  payloads.push(payload)
  return payloads
}

function ofThread(key: ThreadKey): string {
  return hashOf(`t${keyText(key)}`)
}

function ofList(owner: string | undefined): string {
  return hashOf(`l${toOwnerText(owner)}`)
}

function both(one: () => void, other: (() => void) | undefined): () => void {
  return () => {
    one()
    other?.()
  }
}
