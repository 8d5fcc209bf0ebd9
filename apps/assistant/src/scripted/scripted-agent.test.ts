import type { EventLike, RunAgentInput } from '@flightdeck/run-engine'
import { describe, expect, it } from 'vitest'
import { toTokens } from './pace.ts'
import * as script from './script.ts'
import { createScriptedAgent } from './scripted-agent.ts'

const accentTool = { name: script.ACCENT_TOOL, description: 'sets the accent', parameters: {} }

function input(text: string, changes: Partial<RunAgentInput> = {}): RunAgentInput {
  const messages: RunAgentInput['messages'] = [{ id: 'u1', role: 'user', content: text }]
  return { threadId: 't1', runId: 'r1', messages, tools: [accentTool], context: [], ...changes }
}

async function play(runInput: RunAgentInput, signal: AbortSignal = new AbortController().signal) {
  let count = 0
  const agent = createScriptedAgent({ tokenMs: 0, createId: () => `id${++count}` })
  const events: (EventLike & Record<string, unknown>)[] = []
  for await (const event of agent.run(runInput, { signal })) events.push({ ...event })
  return events
}

const textOf = (events: EventLike[], type = 'TEXT_MESSAGE_CONTENT'): string =>
  events.map((event) => (event.type === type && 'delta' in event ? event.delta : '')).join('')

describe('the scripted agent', () => {
  it('emits the complete long answer, one token per event', async () => {
    const events = await play(input('give me a long answer'))
    expect(textOf(events)).toBe(script.LONG_ANSWER)
    expect(events.filter((event) => event.type === 'TEXT_MESSAGE_CONTENT').length).toBeGreaterThan(300)
    expect(events.at(0)).toMatchObject({ type: 'RUN_STARTED', threadId: 't1', runId: 'r1' })
    expect(events.at(-1)).toEqual({ type: 'RUN_FINISHED', threadId: 't1', runId: 'r1' })
  })

  it('continues a long answer that was stopped, and says so if there is nothing to continue', async () => {
    const user = (content: string) => ({ id: content, role: 'user' as const, content })
    const said = (content: string): RunAgentInput['messages'] => [
      user('long answer'),
      { id: 'm1', role: 'assistant', content },
      user('Continue'),
    ]
    const part = script.LONG_ANSWER.slice(0, 300)
    expect(textOf(await play(input('', { messages: said(part) })))).toBe(
      script.LONG_ANSWER.slice(300).trimStart(),
    )
    const middle = script.LONG_ANSWER.slice(300, 500)
    expect(textOf(await play(input('', { messages: said(middle) })))).toBe(
      script.LONG_ANSWER.slice(500).trimStart(),
    )
    for (const other of [script.LONG_ANSWER, script.MENU])
      expect(textOf(await play(input('', { messages: said(other) })))).toBe(script.NOTHING_TO_CONTINUE)
  })

  it('lists its features when no pattern matches', async () => {
    expect(textOf(await play(input('hello there')))).toBe(script.MENU)
  })

  it('reasons before it answers', async () => {
    const events = await play(input('think about it'))
    expect(textOf(events, 'REASONING_MESSAGE_CONTENT')).toBe(script.THOUGHTS)
    const types = events.map((event) => event.type)
    expect(types.indexOf('REASONING_END')).toBeLessThan(types.indexOf('TEXT_MESSAGE_START'))
  })

  it('shares a plan and updates its steps with patches', async () => {
    const events = await play(input('make a plan', { state: { kept: true } }))
    const snapshot = events.find((event) => event.type === 'STATE_SNAPSHOT')
    expect(snapshot).toMatchObject({ snapshot: { kept: true, plan: { title: script.PLAN.title } } })
    expect(events.filter((event) => event.type === 'STEP_FINISHED')).toHaveLength(script.PLAN.steps.length)
    expect(events.filter((event) => event.type === 'STATE_DELTA')).toHaveLength(2 * script.PLAN.steps.length)
  })

  it('calls the frontend tool with the named colour, then confirms its result', async () => {
    const events = await play(input('a rose colour please'))
    expect(JSON.parse(textOf(events, 'TOOL_CALL_ARGS'))).toEqual({ colour: 'rose' })
    const messages: RunAgentInput['messages'] = [
      { id: 'u1', role: 'user', content: 'a rose colour please' },
      { id: 'm1', role: 'tool', toolCallId: 'c1', content: 'The accent colour is now rose' },
    ]
    expect(textOf(await play(input('', { messages })))).toBe(
      script.COLOUR_DONE('The accent colour is now rose'),
    )
  })

  it('does not call a tool that the client does not have', async () => {
    const events = await play(input('colour', { tools: [] }))
    expect(events.some((event) => event.type === 'TOOL_CALL_START')).toBe(false)
    expect(textOf(events)).toBe(script.COLOUR_MISSING)
  })

  it('ends with an interrupt when it needs an approval', async () => {
    const events = await play(input('approval'))
    const outcome = {
      type: 'interrupt',
      interrupts: [{ reason: 'approval', message: script.APPROVAL_QUESTION }],
    }
    expect(events.at(-1)).toMatchObject({ type: 'RUN_FINISHED', outcome })
  })

  it.each([
    {
      said: 'an approval',
      resume: { status: 'resolved', payload: { approved: true } },
      text: script.APPROVED,
    },
    {
      said: 'a refusal',
      resume: { status: 'resolved', payload: { approved: false } },
      text: script.DECLINED,
    },
    { said: 'a cancellation', resume: { status: 'cancelled' }, text: script.DECLINED },
  ] as const)('handles $said', async ({ resume, text }) => {
    expect(textOf(await play(input('approval', { resume: [{ interruptId: 'id2', ...resume }] })))).toBe(text)
  })

  it('throws when it is asked to fail', async () => {
    await expect(play(input('error'))).rejects.toThrow(script.ERROR_CAUSE)
  })

  it('stops as soon as its signal is aborted', async () => {
    const controller = new AbortController()
    const agent = createScriptedAgent({ tokenMs: 1 })
    const types: string[] = []
    for await (const event of agent.run(input('long answer'), { signal: controller.signal })) {
      types.push(event.type)
      if (types.length === 5) controller.abort()
    }
    expect(types).toHaveLength(5)
  })
})

describe('toTokens', () => {
  it.each(['', ' ', 'one', 'one two\n\n three ', script.LONG_ANSWER])(
    'keeps all characters of %j',
    (text) => {
      expect(toTokens(text).join('')).toBe(text)
    },
  )
})
