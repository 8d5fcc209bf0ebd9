import type { ThreadKey } from '@flightdeck/run-engine/store'
import { toOwnerText, toText } from '@flightdeck/run-engine/store'
import type { ThreadRow } from '../schema/row-types.ts'
import type { WriteTransaction } from '../writes/write-queue.ts'
import { findThread } from './thread-rows.ts'

/** Initial values of a thread. */
export interface NewThread {
  agentId: string
  createdAt: number
  updatedAt?: number | undefined
  activeAt?: number | undefined
  name?: string | undefined
  archived?: boolean | undefined
  head?: number | undefined
  bytes?: number | undefined
}

/** Creates a thread and returns its row. */
export function createThread(transaction: WriteTransaction, key: ThreadKey, thread: NewThread): ThreadRow {
  const { connection } = transaction
  const {
    agentId,
    createdAt,
    updatedAt = createdAt,
    activeAt = 0,
    name,
    archived,
    head = 0,
    bytes = 0,
  } = thread
  transaction.count(1, bytes)
  connection.run(
    `INSERT INTO flightdeck_threads (owner, thread_id, generation, agent_id, name, archived, created_at, updated_at,
      active_at, revision, head, bytes) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    toOwnerText(key.owner),
    toText(key.threadId),
    crypto.randomUUID().slice(0, 8),
    toText(agentId),
    name === undefined ? null : toText(name),
    archived ? 1 : 0,
    createdAt,
    updatedAt,
    activeAt,
    transaction.changed(key),
    head,
    bytes,
  )
  return findThread(connection, key) as ThreadRow
}
