import {
  isSameLog,
  type PutRequest,
  storedSize,
  type ThreadInfo,
  toText,
  type UpdateRequest,
} from '@flightdeck/run-engine/store'
import type { Holders } from '../processes/holders.ts'
import type { ThreadRow } from '../schema/row-types.ts'
import type { WriteTransaction } from '../writes/write-queue.ts'
import { writeContent } from './content.ts'
import { insertRun } from './ended-runs.ts'
import { writeInterrupts } from './interrupts.ts'
import { createThread } from './new-thread.ts'
import { findThread, toInfo } from './thread-rows.ts'

/** Renames, archives or unarchives a thread. */
export function updateThread(
  transaction: WriteTransaction,
  holders: Holders,
  request: UpdateRequest,
): ThreadInfo | undefined {
  const { key, now, name, archived, onlyIfUnnamed, onlyIfNeverNamed, generation } = request
  const { connection } = transaction
  const row = findThread(connection, key)
  if (row === undefined) return undefined
  if (generation !== undefined && !isSameLog(generation, row.generation)) return undefined
  const wasNamed = Number(row.was_named) === 1
  if (onlyIfUnnamed && row.name !== null) return toInfo(row, holders)
  if (onlyIfNeverNamed && (wasNamed || row.name !== null)) return toInfo(row, holders)
  const sql =
    'UPDATE flightdeck_threads SET name = ?, was_named = ?, archived = ?, updated_at = max(updated_at, ?), revision = ? WHERE id = ?'
  connection.run(
    sql,
    name === undefined ? row.name : name === null ? null : toText(name),
    wasNamed || name !== undefined ? 1 : 0,
    archived === undefined ? Number(row.archived) : archived ? 1 : 0,
    now,
    transaction.changed(key),
    Number(row.id),
  )
  return toInfo(findThread(connection, key) as ThreadRow, holders)
}

/** Imports a thread. Returns false if the key exists. */
export function putThread(transaction: WriteTransaction, request: PutRequest): boolean {
  const { connection } = transaction
  const { key, messages, state, interrupts, runs } = request
  if (findThread(connection, key) !== undefined) return false
  // The size of interrupts is counted when they are written.
  const bytes = storedSize({ messages, state, runs })
  const id = Number(createThread(transaction, key, { ...request, bytes }).id)
  writeContent(connection, id, { messages: [] }, { messages, state })
  writeInterrupts(transaction, id, [], interrupts)
  for (const run of runs) insertRun(connection, id, { ...run, epoch: 0 })
  const last =
    'UPDATE flightdeck_threads SET last_run = (SELECT max(id) FROM flightdeck_runs WHERE thread = ?) WHERE id = ?'
  connection.run(last, id, id)
  return true
}
