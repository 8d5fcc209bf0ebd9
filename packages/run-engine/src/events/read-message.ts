import type { Message } from './events.ts'
import { readContent } from './read-content.ts'
import type { Field, Read, Reader } from './read-fields.ts'
import {
  asIs,
  fault,
  fixed,
  isRecord,
  optional,
  ownField,
  readFields,
  readList,
  readObject,
  readOneOf,
  readRecord,
  readString,
  required,
} from './read-fields.ts'

export { readContent } from './read-content.ts'
export type { Read } from './read-fields.ts'

const everyMessage = [
  required('id', readString),
  optional('metadata', readRecord),
  optional('subagentRunId', readString),
]
/** The type is of AG-UI 1.1. */
const encrypted = [optional('encryptedValue', readString), optional('encryptedValueType', readString)]
const named = [optional('name', readString), ...encrypted]

/** Arguments are sent as JSON text, but some agents pass the parsed object. */
const readArguments: Reader<string> = (value, path) => {
  if (typeof value === 'string') return asIs(value)
  if (!isRecord(value)) return fault(path, 'must be a string')
  try {
    return fixed(JSON.stringify(value))
  } catch {
    return fault(path, 'can not be written as JSON')
  }
}

const readToolCall = readObject([
  required('id', readString),
  required('type', readOneOf('function')),
  required('function', readObject([required('name', readString), required('arguments', readArguments)])),
  ...encrypted,
  optional('metadata', readRecord),
])

const fieldsOfRole: ReadonlyMap<unknown, readonly Field[]> = new Map<unknown, readonly Field[]>([
  ['developer', [...everyMessage, required('content', readString), ...named]],
  ['system', [...everyMessage, required('content', readString), ...named]],
  [
    'assistant',
    [
      ...everyMessage,
      optional('content', readString),
      optional('toolCalls', readList(readToolCall)),
      ...named,
    ],
  ],
  ['user', [...everyMessage, required('content', readContent), ...named]],
  [
    'tool',
    [
      ...everyMessage,
      required('content', readContent),
      required('toolCallId', readString),
      optional('error', readString),
      ...encrypted,
    ],
  ],
  ['activity', [...everyMessage, required('activityType', readString), required('content', readRecord)]],
  ['reasoning', [...everyMessage, required('content', readString), ...encrypted]],
])

/**
 * Reads an untrusted message as an AG-UI 1.0 message. A legal message is returned as the same object. Differences of
 * older clients are repaired in a copy: `null` in an optional field is removed, `binary` parts become media parts,
 * and tool call arguments given as an object become JSON text. Keys that AG-UI does not define are kept.
 */
export function readMessage(value: unknown, path: string = 'message'): Read<Message> {
  if (!isRecord(value)) return fault(path, 'must be an object')
  const fields = fieldsOfRole.get(ownField(value, 'role'))
  if (fields === undefined) return fault(`${path}.role`, 'must be a role of AG-UI')
  return readFields(value, path, fields) as Read<Message>
}
