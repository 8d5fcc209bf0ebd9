import type { PutRequest, ThreadInfo, UpdateRequest } from '@flightdeck/run-engine'
import { sizeOf, writeContent } from './content.ts'
import type { Holders } from './holders.ts'
import { toText } from './identifier-text.ts'
import { writeInterrupts } from './interrupts.ts'
import { createThread } from './new-thread.ts'
import type { SqliteRow } from './sqlite-database.ts'
import { findThread, toInfo } from './thread-rows.ts'
import type { WriteTransaction } from './write-queue.ts'

/** Renames, archives or brings back. */
export function updateThread(
  transaction: WriteTransaction,
  holders: Holders,
  { key, now, name, archived, onlyIfUnnamed }: UpdateRequest,
): ThreadInfo | undefined {
  const { connection } = transaction
  const row = findThread(connection, key)
  if (row === undefined) return undefined
  if (onlyIfUnnamed && row.name !== null) return toInfo(row, holders)
  const sql =
    'UPDATE flightdeck_threads SET name = ?, archived = ?, updated_at = max(updated_at, ?), revision = ? WHERE id = ?'
  const kept = row.name as string | null
  connection.run(
    sql,
    name === undefined ? kept : name === null ? null : toText(name),
    archived === undefined ? Number(row.archived) : archived ? 1 : 0,
    now,
    transaction.changed(key),
    Number(row.id),
  )
  return toInfo(findThread(connection, key) as SqliteRow, holders)
}

/** Creates a thread from elsewhere. False if the key is taken. */
export function putThread(transaction: WriteTransaction, request: PutRequest): boolean {
  const { connection } = transaction
  const { key, messages, state, interrupts, runs } = request
  if (findThread(connection, key) !== undefined) return false
  const content = { messages, state }
  const id = Number(createThread(transaction, key, { ...request, bytes: sizeOf(content) }).id)
  writeContent(connection, id, { messages: [], state: undefined }, content)
  writeInterrupts(transaction, id, [], interrupts)
  for (const run of runs) {
    connection.run(
      `INSERT INTO flightdeck_runs (thread, base, run_id, agent_id, status, epoch, started_at, ended_at,
        stop_requested, ending) VALUES (?, ?, ?, ?, ?, 0, ?, ?, ?, ?)`,
      id,
      run.base,
      toText(run.runId),
      toText(run.agentId),
      run.status,
      run.startedAt,
      run.endedAt ?? null,
      run.stopRequested ? 1 : 0,
      run.ending ?? null,
    )
  }
  const last =
    'UPDATE flightdeck_threads SET last_run = (SELECT max(id) FROM flightdeck_runs WHERE thread = ?) WHERE id = ?'
  connection.run(last, id, id)
  return true
}
