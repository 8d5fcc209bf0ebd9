import {
  type ClaimNews,
  type ClaimRequest,
  type ClaimResult,
  claimRefusal,
  type FinishRequest,
  interruptsAfterClaim,
  interruptsAfterRun,
  nextGeneration,
  type RenewRequest,
  type RunRecord,
  type SeizeRequest,
  StaleEpochError,
  storedSize,
  type ThreadKey,
  type ThreadView,
  toText,
} from '@flightdeck/run-engine/store'
import { arrayText, type Query } from '../database/sql-client.ts'
import type { PgInteger, ThreadRow } from '../schema/row-types.ts'
import type { Tables } from '../schema/tables.ts'
import { readContent, writeMessages } from '../threads/content.ts'
import { endedRunsOf, insertRun } from '../threads/ended-runs.ts'
import { insertThread } from '../threads/new-thread.ts'
import { nextRevision } from '../threads/owners.ts'
import { toEventRow } from '../threads/raw-events.ts'
import { findThread, lockThread, toColumns, toInfo, toInterrupts, toRunning } from '../threads/thread-rows.ts'
import type { HeldClaim } from './held-claims.ts'

/** A claim that took effect. */
type Claimed = Extract<ClaimResult, { claimed: true }> & { readonly held: HeldClaim }

/** The writes of a run, from the claim to the ending, except for its events. */
export class Claims {
  readonly #tables: Tables
  /** Identifies this store in the claims that it holds. */
  readonly #holder: string

  constructor(tables: Tables, holder: string) {
    this.#tables = tables
    this.#holder = holder
  }

  async claim(
    query: Query,
    request: ClaimRequest,
  ): Promise<Exclude<ClaimResult, { claimed: true }> | Claimed> {
    const { key, claimId } = request
    const known = await this.#lockOrCreate(query, request)
    if (known.c_claim === claimId) {
      const thread = { ...(await this.#viewOf(query, known)), running: undefined, head: Number(known.head) }
      return claimed(known, thread, Number(known.c_epoch))
    }
    const interrupts = toInterrupts(known)
    const ended = await this.#endedRuns(query, known, request)
    const refusal = claimRefusal(interrupts, request, { running: () => toRunning(known), ended: () => ended })
    if (refusal !== undefined && !refusal.claimed) return refusal
    const thread = await this.#viewOf(query, known)
    const epoch = await this.#insertClaim(query, known, request)
    // The events of the last run are not needed from here on.
    await query(`DELETE FROM ${this.#tables.events} WHERE thread = $1`, [String(known.id)])
    const after = interruptsAfterClaim(interrupts, request, thread.head)
    const grown = storedSize({ interrupts: after }) - storedSize({ interrupts })
    const isNew = Number(known.revision) === 0
    const totals = { threads: isNew ? 1 : 0, bytes: grown }
    const revision = await nextRevision(query, this.#tables, known.owner, totals)
    await query(
      `UPDATE ${this.#tables.threads} SET agent_id = $2, active_at = greatest(active_at, $3),
          updated_at = greatest(updated_at, $3), revision = $4, interrupts = $5, bytes = bytes + $6, trail_base = NULL,
          trail_at = NULL WHERE id = $1`,
      [
        String(known.id),
        toText(request.agentId),
        request.now,
        revision,
        after.length === 0 ? null : JSON.stringify(after),
        grown,
      ],
    )
    return claimed(known, { ...thread, revision: isNew ? revision : thread.revision, key }, epoch)
  }

  async seize(
    query: Query,
    { key, epoch, leaseMs }: SeizeRequest,
  ): Promise<{ epoch: number; thread: ThreadView; held: HeldClaim } | undefined> {
    const row = await lockThread(query, this.#tables, key)
    if (row === undefined || row.c_epoch === null || Number(row.c_epoch) !== epoch || !row.c_abandoned) {
      return undefined
    }
    const [seized] = await query<{ epoch: PgInteger }>(
      `UPDATE ${this.#tables.claims} SET claim_id = '', epoch = nextval(${this.#tables.epochs}), holder = $3,
          lease_until = clock_timestamp() + $4 * interval '1 millisecond'
        WHERE thread = $1 AND epoch = $2 AND lease_until <= clock_timestamp() RETURNING epoch`,
      [String(row.id), epoch, this.#holder, leaseMs],
    )
    if (seized === undefined) return undefined
    await query(`UPDATE ${this.#tables.threads} SET generation = $2 WHERE id = $1`, [
      String(row.id),
      nextGeneration(row.generation),
    ])
    const thread = await this.#viewOf(query, (await findThread(query, this.#tables, key)) as ThreadRow)
    const next = Number(seized.epoch)
    return { epoch: next, thread, held: heldOf(row.id, thread, next) }
  }

  /** Rows are locked in the order of their threads, as appends do, so that the two cannot block each other. */
  async renew(query: Query, { claims, leaseMs }: RenewRequest): Promise<(ClaimNews | undefined)[]> {
    if (claims.length === 0) return []
    const columns = claims.map(({ key }) => toColumns(key))
    const rows = await query<{ n: PgInteger; stop_requested: boolean }>(
      `WITH held AS (
          SELECT k.n, c.thread, c.stop_requested
          FROM unnest($1::text[], $2::text[], $3::bigint[]) WITH ORDINALITY AS k (owner, thread_id, epoch, n)
          JOIN ${this.#tables.threads} t ON t.owner = k.owner AND t.thread_id = k.thread_id
          JOIN ${this.#tables.claims} c ON c.thread = t.id AND c.epoch = k.epoch
          ORDER BY c.thread FOR UPDATE OF c
        ), renewed AS (
          UPDATE ${this.#tables.claims} c SET lease_until = clock_timestamp() + $4 * interval '1 millisecond'
          FROM held WHERE c.thread = held.thread
        )
        SELECT n, stop_requested FROM held, (SELECT set_config('synchronous_commit', 'off', true)) AS later`,
      [
        arrayText(columns.map(([owner]) => owner)),
        arrayText(columns.map(([, threadId]) => threadId)),
        arrayText(claims.map(({ epoch }) => epoch)),
        leaseMs,
      ],
    )
    const news = new Map(rows.map((row) => [Number(row.n), { stopRequested: row.stop_requested }]))
    return claims.map((_, index) => news.get(index + 1))
  }

  /** @throws StaleEpochError */
  async finish(query: Query, request: FinishRequest, held: HeldClaim | undefined): Promise<void> {
    const { key, epoch, status, endedAt, ending, head, messages, state, interrupts } = request
    const tables = this.#tables
    await query("SELECT set_config('synchronous_commit', 'on', true)")
    const row = await lockThread(query, tables, key)
    if (row === undefined || row.c_epoch === null || Number(row.c_epoch) !== epoch) {
      if (row !== undefined && (await this.#hasEnded(query, row.id, epoch))) return
      throw new StaleEpochError(key, epoch)
    }
    const id = String(row.id)
    const before = held?.content ?? (await readContent(query, tables, row.id))
    await writeMessages(query, tables, row.id, before.messages, messages)
    const running = toRunning(row) as RunRecord
    const last = await insertRun(query, tables, row.id, { ...running, status, endedAt, ending })
    const [claim] = await query<{ head: PgInteger }>(
      `DELETE FROM ${tables.claims} WHERE thread = $1 RETURNING head`,
      [id],
    )
    // If the last events are missing, readers of other processes receive messages and state instead.
    const kept = Number(claim?.head)
    const isWhole = head === kept || head === kept + 1
    if (head === kept + 1) await this.#insertEnding(query, id, request)
    if (!isWhole) await query(`DELETE FROM ${tables.events} WHERE thread = $1`, [id])
    const asked = toInterrupts(row)
    const open = interruptsAfterRun(asked, interrupts)
    const grown =
      storedSize({ messages, state, interrupts: open, runs: [{ ending }] }) -
      storedSize({ messages: before.messages, state: before.state, interrupts: asked })
    const revision = await nextRevision(query, tables, row.owner, { bytes: grown })
    await query(
      `UPDATE ${tables.threads} SET head = $2, last_run = $3, bytes = bytes + $4, trail_base = $5,
          trail_at = CASE WHEN $5::bigint IS NULL THEN NULL ELSE clock_timestamp() END,
          active_at = greatest(active_at, $6), updated_at = greatest(updated_at, $6), revision = $7, interrupts = $8
        WHERE id = $1`,
      [
        id,
        head,
        String(last),
        grown,
        isWhole ? String(row.c_base) : null,
        endedAt,
        revision,
        open.length === 0 ? null : JSON.stringify(open),
      ],
    )
    if (state !== before.state) {
      await query(`UPDATE ${tables.threads} SET state = $2 WHERE id = $1`, [id, state ?? null])
    }
  }

  async requestStop(query: Query, key: ThreadKey, runId: string): Promise<boolean> {
    const rows = await query(
      `UPDATE ${this.#tables.claims} c SET stop_requested = true FROM ${this.#tables.threads} t
        WHERE t.owner = $1 AND t.thread_id = $2 AND c.thread = t.id AND c.run_id = $3 RETURNING c.thread`,
      [...toColumns(key), toText(runId)],
    )
    return rows.length > 0
  }

  /** Ends the leases of this store, so that its runs are taken over at once. */
  async release(query: Query): Promise<void> {
    await query(`UPDATE ${this.#tables.claims} SET lease_until = clock_timestamp() WHERE holder = $1`, [
      this.#holder,
    ])
  }

  async #lockOrCreate(query: Query, { key, agentId, now }: ClaimRequest): Promise<ThreadRow> {
    for (;;) {
      const row = await lockThread(query, this.#tables, key)
      if (row !== undefined) return row
      await insertThread(query, this.#tables, key, { agentId, createdAt: now })
    }
  }

  /** A thread that was created by this claim has none. */
  async #endedRuns(query: Query, row: ThreadRow, { runId, inputHash }: ClaimRequest): Promise<RunRecord[]> {
    if (inputHash === undefined || Number(row.revision) === 0) return []
    return await endedRunsOf(query, this.#tables, row.id, runId)
  }

  async #insertClaim(query: Query, row: ThreadRow, request: ClaimRequest): Promise<number> {
    const { claimId, runId, agentId, now, leaseMs, opening, inputHash } = request
    const [claim] = await query<{ epoch: PgInteger }>(
      `INSERT INTO ${this.#tables.claims} (thread, claim_id, run_id, agent_id, epoch, base, head, started_at, opening,
          holder, lease_until, bytes, input_hash)
        VALUES ($1, $2, $3, $4, nextval(${this.#tables.epochs}), $5, $5, $6, $7, $8,
          clock_timestamp() + $9 * interval '1 millisecond', $10, $11) RETURNING epoch`,
      [
        String(row.id),
        claimId,
        toText(runId),
        toText(agentId),
        Number(row.head),
        now,
        opening ?? null,
        this.#holder,
        leaseMs,
        storedSize({ runs: [{ opening }] }),
        inputHash ?? null,
      ],
    )
    return Number(claim?.epoch)
  }

  async #insertEnding(
    query: Query,
    id: string,
    { head, ending, legacyEnding }: FinishRequest,
  ): Promise<void> {
    const { size, legacy, body } = toEventRow(head, [ending], legacyEnding ? [head] : [])
    await query(
      `INSERT INTO ${this.#tables.events} (thread, last, first, size, legacy, body) VALUES ($1, $2, $2, $3, $4, $5)
        ON CONFLICT (thread, last) DO NOTHING`,
      [id, head, size, legacy, body],
    )
  }

  /** Whether the run of this epoch has ended. A caller that repeats `finish` did not receive the result. */
  async #hasEnded(query: Query, thread: PgInteger, epoch: number): Promise<boolean> {
    const sql = `SELECT 1 FROM ${this.#tables.runs} WHERE thread = $1 AND epoch = $2 ORDER BY base DESC LIMIT 1`
    return (await query(sql, [String(thread), epoch])).length > 0
  }

  async #viewOf(query: Query, row: ThreadRow): Promise<ThreadView> {
    return { ...toInfo(row), ...(await readContent(query, this.#tables, row.id)) }
  }
}

function claimed(row: ThreadRow, thread: ThreadView, epoch: number): Claimed {
  return { claimed: true, epoch, thread, held: heldOf(row.id, thread, epoch) }
}

function heldOf(thread: PgInteger, { messages, state }: ThreadView, epoch: number): HeldClaim {
  return { epoch, thread, content: { messages, state } }
}
