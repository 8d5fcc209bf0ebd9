import {
  isSameLog,
  type PutRequest,
  storedSize,
  type ThreadInfo,
  toOwnerText,
  toText,
  type UpdateRequest,
} from '@flightdeck/run-engine/store'
import type { Query } from '../database/sql-client.ts'
import type { PgInteger } from '../schema/row-types.ts'
import type { Tables } from '../schema/tables.ts'
import { writeMessages } from './content.ts'
import { insertRun } from './ended-runs.ts'
import { insertThread } from './new-thread.ts'
import { nextRevision } from './owners.ts'
import { findThread, lockThread, toInfo } from './thread-rows.ts'

/** Renames, archives or unarchives a thread. */
export async function updateThread(
  query: Query,
  tables: Tables,
  { key, now, name, archived, onlyIfUnnamed, onlyIfNeverNamed, generation }: UpdateRequest,
): Promise<ThreadInfo | undefined> {
  const row = await lockThread(query, tables, key)
  if (row === undefined) return undefined
  if (generation !== undefined && !isSameLog(generation, row.generation)) return undefined
  if (onlyIfUnnamed && row.name !== null) return toInfo(row)
  if (onlyIfNeverNamed && (row.was_named || row.name !== null)) return toInfo(row)
  const revision = await nextRevision(query, tables, row.owner)
  await query(
    `UPDATE ${tables.threads} SET name = $2, archived = $3, updated_at = greatest(updated_at, $4), revision = $5,
        was_named = was_named OR $6
      WHERE id = $1`,
    [
      String(row.id),
      name === undefined ? row.name : name === null ? null : toText(name),
      archived ?? row.archived,
      now,
      revision,
      name !== undefined,
    ],
  )
  const changed = await findThread(query, tables, key)
  return changed && toInfo(changed)
}

/** Imports a thread. Returns false if the key exists. */
export async function putThread(query: Query, tables: Tables, request: PutRequest): Promise<boolean> {
  const { key, messages, state, interrupts, runs } = request
  const id = await insertThread(query, tables, key, request)
  if (id === undefined) return false
  await writeMessages(query, tables, id, [], messages)
  let last: PgInteger | null = null
  for (const run of runs) last = await insertRun(query, tables, id, { ...run, epoch: 0 })
  const bytes = storedSize({ messages, state, interrupts, runs })
  const revision = await nextRevision(query, tables, toOwnerText(key.owner), { threads: 1, bytes })
  await query(
    `UPDATE ${tables.threads} SET interrupts = $2, last_run = $3, bytes = $4, revision = $5 WHERE id = $1`,
    [
      String(id),
      interrupts.length === 0 ? null : JSON.stringify(interrupts),
      last === null ? null : String(last),
      bytes,
      revision,
    ],
  )
  return true
}
