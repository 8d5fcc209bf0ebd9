import { expect, test } from 'vitest'
import type { RunAgentInput } from './events.ts'
import { hashOfInput } from './input-hash.ts'

function input(fields: Partial<RunAgentInput> = {}): RunAgentInput {
  const messages: RunAgentInput['messages'] = [{ id: 'u1', role: 'user', content: 'hello' }]
  return { threadId: 't', runId: 'r', messages, tools: [], context: [], ...fields }
}

const hash = (fields: Partial<RunAgentInput> = {}): string => hashOfInput('a', input(fields))

test('equal inputs have equal hashes, whatever the order of their members', () => {
  expect(hash({ forwardedProps: { a: 1, b: { c: [1, 2] } } })).toBe(
    hash({ forwardedProps: { b: { c: [1, 2] }, a: 1, d: undefined } }),
  )
  expect(hash({ runId: 'another', protocolVersion: '1.0' })).toBe(hash())
  expect(hash()).toMatch(/^[0-9a-f]{16}$/)
})

test('every part of the input counts', () => {
  const others = [
    hashOfInput('b', input()),
    hash({ messages: [] }),
    hash({ messages: [{ id: 'u1', role: 'user', content: 'hello!' }] }),
    hash({ messages: [{ id: 'u2', role: 'user', content: 'hello' }] }),
    hash({ state: {} }),
    hash({ state: { n: 1 } }),
    hash({ state: { n: '1' } }),
    hash({ state: [1, [2]] }),
    hash({ state: [[1], 2] }),
    hash({ state: null }),
    hash({ tools: [{ name: 't', description: '', parameters: {} }] }),
    hash({ context: [{ description: 'd', value: 'v' }] }),
    hash({ context: [{ description: 'dv', value: '' }] }),
    hash({ forwardedProps: { a: true } }),
    hash({ resume: [{ interruptId: 'i', status: 'resolved', payload: true }] }),
    hash({ parentRunId: 'p' }),
  ]
  expect(new Set([hash(), ...others]).size).toBe(others.length + 1)
})

test('an input that contains itself has a hash', () => {
  const props: Record<string, unknown> = { a: 1 }
  props.self = props
  expect(hash({ forwardedProps: props })).toBe(hash({ forwardedProps: props }))
})

test('a hundred thousand inputs that differ in one character have different hashes', () => {
  const texts = Array.from({ length: 100_000 }, (_, index) => `message ${index}`)
  const hashes = texts.map((content) => hash({ messages: [{ id: 'u', role: 'user', content }] }))
  expect(new Set(hashes).size).toBe(texts.length)
})
