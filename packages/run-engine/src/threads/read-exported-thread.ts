import type { ExportedThread } from '@flightdeck/protocol'
import type { ResumeEntry, WireEvent } from '../events/events.ts'
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
import { isDeeperThan, parseUntrustedJson } from '../events/untrusted-json.ts'
import { EventGuard } from '../guard/event-guard.ts'
import { answersOf } from '../store/interrupts.ts'

/** Options for reading an exported thread. */
export interface ExportReadingOptions {
  /** The id of the new thread, which the endings of its runs will have. @default the id in the export */
  threadId?: string | undefined
  /** Levels of nesting in its JSON texts. */
  maxDepth: number
}

/** The greatest Unix time in milliseconds that a `Date` can hold. */
const MAX_TIME = 8_640_000_000_000_000

/** The greatest position. No thread has more events, and positions after it are still safe integers. */
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

/** Reads the value of `flightdeck.thread` in an export. Every JSON text in it is checked and encoded again. */
export function readExportedThread(value: unknown, options: ExportReadingOptions): Read<ExportedThread> {
  const read = readThread(options)(value, 'value')
  if (!read.ok) return read
  const thread = read.value as unknown as ExportedThread
  return misplaced(thread) ?? (read as Read<unknown> as Read<ExportedThread>)
}

function readThread({ threadId, maxDepth }: ExportReadingOptions): Reader<Record<string, unknown>> {
  return (value, path) => {
    const id = threadId ?? textIn(value, 'threadId')
    return readOnly([
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
    return readOnly([
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
    const read = readOnly([
      required('id', readString),
      optional('json', readJsonText(readInterrupt(id), maxDepth)),
      optional('answer', readOnly([required('json', answer), required('base', readPosition)])),
    ])(value, path)
    if (!read.ok || read.value.json !== undefined || read.value.answer !== undefined) return read
    // An answered interrupt may lack its `json`; an open one must have it.
    return fault(`${path}.json`, 'is missing')
  }
}

/** An object with these fields only, so that a store never receives others. */
function readOnly(fields: readonly Field[]): Reader<Record<string, unknown>> {
  const readAll = readObject(fields)
  return (value, path) => {
    const read = readAll(value, path)
    if (!read.ok) return read
    const named = fields.filter(({ name }) => ownField(read.value, name) !== undefined)
    return fixed(Object.fromEntries(named.map(({ name }) => [name, read.value[name]])))
  }
}

/** A text field that another field depends on. It is validated by its own reader. */
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

/** A resume answer in its canonical form. */
function readAnswer(id: string): Reader<unknown> {
  return (value, path) => {
    const read = readResumeEntry(value, path)
    if (!read.ok) return read
    if (read.value.interruptId !== id) return fault(`${path}.interruptId`, 'must be that of its record')
    const [answer] = answersOf({ resume: [read.value as ResumeEntry] })
    return asIs(JSON.parse(answer?.json ?? 'null'))
  }
}

/** Positions that contradict each other. */
function misplaced({ head, runs, interrupts }: ExportedThread): Read<never> | undefined {
  let least = 0
  for (const [index, { base }] of runs.entries()) {
    if (base < least || base >= head)
      return fault(`value.runs[${index}].base`, 'must be between those of the runs before and after it')
    least = base + 1
  }
  const late = interrupts.findIndex(({ answer }) => answer !== undefined && answer.base > head)
  return late < 0 ? undefined : fault(`value.interrupts[${late}].answer.base`, 'must not be after the head')
}

/** Reads the event that ended a run, as the guard would emit it, with the ids of that run. */
function readEnding(threadId: string, runId: string): Reader<WireEvent> {
  return (value, path) => {
    if (!isRecord(value) || (value.type !== 'RUN_FINISHED' && value.type !== 'RUN_ERROR')) {
      return fault(path, 'must be the ending of a run')
    }
    let last: WireEvent | undefined
    const guard = new EventGuard({
      threadId,
      runId,
      emit: (event) => {
        last = event
      },
    })
    guard.push(value)
    return guard.ended === undefined || last === undefined
      ? fault(path, 'must be a legal ending')
      : fixed(last)
  }
}

/** A JSON text of a certain shape, nested at most `maxDepth` levels. Returned encoded again. */
function readJsonText(inner: Reader, maxDepth: number): Reader<string> {
  return (text, path) => {
    if (typeof text !== 'string') return fault(path, 'must be a string')
    if (isDeeperThan(text, maxDepth)) return fault(path, `is nested deeper than ${maxDepth} levels`)
    let value: unknown
    try {
      value = parseUntrustedJson(text)
    } catch {
      return fault(path, 'is not JSON')
    }
    const read = inner(value, path)
    return read.ok ? fixed(JSON.stringify(read.value)) : read
  }
}
