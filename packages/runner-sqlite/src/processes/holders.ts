import type { Connection } from '../database/connection.ts'
import type { HolderRow } from '../schema/row-types.ts'
import { machineClockMs } from './machine-clock.ts'
import { isKnownDead, ownIdentity, type ProcessIdentity } from './process-identity.ts'

/** Milliseconds for which the result of a process check is cached. */
const CACHE_MS = 200

/** The holders of claims. Each open store is one holder, stored with the process it lives in. */
export class Holders {
  /** The holder id of this store. */
  readonly id: string = crypto.randomUUID()
  readonly #own: ProcessIdentity = ownIdentity()
  /** Cached checks of other holders: whether they are gone, and the time of the check. */
  readonly #checks = new Map<string, { dead: boolean; at: number }>()

  /** Inserts the holder of this store if it is missing. */
  enter(connection: Connection): void {
    const { host, pid, started } = this.#own
    const sql = 'INSERT OR IGNORE INTO flightdeck_holders (id, host, pid, started) VALUES (?, ?, ?, ?)'
    connection.run(sql, this.id, host, pid, started)
  }

  /** Deletes the holder of this store, so that its claims are abandoned at once, and holders without claims. */
  leave(connection: Connection): void {
    const sql =
      'DELETE FROM flightdeck_holders WHERE id = ? OR id NOT IN (SELECT holder FROM flightdeck_claims)'
    connection.run(sql, this.id)
  }

  /**
   * Whether the holder of a claim is gone: it closed, its process on this machine has ended, or the lease expired. Between
   * processes of one machine the time of day does not count: it may be set.
   */
  isAbandoned(row: HolderRow): boolean {
    if (row.host === null || this.#hasExpired(row)) return true
    const { holder, host, pid, started } = row
    return holder !== this.id && this.#isDead(holder, { host, pid: Number(pid), started })
  }

  /** The end of a lease that begins now, as columns of a claim. */
  leaseEnd(leaseMs: number): { until: number; ticks: number | null } {
    return { until: Date.now() + leaseMs, ticks: this.#own.knowsBoot ? machineClockMs() + leaseMs : null }
  }

  #hasExpired({ host, lease_until, lease_ticks }: HolderRow): boolean {
    const { knowsBoot, host: own } = this.#own
    return knowsBoot && host === own && lease_ticks !== null
      ? Number(lease_ticks) <= machineClockMs()
      : Number(lease_until) <= Date.now()
  }

  #isDead(holder: string, process: ProcessIdentity): boolean {
    const now = Date.now()
    const known = this.#checks.get(holder)
    if (known && (known.dead || now - known.at < CACHE_MS)) return known.dead
    const dead = isKnownDead(process, this.#own)
    if (this.#checks.size > 1_000) this.#checks.clear()
    this.#checks.set(holder, { dead, at: now })
    return dead
  }
}
