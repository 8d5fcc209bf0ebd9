import { RunAgentInputSchema } from '@ag-ui/core/schemas'
import { describe, expect, it } from 'vitest'
import { readRunInput } from './read-run-input.ts'

const minimal = { threadId: 't', runId: 'r', messages: [] }

describe('readRunInput', () => {
  it('returns the input of a 1.0 client unchanged', () => {
    const input = {
      ...minimal,
      protocolVersion: '1.0',
      parentRunId: 'p',
      messages: [{ id: 'a', role: 'user', content: 'hi' }],
      tools: [{ name: 'f', description: 'does f', parameters: { type: 'object' }, metadata: {} }],
      context: [{ description: 'd', value: 'v' }],
      state: { a: [1] },
      forwardedProps: { b: 2 },
      resume: [{ interruptId: 'i', status: 'resolved', payload: { ok: true } }],
    }
    expect(readRunInput(input)).toEqual({ ok: true, input })
  })

  it('repairs the differences of 0.x clients', () => {
    const read = readRunInput({
      ...minimal,
      messages: [
        { id: 'a', role: 'assistant', content: null, toolCalls: null },
        {
          id: 'b',
          role: 'user',
          content: [{ type: 'binary', mimeType: 'image/png', data: 'AA==' }],
          name: null,
        },
      ],
      tools: [{ name: 'f', description: null, parameters: null }, { name: 'g' }],
      context: null,
      state: null,
      forwardedProps: null,
      parentRunId: null,
      protocolVersion: null,
      resume: [{ interruptId: 'i', status: 'cancelled', payload: null }],
      lastSeenEventId: null,
    })
    expect(read).toEqual({
      ok: true,
      input: {
        ...minimal,
        messages: [
          { id: 'a', role: 'assistant' },
          {
            id: 'b',
            role: 'user',
            content: [{ type: 'image', source: { type: 'data', value: 'AA==', mimeType: 'image/png' } }],
          },
        ],
        tools: [
          { name: 'f', description: '' },
          { name: 'g', description: '' },
        ],
        context: [],
        resume: [{ interruptId: 'i', status: 'cancelled' }],
      },
    })
    expect(read.ok && RunAgentInputSchema.safeParse(read.input).success).toBe(true)
  })

  it('drops activity messages, even malformed ones, and unknown keys of the input', () => {
    const activity = { id: 'x', role: 'activity', activityType: 'plan', content: {} }
    const read = readRunInput({ ...minimal, messages: [activity, { role: 'activity' }], credentials: 'x' })
    expect(read).toEqual({ ok: true, input: { ...minimal, tools: [], context: [] } })
  })

  it('keeps falsy state and forwarded properties that are not null', () => {
    expect(readRunInput({ ...minimal, state: 0, forwardedProps: false })).toMatchObject({
      input: { state: 0, forwardedProps: false },
    })
  })

  it.each([
    [null, '', 'must be an object'],
    [[], '', 'must be an object'],
    [{ ...minimal, threadId: undefined }, 'threadId', 'is missing'],
    [{ ...minimal, threadId: 7 }, 'threadId', 'must be a string'],
    [{ ...minimal, threadId: '' }, 'threadId', 'must not be empty'],
    [{ ...minimal, threadId: 'a\ud800b' }, 'threadId', 'must be well-formed Unicode'],
    [{ ...minimal, runId: 'x'.repeat(1025) }, 'runId', 'must have at most 1024 characters'],
    [{ threadId: 't', runId: 'r' }, 'messages', 'is missing'],
    [{ ...minimal, messages: {} }, 'messages', 'must be an array'],
    [
      { ...minimal, messages: [{ id: 'a', role: 'user', content: 7 }] },
      'messages[0].content',
      'must be a string or an array of parts',
    ],
    [{ ...minimal, tools: {} }, 'tools', 'must be an array'],
    [{ ...minimal, tools: [{ description: 'd' }] }, 'tools[0].name', 'is missing'],
    [{ ...minimal, context: [{ description: 'd', value: {} }] }, 'context[0].value', 'must be a string'],
    [
      { ...minimal, resume: [{ interruptId: 'i', status: 'ok' }] },
      'resume[0].status',
      'must be resolved or cancelled',
    ],
    [{ ...minimal, protocolVersion: 1 }, 'protocolVersion', 'must be a string'],
    [JSON.parse('{"__proto__":{"threadId":"t","runId":"r","messages":[]}}'), 'threadId', 'is missing'],
  ])('describes the problem of %j', (value, path, problem) => {
    const read = readRunInput(value)
    expect(read).toMatchObject({ ok: false })
    expect(!read.ok && read.issues[0]).toEqual({ path, problem })
  })

  it('reports several issues, ten at most', () => {
    expect(readRunInput({ threadId: 1, runId: 2, messages: 3 })).toMatchObject({
      issues: [{ path: 'threadId' }, { path: 'runId' }, { path: 'messages' }],
    })
    const read = readRunInput({ ...minimal, messages: Array.from({ length: 50 }, () => 0), tools: 7 })
    expect(!read.ok && read.issues.map((issue) => issue.path)).toEqual(
      Array.from({ length: 10 }, (_, index) => `messages[${index}]`),
    )
  })

  it('accepts very deep nesting', () => {
    let deep: unknown = 1
    for (let level = 0; level < 100_000; level++) deep = [deep]
    expect(readRunInput({ ...minimal, state: deep, forwardedProps: deep })).toMatchObject({ ok: true })
  })
})
