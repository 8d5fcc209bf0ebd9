import type { Connection } from './connection.ts'
import { isKnownDead, ownIdentity, type ProcessIdentity } from './process-identity.ts'
import type { SqliteRow } from './sqlite-database.ts'

/** Milliseconds for which it is not asked again whether a process is there. */
const ASK_AGAIN_MS = 200

/** Who holds claims: each open store is one holder, named in the database with the process it lives in. */
export class Holders {
  /** This store's. */
  readonly id: string = crypto.randomUUID()
  readonly #own: ProcessIdentity = ownIdentity()
  /** Of other holders: whether they are known to be gone, and when that was asked. */
  readonly #asked = new Map<string, { dead: boolean; at: number }>()

  /** Makes sure that the claims of this store have a holder. */
  enter(connection: Connection): void {
    const { host, pid, started } = this.#own
    const sql = 'INSERT OR IGNORE INTO flightdeck_holders (id, host, pid, started) VALUES (?, ?, ?, ?)'
    connection.run(sql, this.id, host, pid, started)
  }

  /** Takes this store out, so that nobody waits for its claims, and those that hold nothing. */
  leave(connection: Connection): void {
    const sql =
      'DELETE FROM flightdeck_holders WHERE id = ? OR id NOT IN (SELECT holder FROM flightdeck_claims)'
    connection.run(sql, this.id)
  }

  /**
   * Whether a claim's holder is gone: it closed, its process on this machine has ended, or the lease is over.
   *
   * @param row with `lease_until` and `holder` of the claim and `host`, `pid` and `started` of the holder
   */
  isAbandoned(row: SqliteRow): boolean {
    if (Number(row.lease_until) <= Date.now() || row.host === null) return true
    return row.holder !== this.id && this.#isDead(row)
  }

  #isDead(row: SqliteRow): boolean {
    const holder = row.holder as string
    const now = Date.now()
    const known = this.#asked.get(holder)
    if (known && (known.dead || now - known.at < ASK_AGAIN_MS)) return known.dead
    const process = { host: row.host as string, pid: Number(row.pid), started: row.started as string }
    const dead = isKnownDead(process, this.#own)
    if (this.#asked.size > 1_000) this.#asked.clear()
    this.#asked.set(holder, { dead, at: now })
    return dead
  }
}
