import { expect, test } from 'vitest'
import { saying, scriptedAgent } from '../scripted-agent.ts'
import {
  type CreateRunner,
  collect,
  engineSubject,
  inputOf,
  runToEnd,
  said,
  subject,
  textOf,
  typesOf,
} from './subject.ts'

/** Runs from their start to their ending. */
export function runTests(create: CreateRunner): void {
  test('a run passes on legal events in order', async () => {
    const on = await subject(create)
    const input = inputOf('t')
    const events = await runToEnd(on, scriptedAgent(saying(input, ['Hel', 'lo'])), input)
    expect(typesOf(events)).toEqual([
      'RUN_STARTED',
      'TEXT_MESSAGE_START',
      'TEXT_MESSAGE_CONTENT',
      'TEXT_MESSAGE_CONTENT',
      'TEXT_MESSAGE_END',
      'RUN_FINISHED',
    ])
    expect(textOf(events, 'm1')).toBe('Hello')
  })

  test('RUN_STARTED carries the messages that are new in the run and no other input', async () => {
    const on = await subject(create)
    const first = inputOf('t', { messages: [said('u1', 'one')] })
    await runToEnd(on, scriptedAgent(saying(first, ['1'], 'a1')), first)
    const second = inputOf('t', {
      messages: [said('u1', 'one'), { id: 'a1', role: 'assistant', content: '1' }, said('u2', 'two')],
      tools: [{ name: 'secret-tool', description: 'a secret' }],
      context: [{ description: 'secret', value: 'secret' }],
      forwardedProps: { token: 'secret' },
      state: { note: 'secret' },
    })
    const [start] = await runToEnd(on, scriptedAgent(saying(second, ['2'], 'a2')), second)
    expect(start).toMatchObject({ type: 'RUN_STARTED', runId: second.runId })
    expect(start?.input).toMatchObject({ messages: [{ id: 'u2', content: 'two' }] })
    expect(JSON.stringify(start)).not.toContain('secret')
  })

  test('the agent gets the whole input', async () => {
    const on = await subject(create)
    const agent = scriptedAgent([])
    const input = inputOf('t', { messages: [said('u', 'hi')], forwardedProps: { a: 1 }, state: { b: 2 } })
    await runToEnd(on, agent, input)
    expect(agent.inputs[0]).toMatchObject({
      messages: input.messages,
      forwardedProps: { a: 1 },
      state: { b: 2 },
    })
  })

  test('an agent that throws ends the run with RUN_ERROR without its message', async () => {
    const on = await subject(create)
    const input = inputOf('t')
    const agent = scriptedAgent([
      { type: 'STEP_STARTED', stepName: 's' } as { type: string },
      { throws: new Error('secret') },
    ])
    const events = await runToEnd(on, agent, input)
    expect(typesOf(events)).toEqual(['RUN_STARTED', 'STEP_STARTED', 'STEP_FINISHED', 'RUN_ERROR'])
    expect(events.at(-1)).toMatchObject({ code: 'agent_error' })
    expect(JSON.stringify(events)).not.toContain('secret')
  })

  test('an agent that ends without an ending fails the run', async () => {
    const on = await subject(create)
    const events = await runToEnd(on, scriptedAgent([]), inputOf('t'))
    expect(typesOf(events)).toEqual(['RUN_STARTED', 'RUN_ERROR'])
    expect(events.at(-1)).toMatchObject({ code: 'INCOMPLETE_STREAM' })
  })

  test('state is kept from run to run', async () => {
    const on = await subject(create)
    const first = inputOf('t')
    await runToEnd(
      on,
      scriptedAgent([
        { type: 'STATE_SNAPSHOT', snapshot: { a: 1, b: 2 } },
        { type: 'RUN_FINISHED', threadId: 't', runId: first.runId },
      ] as unknown as { type: string }[]),
      first,
    )
    const second = inputOf('t')
    await runToEnd(
      on,
      scriptedAgent([
        { type: 'STATE_DELTA', delta: [{ op: 'add', path: '/c', value: 3 }] },
        { type: 'STATE_DELTA', delta: [{ op: 'replace', path: '/nowhere/at/all', value: 0 }] },
        { type: 'RUN_FINISHED', threadId: 't', runId: second.runId },
      ] as unknown as { type: string }[]),
      second,
    )
    const events = await collect(on.runner.connect({ threadId: 't' }))
    expect(events.find(({ type }) => type === 'STATE_SNAPSHOT')?.snapshot).toEqual({ a: 1, b: 2, c: 3 })
  })
}

/** Runs of the engine: observers and limits. */
export function engineRunTests(create: CreateRunner): void {
  test('a run continues when its reader disconnects, and is in the thread afterwards', async () => {
    const on = await engineSubject(create)
    const input = inputOf('t')
    const accepted = await on.engine.start({
      threadId: 't',
      agent: scriptedAgent(saying(input, ['kept'])),
      input,
    })
    accepted.reader().close()
    expect(await accepted.ended).toMatchObject({ status: 'finished', runId: input.runId })
    expect(textOf(await collect(on.runner.connect({ threadId: 't' })), 'm1')).toBe('kept')
  })

  test('the end of each run is reported exactly once, with its result', async () => {
    const ends: unknown[] = []
    const on = await engineSubject(create, {
      observers: [{ onRunEnd: (summary) => ends.push(summary) }],
    })
    const good = inputOf('t')
    await runToEnd(on, scriptedAgent(saying(good, ['x'])), good)
    const bad = inputOf('t')
    const cause = new Error('why')
    await runToEnd(on, scriptedAgent([{ throws: cause }]), bad)
    const candid = inputOf('t')
    const ending = { type: 'RUN_ERROR', message: 'No credit', code: 'rate_limited' }
    const events = await runToEnd(on, scriptedAgent([ending, { throws: cause }]), candid)
    expect(events.at(-1)).toMatchObject(ending)
    expect(ends).toMatchObject([
      { runId: good.runId, status: 'finished', messages: [{ id: 'm1', content: 'x' }], repairs: {} },
      { runId: bad.runId, status: 'failed', cause },
      { runId: candid.runId, status: 'failed', cause },
    ])
  })

  test('a run beyond a limit ends with RUN_ERROR, code limit_exceeded', async () => {
    const on = await engineSubject(create, {
      limits: { maxEventsPerRun: 10, maxEventBytes: 1_000, maxRunMs: 60 },
    })
    const many = inputOf('t')
    const flood = Array.from({ length: 50 }, () => 'x')
    const events = await runToEnd(on, scriptedAgent(saying(many, flood)), many)
    expect(events.length).toBeLessThan(15)
    expect(events.at(-1)).toMatchObject({ type: 'RUN_ERROR', code: 'limit_exceeded' })

    const large = inputOf('t')
    const big = await runToEnd(on, scriptedAgent(saying(large, ['y'.repeat(2_000)], 'm2')), large)
    expect(typesOf(big).slice(-2)).toEqual(['TEXT_MESSAGE_END', 'RUN_ERROR'])
    expect(big.at(-1)).toMatchObject({ code: 'limit_exceeded' })

    const slow = inputOf('t')
    const late = await runToEnd(
      on,
      scriptedAgent([{ until: new Promise(() => {}) }], { ignoresStop: true }),
      slow,
    )
    expect(late.at(-1)).toMatchObject({ type: 'RUN_ERROR', code: 'limit_exceeded' })
  })
}
