import type { EventLike, RunAgentInput } from '@flightdeck/run-engine'
import { describe, expect, it } from 'vitest'
import { APPROVAL_QUESTION, APPROVED, DECLINED, LONG_ANSWER, toEcho } from './script.ts'
import { createScriptedAgent } from './scripted-agent.ts'

function toInput(questions: string[], resume?: RunAgentInput['resume']): RunAgentInput {
  const messages = questions.map((content, index) => ({ id: `u${index}`, role: 'user' as const, content }))
  return { threadId: 't1', runId: 'r1', messages, tools: [], context: [], ...(resume && { resume }) }
}

async function play(input: RunAgentInput, signal = new AbortController().signal): Promise<EventLike[]> {
  const events: EventLike[] = []
  for await (const event of createScriptedAgent({ wordMs: 0 }).run(input, { signal })) events.push(event)
  return events
}

const textOf = (events: EventLike[]): string =>
  events.map((event) => ('delta' in event ? event.delta : '')).join('')

describe('the scripted agent', () => {
  it('repeats the message word by word', async () => {
    const events = await play(toInput(['Hello']))
    expect(textOf(events)).toBe('You said “Hello”. It is your first message in this chat.')
    expect(events.at(-1)).toEqual({ type: 'RUN_FINISHED', threadId: 't1', runId: 'r1' })
  })

  it('remembers the thread', async () => {
    const text = textOf(await play(toInput(['One', 'Two', 'Three'])))
    expect(text).toBe('You said “Three”. Your previous message was “Two”. There are 2 earlier messages.')
    expect(text).toBe(toEcho(['One', 'Two', 'Three']))
  })

  it('has a long answer', async () => {
    expect(textOf(await play(toInput(['Give me a long answer'])))).toBe(LONG_ANSWER)
  })

  it('counts until it is aborted', async () => {
    const controller = new AbortController()
    const deltas: string[] = []
    const agent = createScriptedAgent({ wordMs: 0 })
    for await (const event of agent.run(toInput(['Count']), { signal: controller.signal })) {
      if ('delta' in event) deltas.push(String(event.delta))
      if (deltas.length === 12) controller.abort()
    }
    expect(deltas.join('')).toBe('1 2 3 4 5 6 7 8 9 10 11 12')
  })

  it('requests an approval, and continues with the response', async () => {
    const events = await play(toInput(['Ask for my approval']))
    const interrupts = [expect.objectContaining({ message: APPROVAL_QUESTION })]
    expect(events.at(-1)).toMatchObject({ outcome: { type: 'interrupt', interrupts } })
    const resume = (approved: boolean): NonNullable<RunAgentInput['resume']> => [
      { interruptId: 'i1', status: 'resolved', payload: { approved } },
    ]
    expect(textOf(await play(toInput(['Ask for my approval'], resume(true))))).toBe(APPROVED)
    expect(textOf(await play(toInput(['Ask for my approval'], resume(false))))).toBe(DECLINED)
  })

  it('stops when it is aborted', async () => {
    const controller = new AbortController()
    const agent = createScriptedAgent({ wordMs: 0 })
    const types: string[] = []
    for await (const event of agent.run(toInput(['long']), { signal: controller.signal })) {
      types.push(event.type)
      if (types.length === 4) controller.abort()
    }
    expect(types.slice(1)).toEqual(['TEXT_MESSAGE_START', 'TEXT_MESSAGE_CONTENT', 'TEXT_MESSAGE_CONTENT'])
  })
})
