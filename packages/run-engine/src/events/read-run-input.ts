import type { Context, ResumeEntry, RunAgentInput, Tool } from './events.ts'
import type { Reader } from './read-fields.ts'
import {
  fault,
  isRecord,
  optional,
  ownField,
  readAny,
  readObject,
  readOneOf,
  readRecord,
  readString,
  required,
} from './read-fields.ts'
import { readId } from './read-id.ts'
import { readMessage } from './read-message.ts'

/** One problem of a run input. Never quotes the value. */
export interface InputIssue {
  /** Location, such as `messages[3].content`; empty for the whole input. */
  readonly path: string
  /** Description, such as `must be a string`. */
  readonly problem: string
}

/** A run input, or its first ten problems. */
export type RunInputReading =
  | { readonly ok: true; readonly input: RunAgentInput }
  | { readonly ok: false; readonly issues: readonly InputIssue[] }

const MAX_ISSUES = 10

const readDescribedTool = readObject([
  required('name', readString),
  required('description', readString),
  optional('parameters', readAny),
  optional('metadata', readRecord),
]) as Reader<Tool>

/** Overrides a `null` as well. */
const UNDESCRIBED = { description: '' }

const readTool: Reader<Tool> = (value, path) => {
  const undescribed = isRecord(value) && (ownField(value, 'description') ?? null) === null
  // A spread of a parsed object costs several times as much.
  const described = undescribed ? Object.assign({ description: '' }, value, UNDESCRIBED) : value
  return readDescribedTool(described, path)
}

const readContext = readObject([
  required('description', readString),
  required('value', readString),
]) as Reader<Context>

/** Reads a resume answer. */
export const readResumeEntry: Reader<ResumeEntry> = readObject([
  required('interruptId', readString),
  required('status', readOneOf('resolved', 'cancelled')),
  optional('payload', readAny),
  optional('metadata', readRecord),
]) as Reader<ResumeEntry>

/**
 * Reads the body of a run, connect or suggest request. Differences of older clients are repaired: `null` for absent,
 * missing `tools` and `context`, tools without a description, and everything that `readMessage` repairs. Activity
 * messages, which are display state of the client, and keys that AG-UI does not define are dropped.
 */
export function readRunInput(value: unknown): RunInputReading {
  if (!isRecord(value)) return { ok: false, issues: [{ path: '', problem: 'must be an object' }] }
  const issues: InputIssue[] = []
  const read = <T>(given: unknown, reader: Reader<T>, path: string): T | undefined => {
    const outcome = reader(given, path)
    if (outcome.ok) return outcome.value
    if (issues.length < MAX_ISSUES) issues.push({ path: outcome.path, problem: outcome.problem })
    return undefined
  }
  const given = (name: string): unknown => ownField(value, name) ?? undefined
  const maybe = <T>(name: string, reader: Reader<T>): T | undefined =>
    given(name) === undefined ? undefined : read(given(name), reader, name)
  const list = <T>(name: string, reader: Reader<T>): T[] | undefined => {
    const items = given(name)
    if (!Array.isArray(items)) {
      read(items, notAList, name)
      return undefined
    }
    const values: T[] = []
    for (let index = 0; index < items.length && issues.length < MAX_ISSUES; index++) {
      if (name === 'messages' && isActivity(items[index])) continue
      const item = reader(items[index], name)
      if (item.ok) values.push(item.value)
      // Read again with its path, which few items need.
      else read(items[index], reader, `${name}[${index}]`)
    }
    return values
  }

  const threadId = read(given('threadId'), readId, 'threadId')
  const runId = read(given('runId'), readId, 'runId')
  const parentRunId = maybe('parentRunId', readId)
  const protocolVersion = maybe('protocolVersion', readString)
  const messages = list('messages', readMessage)
  const tools = given('tools') === undefined ? [] : list('tools', readTool)
  const context = given('context') === undefined ? [] : list('context', readContext)
  const resume = given('resume') === undefined ? undefined : list('resume', readResumeEntry)
  const state = given('state')
  const forwardedProps = given('forwardedProps')
  if (issues.length > 0 || !threadId || !runId || !messages || !tools || !context)
    return { ok: false, issues }
  return {
    ok: true,
    input: {
      threadId,
      runId,
      messages,
      tools,
      context,
      ...(parentRunId !== undefined && { parentRunId }),
      ...(protocolVersion !== undefined && { protocolVersion }),
      ...(state !== undefined && { state }),
      ...(forwardedProps !== undefined && { forwardedProps }),
      ...(resume !== undefined && { resume }),
    },
  }
}

const notAList: Reader<never> = (value, path) =>
  fault(path, value === undefined ? 'is missing' : 'must be an array')

function isActivity(message: unknown): boolean {
  return isRecord(message) && ownField(message, 'role') === 'activity'
}
