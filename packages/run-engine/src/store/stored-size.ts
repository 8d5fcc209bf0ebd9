import type { StoredMessage } from '../reducer/thread-content.ts'
import type { InterruptRecord, RunRecord } from './thread-record.ts'

/** What a store may keep of a thread, or a part of it. */
export interface StoredParts {
  messages?: readonly StoredMessage[] | undefined
  state?: string | undefined
  interrupts?: readonly InterruptRecord[] | undefined
  runs?: readonly Pick<RunRecord, 'opening' | 'ending'>[] | undefined
}

/** Characters of JSON in what a store keeps, so that `maxBytes` means the same everywhere; for stores. */
export function storedSize({ messages = [], state = '', interrupts = [], runs = [] }: StoredParts): number {
  let size = state.length
  for (const { json } of messages) size += json.length
  for (const { json = '', answer } of interrupts) size += json.length + (answer?.json.length ?? 0)
  for (const { opening = '', ending = '' } of runs) size += opening.length + ending.length
  return size
}
