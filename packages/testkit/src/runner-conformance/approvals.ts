import type { EventLike, ResumeEntry, RunAgentInput } from '@flightdeck/run-engine'
import { expect, test } from 'vitest'
import { saying, scriptedAgent } from '../scripted-agent.ts'
import {
  type CreateRunner,
  collect,
  type EngineSubject,
  engineSubject,
  gate,
  inputOf,
  type ReadEvent,
  runToEnd,
  said,
  textOf,
} from './subject.ts'

const interrupt = { id: 'ask-1', reason: 'tool_call', toolCallId: 'call-1', message: 'May I?' }

const yes: ResumeEntry = { interruptId: 'ask-1', status: 'resolved', payload: true }

/** A run that calls a tool, asks for approval and pauses. */
function asking(input: RunAgentInput, more: object = {}): EventLike[] {
  const { threadId, runId } = input
  const events: (EventLike & Record<string, unknown>)[] = [
    { type: 'RUN_STARTED', threadId, runId },
    { type: 'TOOL_CALL_START', toolCallId: 'call-1', toolCallName: 'pay', parentMessageId: 'm-call' },
    { type: 'TOOL_CALL_ARGS', toolCallId: 'call-1', delta: '{}' },
    { type: 'TOOL_CALL_END', toolCallId: 'call-1' },
    {
      type: 'RUN_FINISHED',
      threadId,
      runId,
      outcome: { type: 'interrupt', interrupts: [{ ...interrupt, ...more }] },
    },
  ]
  return events
}

async function paused(create: CreateRunner, more: object = {}): Promise<EngineSubject> {
  const on = await engineSubject(create)
  const input = inputOf('t', { messages: [said('u1', 'pay')] })
  await runToEnd(on, scriptedAgent(asking(input, more)), input)
  return on
}

function answering(payload: unknown, fields: Partial<RunAgentInput> = {}): RunAgentInput {
  return inputOf('t', { resume: [{ interruptId: 'ask-1', status: 'resolved', payload }], ...fields })
}

function resume(on: EngineSubject, input: RunAgentInput, text = 'paid'): Promise<ReadEvent[]> {
  return runToEnd(on, scriptedAgent(saying(input, [text], 'm-done')), input)
}

/** Interrupts and resumes. */
export function approvalTests(create: CreateRunner): void {
  test('an interrupt is listed until it is resumed', async () => {
    const on = await paused(create)
    const open = await on.engine.threads.get({ threadId: 't' })
    expect(open?.last?.status).toBe('paused')
    expect(open?.interrupts.map(({ id, answer }) => [id, answer])).toEqual([['ask-1', undefined]])
    await resume(on, answering({ approved: true }))
    const answered = await on.engine.threads.get({ threadId: 't' })
    expect(answered?.interrupts.map(({ answer }) => answer !== undefined)).toEqual([true])
  })

  test('a run that does not resume the open interrupts is refused, and they stay open', async () => {
    const on = await paused(create)
    const input = inputOf('t', { messages: [said('u2', 'never mind')] })
    const agent = scriptedAgent(saying(input, ['x']))
    await expect(on.engine.start({ threadId: 't', agent, input })).rejects.toMatchObject({
      code: 'interrupts_open',
      interrupts: [{ id: 'ask-1', message: 'May I?' }],
    })
    expect(agent.inputs).toEqual([])
    const events = await resume(on, answering(true))
    expect(textOf(events, 'm-done')).toBe('paid')
  })

  test('a repeated resume gets the result of the first and runs nothing', async () => {
    const on = await paused(create)
    const first = answering({ approved: true, note: 'ok' })
    await resume(on, first)
    const again = answering({ note: 'ok', approved: true })
    const agent = scriptedAgent(saying(again, ['paid twice'], 'm-twice'))
    const events = await runToEnd(on, agent, again)
    expect(agent.inputs).toEqual([])
    expect(textOf(events, 'm-done')).toBe('paid')
    expect(events.at(-1)).toMatchObject({ type: 'RUN_FINISHED', runId: first.runId })
  })

  test.each([
    ['the id of the call', 'ask-1', 'call-1'],
    ['the id of an approval of the call', 'ask-1', 'approval_call-1'],
    ['the id of the call, for an approval', 'approval_call-1', 'call-1'],
    ['the id of an approval, for the call', 'call-1', 'approval_call-1'],
  ])('a resume may name the interrupt of a tool call by %s', async (_, id, interruptId) => {
    const on = await paused(create, { id })
    const resumeWith = (payload: unknown): RunAgentInput =>
      inputOf('t', { resume: [{ interruptId, status: 'resolved', payload }] })
    const first = resumeWith(true)
    const agent = scriptedAgent(saying(first, ['paid'], 'm-done'))
    expect(textOf(await runToEnd(on, agent, first), 'm-done')).toBe('paid')
    expect(agent.inputs[0]?.resume).toMatchObject([{ interruptId: id, payload: true }])
    const twice = scriptedAgent([])
    expect(textOf(await runToEnd(on, twice, resumeWith(true)), 'm-done')).toBe('paid')
    expect(twice.inputs).toEqual([])
    const other = on.engine.start({ threadId: 't', agent: twice, input: resumeWith(false) })
    await expect(other).rejects.toMatchObject({ code: 'interrupt_answered', interrupts: [{ id }] })
  })

  test('a repeated resume during its run follows that run', async () => {
    const on = await paused(create)
    const pause = gate()
    const first = answering(true)
    const script = saying(first, ['pa', 'id'], 'm-done')
    const agent = scriptedAgent([...script.slice(0, 3), { until: pause.opened }, ...script.slice(3)])
    const running = await on.engine.start({ threadId: 't', agent, input: first })
    const second = answering(true)
    const followed = collect(on.runner.run({ threadId: 't', agent: scriptedAgent([]), input: second }))
    pause.open()
    expect(textOf(await followed, 'm-done')).toBe('paid')
    expect((await running.ended).status).toBe('finished')
  })

  test('a different resume is refused after the first', async () => {
    const on = await paused(create)
    await resume(on, answering(true))
    const input = answering(false)
    const start = on.engine.start({ threadId: 't', agent: scriptedAgent([]), input })
    await expect(start).rejects.toMatchObject({ code: 'interrupt_answered' })
    const [newest] = await on.engine.threads.runs({ threadId: 't', limit: 1 })
    expect(newest?.status).toBe('finished')
  })

  test('of concurrent resumes one runs', async () => {
    const on = await paused(create)
    let carriedOut = 0
    const given = [true, true, false, true, false].map((payload) => answering(payload))
    const results = await Promise.allSettled(
      given.map((input) => {
        const agent = scriptedAgent(() => {
          carriedOut += 1
          return saying(input, ['paid'], 'm-done')
        })
        return on.engine.start({ threadId: 't', agent, input }).then(({ ended }) => ended)
      }),
    )
    expect(carriedOut).toBe(1)
    expect(results.some(({ status }) => status === 'fulfilled')).toBe(true)
  })

  test('a resume of an expired interrupt is refused, and the thread accepts other runs', async () => {
    const on = await paused(create, { expiresAt: '2020-01-01T00:00:00Z' })
    const late = on.engine.start({ threadId: 't', agent: scriptedAgent([]), input: answering(true) })
    await expect(late).rejects.toMatchObject({ code: 'interrupt_expired' })
    const next = inputOf('t', { messages: [said('u2', 'go on')] })
    const events = await resume(on, next)
    expect(events.at(-1)?.type).toBe('RUN_FINISHED')
  })

  test('an agent receives a tool call without a result as interrupted, directly after the call', async () => {
    const on = await engineSubject(create)
    const call = (id: string): object => ({
      id: `m-${id}`,
      role: 'assistant',
      toolCalls: [{ id, type: 'function', function: { name: 'f', arguments: '{}' } }],
    })
    const input = inputOf('t', {
      messages: [
        said('u1', 'do it'),
        call('c1'),
        said('u2', 'hello?'),
        call('c2'),
        said('u3', 'and?'),
        { id: 'r2', role: 'tool', toolCallId: 'c2', content: 'done' },
      ] as RunAgentInput['messages'],
    })
    const agent = scriptedAgent(saying(input, ['x']))
    await runToEnd(on, agent, input)
    const given = agent.inputs[0]?.messages ?? []
    expect(given.map(({ id }) => id)).toEqual(['u1', 'm-c1', 'c1-interrupted', 'u2', 'm-c2', 'r2', 'u3'])
    expect(given[2]).toMatchObject({ role: 'tool', toolCallId: 'c1' })
  })

  test('a tool call that waits for a resume is left to the resuming run', async () => {
    const on = await paused(create)
    const thread = await on.engine.threads.content({ threadId: 't' })
    const messages = (thread?.messages ?? []).map(
      ({ json }) => JSON.parse(json) as RunAgentInput['messages'][0],
    )
    const input = answering(true, { messages })
    const agent = scriptedAgent(saying(input, ['x']))
    await runToEnd(on, agent, input)
    expect(agent.inputs[0]?.messages.map(({ role }) => role)).toEqual(['user', 'assistant'])
  })

  test('an answer to an unknown interrupt leaves the last calls open for the agent', async () => {
    const on = await engineSubject(create)
    const messages = [
      said('u1', 'pay'),
      {
        id: 'm-call',
        role: 'assistant',
        toolCalls: [{ id: 'call-1', type: 'function', function: { name: 'pay', arguments: '{}' } }],
      },
    ] as RunAgentInput['messages']
    const input = answering(true, { messages })
    const agent = scriptedAgent(saying(input, ['x']))
    await runToEnd(on, agent, input)
    expect(agent.inputs[0]?.messages.map(({ id }) => id)).toEqual(['u1', 'm-call'])
  })

  test.each<[string, Partial<RunAgentInput>]>([
    ['an answer to an unknown interrupt', { resume: [yes] }],
    ['a command that resumes', { forwardedProps: { command: { resume: 'yes' } } }],
  ])('%s only leaves the calls at the end of the conversation open', async (_, how) => {
    const on = await engineSubject(create)
    const call = (id: string): object => ({
      id: `m-${id}`,
      role: 'assistant',
      toolCalls: [{ id, type: 'function', function: { name: 'pay', arguments: '{}' } }],
    })
    const given = async (...messages: object[]): Promise<string[]> => {
      const input = inputOf(`t-${messages.length}`, {
        ...how,
        messages: messages as RunAgentInput['messages'],
      })
      const agent = scriptedAgent(saying(input, ['x']))
      await runToEnd(on, agent, input)
      return agent.inputs[0]?.messages.map(({ id }) => id) ?? []
    }
    expect(await given(call('c1'), said('u', 'go on'), call('c2'))).toEqual([
      'm-c1',
      'c1-interrupted',
      'u',
      'm-c2',
    ])
    expect(await given(call('c1'), said('u', 'never mind'))).toEqual(['m-c1', 'c1-interrupted', 'u'])
  })

  test('a resume command without a value resumes nothing', async () => {
    const on = await paused(create)
    const input = inputOf('t', { forwardedProps: { command: { resume: null } } })
    const start = on.engine.start({ threadId: 't', agent: scriptedAgent([]), input })
    await expect(start).rejects.toMatchObject({ code: 'interrupts_open' })
  })

  test('of an expired and an open interrupt, only the open one must be resumed', async () => {
    const expired = { id: 'ask-0', reason: 'approval', expiresAt: '2020-01-01T00:00:00Z' }
    const pausedOnBoth = async (): Promise<EngineSubject> => {
      const on = await engineSubject(create)
      const { threadId, runId } = inputOf('t')
      const outcome = { type: 'interrupt', interrupts: [expired, interrupt] }
      const agent = scriptedAgent([{ type: 'RUN_FINISHED', threadId, runId, outcome } as EventLike])
      await runToEnd(on, agent, inputOf('t', { runId }))
      return on
    }
    const on = await pausedOnBoth()
    const start = (input: RunAgentInput): Promise<unknown> =>
      on.engine.start({ threadId: 't', agent: scriptedAgent([]), input })
    const open = { code: 'interrupts_open', interrupts: [{ id: 'ask-1' }] }
    await expect(start(inputOf('t'))).rejects.toMatchObject(open)
    const given = { interruptId: 'ask-0', status: 'resolved' as const }
    const late = { code: 'interrupt_expired', interrupts: [{ id: 'ask-0' }] }
    await expect(start(inputOf('t', { resume: [given, yes] }))).rejects.toMatchObject(late)
    expect(textOf(await resume(on, answering(true)), 'm-done')).toBe('paid')
    const both = [{ interruptId: 'ask-0', status: 'cancelled' as const }, yes]
    expect(textOf(await resume(await pausedOnBoth(), inputOf('t', { resume: both })), 'm-done')).toBe('paid')
  })

  test('an answer to an unknown interrupt is executed once too', async () => {
    const on = await engineSubject(create)
    const first = answering(true)
    const agent = scriptedAgent(saying(first, ['paid'], 'm-done'))
    await runToEnd(on, agent, first)
    const again = answering(true)
    const twice = scriptedAgent(saying(again, ['paid twice'], 'm-twice'))
    const events = await runToEnd(on, twice, again)
    expect(twice.inputs).toEqual([])
    expect(textOf(events, 'm-done')).toBe('paid')
    expect(events.at(-1)).toMatchObject({ type: 'RUN_FINISHED', runId: first.runId })
    const start = on.engine.start({ threadId: 't', agent: scriptedAgent([]), input: answering(false) })
    await expect(start).rejects.toMatchObject({ code: 'interrupt_answered', interrupts: [{ id: 'ask-1' }] })
  })

  test('a thread with a resume of an unknown interrupt can be exported and imported', async () => {
    const on = await engineSubject(create)
    await resume(on, answering(true))
    const lines: string[] = []
    for await (const line of on.engine.threads.export({ threadId: 't' })) lines.push(line)
    await on.engine.threads.delete({ threadId: 't' })
    await on.engine.threads.import(lines, {})
    const agent = scriptedAgent([])
    const events = await runToEnd(on, agent, answering(true))
    expect(agent.inputs).toEqual([])
    expect(textOf(events, 'm-done')).toBe('paid')
  })
}
