// Tests: `event-guard.test.ts` and `guard.property.test.ts`.
import { readContent, readMessage } from '../events/read-message.ts'
import type { Fields, ReadValue } from './field-values.ts'
import {
  anyValue,
  boolean,
  id,
  list,
  oneOf,
  plainThroughout,
  record,
  safeInteger,
  someValue,
  string,
  text,
  withDefault,
} from './field-values.ts'
import type { CompiledShape } from './read-object.ts'
import { compile } from './read-object.ts'
import { runOutcome, subagentOutcome, usage } from './read-outcome.ts'
import { patch } from './read-patch.ts'

const every = { timestamp: safeInteger, rawEvent: someValue, metadata: record }
const attributed = { ...every, subagentRunId: id }

const role = oneOf('developer', 'system', 'assistant', 'user')
const constant = (value: string): ReadValue => withDefault(oneOf(value), () => value)

const messages: ReadValue = (value, event) => {
  const plain = plainThroughout(value)
  return list((message) => {
    const read = readMessage(message)
    return read.ok ? read.value : undefined
  })(plain, event)
}

/** A result is never empty: a call without a result makes the next model request fail. */
const resultContent: ReadValue = (value) => {
  if (typeof value === 'string') return value
  const read = readContent(plainThroughout(value))
  if (read.ok) return read.value
  return value === null ? 'null' : (text(value) ?? '')
}

const resultMessageId = (event: Fields): string => `${id(event.toolCallId)}-result`

function shape(
  optional: Readonly<Record<string, ReadValue>>,
  required: Readonly<Record<string, ReadValue>> = {},
): CompiledShape {
  return compile({ required, optional })
}

/**
 * The fields of each event of AG-UI 1.0 by type, and `encryptedValueType` of 1.1. The guard sets the ids of RUN_STARTED and
 * RUN_FINISHED. An `outcome` has no meaning on the start and the error of a subagent, but 0.x clients check it there.
 */
export const eventShapes: ReadonlyMap<string, CompiledShape> = new Map([
  ['TEXT_MESSAGE_START', shape({ ...attributed, role, name: string }, { messageId: id })],
  ['TEXT_MESSAGE_CONTENT', shape(attributed, { messageId: id, delta: text })],
  ['TEXT_MESSAGE_END', shape(attributed, { messageId: id })],
  ['TEXT_MESSAGE_CHUNK', shape({ ...attributed, messageId: id, role, name: string, delta: text })],
  ['TOOL_CALL_START', shape({ ...attributed, parentMessageId: id }, { toolCallId: id, toolCallName: id })],
  ['TOOL_CALL_ARGS', shape(attributed, { toolCallId: id, delta: text })],
  ['TOOL_CALL_END', shape(attributed, { toolCallId: id })],
  [
    'TOOL_CALL_CHUNK',
    shape({ ...attributed, toolCallId: id, toolCallName: id, parentMessageId: id, delta: text }),
  ],
  [
    'TOOL_CALL_RESULT',
    shape(
      { ...attributed, role: oneOf('tool') },
      { toolCallId: id, messageId: withDefault(id, resultMessageId), content: resultContent },
    ),
  ],
  ['STATE_SNAPSHOT', shape(attributed, { snapshot: anyValue })],
  ['STATE_DELTA', shape(attributed, { delta: patch })],
  ['MESSAGES_SNAPSHOT', shape(attributed, { messages })],
  [
    'ACTIVITY_SNAPSHOT',
    shape({ ...attributed, replace: boolean }, { messageId: id, activityType: id, content: record }),
  ],
  ['ACTIVITY_DELTA', shape(attributed, { messageId: id, activityType: id, patch })],
  ['RAW', shape({ ...attributed, source: string }, { event: anyValue })],
  ['CUSTOM', shape(attributed, { name: id, value: (value) => anyValue(value) ?? null })],
  ['RUN_STARTED', shape({ ...attributed, protocolVersion: string, parentRunId: string })],
  ['RUN_FINISHED', shape({ ...attributed, result: someValue, outcome: runOutcome, usage })],
  [
    'RUN_ERROR',
    shape({ ...attributed, code: id, usage }, { message: withDefault(text, () => 'The run failed') }),
  ],
  ['STEP_STARTED', shape(attributed, { stepName: id })],
  ['STEP_FINISHED', shape(attributed, { stepName: id })],
  ['REASONING_START', shape(attributed, { messageId: id })],
  ['REASONING_MESSAGE_START', shape(attributed, { messageId: id, role: constant('reasoning') })],
  ['REASONING_MESSAGE_CONTENT', shape(attributed, { messageId: id, delta: text })],
  ['REASONING_MESSAGE_END', shape(attributed, { messageId: id })],
  ['REASONING_MESSAGE_CHUNK', shape({ ...attributed, messageId: id, delta: text })],
  ['REASONING_END', shape(attributed, { messageId: id })],
  [
    'REASONING_ENCRYPTED_VALUE',
    shape(
      { ...attributed, encryptedValueType: string },
      { subtype: oneOf('tool-call', 'message'), entityId: id, encryptedValue: string },
    ),
  ],
  [
    'SUBAGENT_STARTED',
    shape(
      {
        ...every,
        description: string,
        parentSubagentRunId: id,
        parentToolCallId: id,
        parentMessageId: id,
        outcome: subagentOutcome,
      },
      { subagentRunId: id, name: withDefault(id, (event) => id(event.subagentRunId)) },
    ),
  ],
  [
    'SUBAGENT_FINISHED',
    shape({ ...every, result: someValue, outcome: subagentOutcome }, { subagentRunId: id }),
  ],
  [
    'SUBAGENT_ERROR',
    shape(
      { ...every, code: id, outcome: subagentOutcome },
      { subagentRunId: id, message: withDefault(text, () => 'The subagent failed') },
    ),
  ],
])
