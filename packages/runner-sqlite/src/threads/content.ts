import type { StoredMessage } from '@flightdeck/run-engine/store'
import { toText } from '@flightdeck/run-engine/store'
import type { Connection } from '../database/connection.ts'

/** The content of a thread. */
export interface Content {
  readonly messages: readonly StoredMessage[]
  readonly state?: string | undefined
}

/** Writes the differences from the stored content. An unchanged message costs one comparison. */
export function writeContent(connection: Connection, thread: number, before: Content, after: Content): void {
  const write = 'INSERT OR REPLACE INTO flightdeck_messages (thread, position, id, json) VALUES (?, ?, ?, ?)'
  after.messages.forEach((message, position) => {
    const known = before.messages[position]
    if (known === message || (known?.id === message.id && known.json === message.json)) return
    connection.run(write, thread, position, toText(message.id), message.json)
  })
  if (before.messages.length > after.messages.length) {
    const shorten = 'DELETE FROM flightdeck_messages WHERE thread = ? AND position >= ?'
    connection.run(shorten, thread, after.messages.length)
  }
  if (after.state === before.state) return
  if (after.state === undefined) connection.run('DELETE FROM flightdeck_states WHERE thread = ?', thread)
  else
    connection.run(
      'INSERT OR REPLACE INTO flightdeck_states (thread, json) VALUES (?, ?)',
      thread,
      after.state,
    )
}
