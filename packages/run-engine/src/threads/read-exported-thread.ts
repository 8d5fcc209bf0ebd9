import type { ExportedThread } from '@flightdeck/protocol'
import type { ResumeEntry } from '../events/events.ts'
import {
  asIs,
  type Field,
  fault,
  fixed,
  isRecord,
  optional,
  ownField,
  type Read,
  type Reader,
  readList,
  readObject,
  readOneOf,
  readRecord,
  readString,
  required,
} from '../events/read-fields.ts'
import { readId } from '../events/read-id.ts'
import { readResumeEntry } from '../events/read-run-input.ts'
import { answersOf } from '../store/interrupts.ts'
import { readEnding } from './read-ending.ts'
import { readJsonText } from './read-json-text.ts'

/** What the reading of an exported thread depends on. */
export interface ExportReadingOptions {
  /** The id that the thread gets; its runs' endings are written with it. @default the id it had */
  threadId?: string | undefined
  /** Levels of nesting in what it holds. */
  maxDepth: number
}

/** The last moment that a calendar has, in milliseconds. */
const MAX_TIME = 8_640_000_000_000_000

/** More events than a thread has, and so few that positions keep their units whatever comes after them. */
const MAX_HEAD = 1_000_000_000_000

const readWhole =
  (most: number): Reader<number> =>
  (value, path) =>
    Number.isSafeInteger(value) && (value as number) >= 0 && (value as number) <= most
      ? asIs(value as number)
      : fault(path, `must be a whole number up to ${most}`)

const readTime = readWhole(MAX_TIME)
const readPosition = readWhole(MAX_HEAD)

const readFlag: Reader<boolean> = (value, path) =>
  typeof value === 'boolean' ? asIs(value) : fault(path, 'must be true or false')

/** Reads the value of an export's `flightdeck.thread`. Every text of JSON in it is read as what it is and written anew. */
export function readExportedThread(value: unknown, options: ExportReadingOptions): Read<ExportedThread> {
  const read = readThread(options)(value, 'value')
  if (!read.ok) return read
  const thread = read.value as unknown as ExportedThread
  return misplaced(thread) ?? (read as Read<unknown> as Read<ExportedThread>)
}

function readThread({ threadId, maxDepth }: ExportReadingOptions): Reader<Record<string, unknown>> {
  return (value, path) => {
    const id = threadId ?? textIn(value, 'threadId')
    return readNothingElse([
      required('version', readWhole(Number.MAX_SAFE_INTEGER)),
      required('threadId', readId),
      required('agentId', readString),
      optional('name', readString),
      required('archived', readFlag),
      required('createdAt', readTime),
      required('updatedAt', readTime),
      required('activeAt', readTime),
      required('head', readPosition),
      required('interrupts', readList(readInterruptRecord(maxDepth))),
      required('runs', readList(readRun(id, maxDepth))),
    ])(value, path)
  }
}

function readRun(threadId: string, maxDepth: number): Reader<Record<string, unknown>> {
  return (value, path) => {
    const ending = readEnding(threadId, textIn(value, 'runId'))
    return readNothingElse([
      required('runId', readString),
      required('agentId', readString),
      required('status', readOneOf('finished', 'failed', 'cancelled', 'paused', 'interrupted')),
      required('base', readPosition),
      required('startedAt', readTime),
      optional('endedAt', readTime),
      optional('ending', readJsonText(ending, maxDepth)),
    ])(value, path)
  }
}

function readInterruptRecord(maxDepth: number): Reader<Record<string, unknown>> {
  return (value, path) => {
    const id = textIn(value, 'id')
    const answer = readJsonText(readAnswer(id), maxDepth)
    const read = readNothingElse([
      required('id', readString),
      optional('json', readJsonText(readInterrupt(id), maxDepth)),
      optional('answer', readNothingElse([required('json', answer), required('base', readPosition)])),
    ])(value, path)
    if (!read.ok || read.value.json !== undefined || read.value.answer !== undefined) return read
    // Of an answered one the answer may be all that is known; one that waits must be there whole.
    return fault(`${path}.json`, 'is missing')
  }
}

/** An object with these fields, and without any that a store would take for its own. */
function readNothingElse(fields: readonly Field[]): Reader<Record<string, unknown>> {
  const readAll = readObject(fields)
  return (value, path) => {
    const read = readAll(value, path)
    if (!read.ok) return read
    const named = fields.filter(({ name }) => ownField(read.value, name) !== undefined)
    return fixed(Object.fromEntries(named.map(({ name }) => [name, read.value[name]])))
  }
}

/** The text in a field that another one depends on; the field itself is read for its own sake. */
function textIn(value: unknown, name: string): string {
  const text = isRecord(value) ? ownField(value, name) : undefined
  return typeof text === 'string' ? text : ''
}

const readAnyInterrupt = readObject([
  required('id', readString),
  required('reason', readString),
  optional('message', readString),
  optional('toolCallId', readString),
  optional('subagentRunId', readString),
  optional('expiresAt', readString),
  optional('responseSchema', readRecord),
  optional('metadata', readRecord),
])

function readInterrupt(id: string): Reader<Record<string, unknown>> {
  return (value, path) => {
    const read = readAnyInterrupt(value, path)
    return read.ok && read.value.id !== id ? fault(`${path}.id`, 'must be that of its record') : read
  }
}

/** An answer in the spelling in which answers are compared. */
function readAnswer(id: string): Reader<unknown> {
  return (value, path) => {
    const read = readResumeEntry(value, path)
    if (!read.ok) return read
    if (read.value.interruptId !== id) return fault(`${path}.interruptId`, 'must be that of its record')
    const [answer] = answersOf({ resume: [read.value as ResumeEntry] })
    return asIs(JSON.parse(answer?.json ?? 'null'))
  }
}

/** What is said of places in the log and cannot be so. */
function misplaced({ head, runs, interrupts }: ExportedThread): Read<never> | undefined {
  let least = 0
  for (const [index, { base }] of runs.entries()) {
    if (base < least || base >= head)
      return fault(`value.runs[${index}].base`, 'must be between its neighbours')
    least = base + 1
  }
  const late = interrupts.findIndex(({ answer }) => answer !== undefined && answer.base > head)
  return late < 0 ? undefined : fault(`value.interrupts[${late}].answer.base`, 'must not be behind the end')
}
