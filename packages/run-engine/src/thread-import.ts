import {
  fault,
  isRecord,
  optional,
  type Read,
  type Reader,
  readList,
  readObject,
  readOneOf,
  readString,
  required,
} from './read-fields.ts'
import { readId } from './read-id.ts'
import { readMessage } from './read-message.ts'
import { RunnerError } from './runner-error.ts'
import { CHECKSUM_EVENT, checksumOf, EXPORT_VERSION, THREAD_EVENT } from './thread-export.ts'
import type { StoredMessage } from './thread-reducer.ts'
import type { PutRequest } from './thread-store.ts'

/** A thread as an export tells it. */
export type ImportedThread = Omit<PutRequest, 'key'> & { threadId: string }

const readNumber: Reader = (value, path) =>
  Number.isSafeInteger(value) && (value as number) >= 0
    ? { ok: true, value, changed: false }
    : { ok: false, path, problem: 'must be a whole number' }

const readFlag: Reader = (value, path) =>
  typeof value === 'boolean'
    ? { ok: true, value, changed: false }
    : { ok: false, path, problem: 'must be true or false' }

const readInterruptFields = readObject([
  required('id', readString),
  optional('json', readString),
  optional('answer', readObject([required('json', readString), required('base', readNumber)])),
])

/** A question that waits must be there whole; of an answered one the answer may be all that is known. */
const readInterrupt: Reader<Record<string, unknown>> = (value, path) => {
  const read = readInterruptFields(value, path)
  if (!read.ok || read.value.json !== undefined || read.value.answer !== undefined) return read
  return fault(`${path}.json`, 'is missing')
}

const readThread = readObject([
  required('version', readNumber),
  required('threadId', readId),
  required('agentId', readString),
  optional('name', readString),
  required('archived', readFlag),
  required('createdAt', readNumber),
  required('updatedAt', readNumber),
  required('activeAt', readNumber),
  required('head', readNumber),
  required('interrupts', readList(readInterrupt)),
  required(
    'runs',
    readList(
      readObject([
        required('runId', readString),
        required('agentId', readString),
        required('status', readOneOf('finished', 'failed', 'cancelled', 'paused', 'interrupted')),
        required('base', readNumber),
        required('startedAt', readNumber),
        optional('endedAt', readNumber),
        optional('ending', readString),
      ]),
    ),
  ),
])

/**
 * Reads the lines of an export. Nothing in them is believed before it was read, and the checksum is.
 *
 * @throws RunnerError `invalid_import`
 */
export async function readExport(lines: Iterable<string> | AsyncIterable<string>): Promise<ImportedThread> {
  const covered: string[] = []
  let checksum: unknown
  let thread: ImportedThread | undefined
  let messages: StoredMessage[] = []
  let state: string | undefined
  let number = 0
  for await (const line of lines) {
    number += 1
    if (line.trim() === '') continue
    const event = parse(line, number)
    if (event.type === 'CUSTOM' && event.name === CHECKSUM_EVENT) {
      checksum = event.value
      continue
    }
    covered.push(line)
    if (event.type === 'CUSTOM' && event.name === THREAD_EVENT) thread = toThread(event.value, number)
    else if (event.type === 'MESSAGES_SNAPSHOT') messages = toMessages(event.messages, number)
    else if (event.type === 'STATE_SNAPSHOT') state = JSON.stringify(event.snapshot ?? null)
  }
  if (thread === undefined) throw invalid('these are not the lines of an exported thread')
  if (checksum !== (await checksumOf(covered)))
    throw invalid('the checksum does not fit: lines are missing or changed')
  return { ...thread, messages, state }
}

function parse(line: string, number: number): Record<string, unknown> {
  let event: unknown
  try {
    event = JSON.parse(line)
  } catch {
    throw invalid(`line ${number} is not JSON`)
  }
  if (!isRecord(event)) throw invalid(`line ${number} is not an event`)
  return event
}

function toThread(value: unknown, number: number): ImportedThread {
  const thread = must(readThread(value, ''), number) as unknown as ImportedThread & { version: number }
  const { version, ...rest } = thread
  if (version !== EXPORT_VERSION) throw invalid(`version ${version} of the format is not known here`)
  return rest
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
