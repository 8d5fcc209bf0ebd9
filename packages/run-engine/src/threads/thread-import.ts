import {
  EXPORT_CHECKSUM_EVENT,
  EXPORT_THREAD_EVENT,
  EXPORT_VERSION,
  type ExportedThread,
  exportChecksum,
} from '@flightdeck/protocol'
import { RunnerError } from '../contract/runner-error.ts'
import { isRecord, type Read } from '../events/read-fields.ts'
import { readMessage } from '../events/read-message.ts'
import { isDeeperThan, parseUntrustedJson } from '../events/untrusted-json.ts'
import type { StoredMessage } from '../reducer/thread-content.ts'
import type { PutRequest } from '../store/thread-store.ts'
import { readExportedThread } from './read-exported-thread.ts'

/** The thread in an export. */
export type ImportedThread = Omit<PutRequest, 'key'> & { threadId: string }

/** Options for reading an export. */
export interface ImportReadingOptions {
  /** The id of the new thread. @default the id in the export */
  threadId?: string | undefined
  /** Levels of nesting in each line, and in each JSON text within it. @default 200 */
  maxJsonDepth?: number | undefined
  /** Characters of JSON of the state. @default no limit */
  maxStateBytes?: number | undefined
}

/**
 * Reads the lines of an export. All values are checked, as is the checksum.
 *
 * @throws RunnerError `invalid_import`
 */
export async function readExport(
  lines: Iterable<string> | AsyncIterable<string>,
  {
    threadId,
    maxJsonDepth: maxDepth = 200,
    maxStateBytes = Number.POSITIVE_INFINITY,
  }: ImportReadingOptions = {},
): Promise<ImportedThread> {
  const covered: string[] = []
  let checksum: unknown
  let thread: Omit<ImportedThread, 'messages'> | undefined
  let messages: StoredMessage[] = []
  let state: string | undefined
  let number = 0
  for await (const line of lines) {
    number += 1
    if (line.trim() === '') continue
    const event = parse(line, number, maxDepth)
    if (event.type === 'CUSTOM' && event.name === EXPORT_CHECKSUM_EVENT) {
      checksum = event.value
      continue
    }
    covered.push(line)
    if (event.type === 'CUSTOM' && event.name === EXPORT_THREAD_EVENT)
      thread = toThread(must(readExportedThread(event.value, { threadId, maxDepth }), number))
    else if (event.type === 'MESSAGES_SNAPSHOT') messages = toMessages(event.messages, number)
    else if (event.type === 'STATE_SNAPSHOT') state = toState(event.snapshot, number, maxStateBytes)
  }
  if (thread === undefined) throw invalid('the lines contain no exported thread')
  if (checksum !== (await exportChecksum(covered)))
    throw invalid('the checksum does not match: lines are missing or changed')
  return { ...thread, messages, state }
}

function parse(line: string, number: number, maxDepth: number): Record<string, unknown> {
  if (isDeeperThan(line, maxDepth)) throw invalid(`line ${number} is nested deeper than ${maxDepth} levels`)
  let event: unknown
  try {
    event = parseUntrustedJson(line)
  } catch {
    throw invalid(`line ${number} is not JSON`)
  }
  if (!isRecord(event)) throw invalid(`line ${number} is not an event`)
  return event
}

function toThread({ version, ...thread }: ExportedThread): Omit<ImportedThread, 'messages'> {
  if (version !== EXPORT_VERSION) throw invalid(`version ${version} of the format is not supported`)
  return thread
}

function toState(value: unknown, number: number, maxStateBytes: number): string {
  const state = JSON.stringify(value ?? null)
  if (state.length <= maxStateBytes) return state
  throw invalid(
    `line ${number}: the state is larger than ${maxStateBytes} characters; raise limits.maxStateBytes`,
  )
}

function toMessages(value: unknown, number: number): StoredMessage[] {
  if (!Array.isArray(value)) throw invalid(`line ${number}: messages must be an array`)
  return value.map((each: unknown, index) => {
    const message = must(readMessage(each, `messages[${index}]`), number)
    return { id: message.id, json: JSON.stringify(message) }
  })
}

function must<T>(read: Read<T>, number: number): T {
  if (read.ok) return read.value
  throw invalid(`line ${number}: ${read.path} ${read.problem}`)
}

function invalid(problem: string): RunnerError {
  return new RunnerError('invalid_import', `The import is not valid: ${problem}`)
}
