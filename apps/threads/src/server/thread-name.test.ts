import { expect, it } from 'vitest'
import { nameThread } from './thread-name.ts'

it.each([
  ['Hello there', 'Hello there'],
  ['  What is\n\n a thread?  ', 'What is a thread?'],
  ['Tell me, in short, what, precisely, this is about', 'Tell me, in short, what, precisely…'],
  ['x'.repeat(70), `${'x'.repeat(60)}…`],
  ['🧵'.repeat(70), `${'🧵'.repeat(60)}…`],
  ['   ', undefined],
])('a thread that begins with %j is named %j', (content, name) => {
  expect(nameThread({ messages: [{ id: 'u1', role: 'user', content }] })).toBe(name)
})

it('a thread is named by its first user message', () => {
  const messages = [
    { id: 's1', role: 'system' as const, content: 'Be kind' },
    { id: 'u1', role: 'user' as const, content: 'First' },
    { id: 'u2', role: 'user' as const, content: 'Second' },
  ]
  expect(nameThread({ messages })).toBe('First')
  expect(nameThread({ messages: [] })).toBeUndefined()
})
