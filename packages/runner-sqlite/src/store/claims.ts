import {
  type AppendRequest,
  type ClaimNews,
  type ClaimRequest,
  type ClaimResult,
  claimRefusal,
  type FinishRequest,
  interruptsAfterClaim,
  interruptsAfterRun,
  keyText,
  LostEventsError,
  nextGeneration,
  type RenewRequest,
  type RunRecord,
  type SeizeRequest,
  StaleEpochError,
  storedSize,
  type ThreadKey,
  type ThreadView,
  toOwnerText,
  toText,
} from '@flightdeck/run-engine/store'
import type { Connection } from '../database/connection.ts'
import type { Holders } from '../processes/holders.ts'
import type { SqliteInteger, ThreadRow } from '../schema/row-types.ts'
import { dropOldTrails, dropTrail } from '../sweep/trails.ts'
import { type Content, writeContent } from '../threads/content.ts'
import { endedRunsOf, insertRun } from '../threads/ended-runs.ts'
import { writeInterrupts } from '../threads/interrupts.ts'
import { createThread } from '../threads/new-thread.ts'
import { writeRawEvents } from '../threads/raw-events.ts'
import { findThread, toInterrupts, toRunning, toView } from '../threads/thread-rows.ts'
import type { WriteTransaction } from '../writes/write-queue.ts'

const HELD =
  'FROM flightdeck_claims c JOIN flightdeck_threads t ON t.id = c.thread WHERE c.epoch = ? AND t.owner = ? AND t.thread_id = ?'

/** The columns of a claim that its holder still has. */
interface HeldRow {
  readonly thread: SqliteInteger
  readonly stop_requested: SqliteInteger
}

/** The writes of a run, from the claim to the ending. */
export class Claims {
  readonly #holders: Holders
  /** The content of each thread when it was claimed here, so that the end of the run writes only differences. */
  readonly #contents = new Map<string, { epoch: number; content: Content }>()

  constructor(holders: Holders) {
    this.#holders = holders
  }

  claim(transaction: WriteTransaction, request: ClaimRequest): ClaimResult {
    const { connection } = transaction
    const { key, claimId, runId, agentId, now, leaseMs, opening, inputHash } = request
    const known = findThread(connection, key)
    if (known?.c_claim === claimId) {
      const thread = {
        ...toView(connection, known, this.#holders),
        running: undefined,
        head: Number(known.head),
      }
      return { claimed: true, epoch: this.#remember(key, Number(known.c_epoch), thread), thread }
    }
    const interrupts = known === undefined ? [] : toInterrupts(known)
    const refusal = claimRefusal(interrupts, request, {
      running: () => known && toRunning(known, this.#holders),
      ended: (id) => (known === undefined ? [] : endedRunsOf(connection, Number(known.id), id)),
    })
    if (refusal !== undefined) return refusal
    const row = known ?? createThread(transaction, key, { agentId, createdAt: now })
    const thread = toView(connection, row, this.#holders)
    const id = Number(row.id)
    const epoch = transaction.next()
    dropTrail(transaction, id)
    this.#holders.enter(connection)
    const lease = this.#holders.leaseEnd(leaseMs)
    const bytes = storedSize({ runs: [{ opening }] })
    transaction.count(0, bytes)
    connection.run(
      `INSERT INTO flightdeck_claims (thread, claim_id, run_id, agent_id, epoch, base, head, started_at, opening,
        input_hash, holder, lease_until, lease_ticks, stop_requested, tick, bytes)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?, ?)`,
      id,
      claimId,
      toText(runId),
      toText(agentId),
      epoch,
      thread.head,
      thread.head,
      now,
      opening ?? null,
      inputHash ?? null,
      this.#holders.id,
      lease.until,
      lease.ticks,
      epoch,
      bytes,
    )
    writeInterrupts(transaction, id, interrupts, interruptsAfterClaim(interrupts, request, thread.head))
    connection.run(
      `UPDATE flightdeck_threads SET agent_id = ?, active_at = max(active_at, ?), updated_at = max(updated_at, ?),
        revision = ? WHERE id = ?`,
      toText(agentId),
      now,
      now,
      transaction.changed(key),
      id,
    )
    return { claimed: true, epoch: this.#remember(key, epoch, thread), thread }
  }

  seize(
    transaction: WriteTransaction,
    { key, epoch, leaseMs }: SeizeRequest,
  ): { epoch: number; thread: ThreadView } | undefined {
    const { connection } = transaction
    const row = findThread(connection, key)
    if (row === undefined || row.c_epoch === null || Number(row.c_epoch) !== epoch) return undefined
    if (!this.#holders.isAbandoned(row)) return undefined
    const next = transaction.next()
    const lease = this.#holders.leaseEnd(leaseMs)
    this.#holders.enter(connection)
    connection.run(
      "UPDATE flightdeck_claims SET claim_id = '', epoch = ?, holder = ?, lease_until = ?, lease_ticks = ?, tick = ? WHERE thread = ?",
      next,
      this.#holders.id,
      lease.until,
      lease.ticks,
      next,
      Number(row.id),
    )
    connection.run(
      'UPDATE flightdeck_threads SET generation = ? WHERE id = ?',
      nextGeneration(row.generation as string),
      Number(row.id),
    )
    transaction.touch(key)
    const thread = toView(connection, findThread(connection, key) as ThreadRow, this.#holders)
    return { epoch: this.#remember(key, next, thread), thread }
  }

  renew(transaction: WriteTransaction, { claims, leaseMs }: RenewRequest): (ClaimNews | undefined)[] {
    const { connection } = transaction
    const lease = this.#holders.leaseEnd(leaseMs)
    return claims.map(({ key, epoch }) => {
      const row = connection.get<HeldRow>(
        `SELECT c.thread, c.stop_requested ${HELD}`,
        epoch,
        ...toColumns(key),
      )
      if (row === undefined) return undefined
      transaction.dirty = true
      connection.run(
        'UPDATE flightdeck_claims SET lease_until = ?, lease_ticks = ? WHERE thread = ?',
        lease.until,
        lease.ticks,
        Number(row.thread),
      )
      return newsOf(row)
    })
  }

  /** @throws StaleEpochError; LostEventsError if events before `first` are missing */
  append(transaction: WriteTransaction, { key, epoch, first, events, legacy }: AppendRequest): ClaimNews {
    const { connection } = transaction
    const select = `SELECT c.thread, c.head, c.stop_requested ${HELD}`
    const row = connection.get<HeldRow & { head: SqliteInteger }>(select, epoch, ...toColumns(key))
    if (row === undefined) throw this.#stale(key, epoch)
    const head = Number(row.head)
    if (first > head + 1) throw new LostEventsError(head, first)
    const fresh = events.slice(head + 1 - first)
    if (fresh.length === 0) return newsOf(row)
    const thread = Number(row.thread)
    transaction.dirty = true
    const bytes = writeRawEvents(connection, thread, head + 1, fresh, legacy)
    connection.run(
      'UPDATE flightdeck_claims SET head = ?, bytes = bytes + ?, tick = ? WHERE thread = ?',
      head + fresh.length,
      bytes,
      transaction.next(),
      thread,
    )
    transaction.count(0, bytes)
    transaction.touch(key)
    return newsOf(row)
  }

  /** @throws StaleEpochError */
  finish(transaction: WriteTransaction, request: FinishRequest): void {
    const { connection } = transaction
    const { key, epoch, status, endedAt, ending, head, messages, state, interrupts } = request
    const row = findThread(connection, key)
    if (row === undefined || row.c_epoch === null || Number(row.c_epoch) !== epoch) {
      if (row !== undefined && hasEnded(connection, Number(row.id), epoch)) return
      throw this.#stale(key, epoch)
    }
    const id = Number(row.id)
    const before = this.#contentOf(key, epoch) ?? toView(connection, row, this.#holders)
    transaction.dirty = true
    writeContent(connection, id, before, { messages, state })
    const asked = toInterrupts(row)
    writeInterrupts(transaction, id, asked, interruptsAfterRun(asked, interrupts))
    const running = toRunning(row, this.#holders) as RunRecord
    const last = insertRun(connection, id, { ...running, status, endedAt, ending })
    connection.run('DELETE FROM flightdeck_claims WHERE thread = ?', id)
    // If the last events are missing, readers of other processes receive messages and state instead.
    const kept = Number(row.c_head)
    const isWhole = head === kept || head === kept + 1
    if (head === kept + 1) {
      writeRawEvents(connection, id, head, [ending], request.legacyEnding ? [head] : [])
    }
    if (!isWhole) connection.run('DELETE FROM flightdeck_events WHERE thread = ?', id)
    const known = storedSize({ messages: before.messages, state: before.state })
    const grown = storedSize({ messages, state, runs: [{ ending }] }) - known
    connection.run(
      `UPDATE flightdeck_threads SET head = ?, last_run = ?, bytes = bytes + ?, trail_base = ?, trail_at = ?,
        active_at = max(active_at, ?), updated_at = max(updated_at, ?), revision = ? WHERE id = ?`,
      head,
      last,
      grown,
      isWhole ? Number(row.c_base) : null,
      isWhole ? Date.now() : null,
      endedAt,
      endedAt,
      transaction.changed(key),
      id,
    )
    transaction.count(0, grown - Number(row.c_bytes))
    dropOldTrails(transaction)
  }

  requestStop(transaction: WriteTransaction, key: ThreadKey, runId: string): boolean {
    const { connection } = transaction
    const row = findThread(connection, key)
    if (row === undefined || row.c_run !== toText(runId)) return false
    const sql = 'UPDATE flightdeck_claims SET stop_requested = 1, tick = ? WHERE thread = ?'
    connection.run(sql, transaction.next(), Number(row.id))
    transaction.touch(key)
    return true
  }

  /** Forgets the content that was kept for the end of a claim. */
  forget(key: ThreadKey, epoch: number): void {
    if (this.#contents.get(keyText(key))?.epoch === epoch) this.#contents.delete(keyText(key))
  }

  #stale(key: ThreadKey, epoch: number): StaleEpochError {
    this.forget(key, epoch)
    return new StaleEpochError(key, epoch)
  }

  #remember(key: ThreadKey, epoch: number, { messages, state }: Content): number {
    this.#contents.set(keyText(key), { epoch, content: { messages, state } })
    return epoch
  }

  #contentOf(key: ThreadKey, epoch: number): Content | undefined {
    const known = this.#contents.get(keyText(key))
    return known?.epoch === epoch ? known.content : undefined
  }
}

/** Whether the run of this epoch has ended. A caller that repeats `finish` did not receive the result. */
function hasEnded(connection: Connection, thread: number, epoch: number): boolean {
  const sql = 'SELECT 1 FROM flightdeck_runs WHERE thread = ? AND epoch = ? ORDER BY base DESC LIMIT 1'
  return connection.get(sql, thread, epoch) !== undefined
}

function toColumns({ owner, threadId }: ThreadKey): [string, string] {
  return [toOwnerText(owner), toText(threadId)]
}

function newsOf({ stop_requested }: HeldRow): ClaimNews {
  return { stopRequested: Number(stop_requested) === 1 }
}
