import { expect, test } from 'vitest'
import type { Message, RunAgentInput } from '../events/events.ts'
import { withToolResults } from './tool-results.ts'

const call = (message: string, id: string): Message => ({
  id: message,
  role: 'assistant',
  toolCalls: [{ id, type: 'function', function: { name: 'f', arguments: '{}' } }],
})
const result = (message: string, toolCallId: string): Message => ({
  id: message,
  role: 'tool',
  toolCallId,
  content: message,
})
const user: Message = { id: 'u', role: 'user', content: 'hi' }

const idsAfter = (...messages: Message[]): string[] => {
  const input: RunAgentInput = { threadId: 't', runId: 'r', messages, tools: [], context: [] }
  return withToolResults(input, () => false).messages.map(({ id }) => id)
}

test('calls that share an id take the results of that id in order', () => {
  expect(
    idsAfter(call('a', 'call_0'), user, result('ra', 'call_0'), call('b', 'call_0'), result('rb', 'call_0')),
  ).toEqual(['a', 'ra', 'u', 'b', 'rb'])
})

test('a result is given to one call only, so that a large one does not multiply', () => {
  expect(idsAfter(call('a', 'c'), user, result('ra', 'c'), call('b', 'c'))).toEqual([
    'a',
    'ra',
    'u',
    'b',
    'c-interrupted',
  ])
})
