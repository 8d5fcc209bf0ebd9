import type { AcceptedRun, RunAgentInput } from '@flightdeck/run-engine'
import { expect, test } from 'vitest'
import { type ScriptedAgent, saying, scriptedAgent } from '../scripted-agent.ts'
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
  typesOf,
} from './subject.ts'

const POLICIES = ['reject', 'queue', 'interrupt'] as const

/** An agent that says half of a message, waits, and says the rest. */
function slowAgent(until: Promise<unknown>): ScriptedAgent {
  return scriptedAgent((input) => {
    const script = saying(input, ['one ', 'two'], `m-${input.runId}`)
    return [...script.slice(0, 3), { until }, ...script.slice(3)]
  })
}

function question(fields: Partial<RunAgentInput> = {}): RunAgentInput {
  return inputOf('t', { messages: [said('u1', 'count')], ...fields })
}

/** What arrives when the request is repeated, as a client sends it: parsed from JSON again. */
function again(on: EngineSubject, agent: ScriptedAgent, input: RunAgentInput): Promise<ReadEvent[]> {
  const copy = JSON.parse(JSON.stringify(input)) as RunAgentInput
  return collect(on.runner.run({ threadId: input.threadId, agent, input: copy }))
}

/** Requests with the id of an earlier run. */
export function repeatTests(create: CreateRunner): void {
  for (const policy of POLICIES) {
    test(`with '${policy}', a run that is requested again while it runs is followed from its start`, async () => {
      const on = await engineSubject(create, { onConcurrentRun: policy })
      const pause = gate()
      const agent = slowAgent(pause.opened)
      const input = question()
      const first = await on.engine.start({ threadId: 't', agent, input })
      const repeats = [again(on, agent, input), again(on, agent, input)]
      const accepted = await on.engine.start({ threadId: 't', agent, input })
      expect([first.repeated, accepted.repeated]).toEqual([undefined, true])
      pause.open()
      for (const events of await Promise.all(repeats)) {
        expect(textOf(events, `m-${input.runId}`)).toBe('one two')
        expect(events.at(-1)).toMatchObject({ type: 'RUN_FINISHED', runId: input.runId })
      }
      expect((await first.ended).status).toBe('finished')
      expect(await accepted.ended).toMatchObject({ status: 'finished', runId: input.runId })
      expect(agent.inputs).toHaveLength(1)
      expect(await on.engine.threads.runs({ threadId: 't' })).toHaveLength(1)
    })

    test(`with '${policy}', a run that is requested again after its end gets its result, also during the next run`, async () => {
      const on = await engineSubject(create, { onConcurrentRun: policy })
      const input = question()
      await runToEnd(on, slowAgent(Promise.resolve()), input)
      const agent = slowAgent(Promise.resolve())
      const events = await again(on, agent, input)
      expect(typesOf(events)).toEqual(['RUN_STARTED', 'MESSAGES_SNAPSHOT', 'RUN_FINISHED'])
      expect(textOf(events, `m-${input.runId}`)).toBe('one two')
      const pause = gate()
      const next = question({ messages: [said('u2', 'and now?')] })
      const running = await on.engine.start({ threadId: 't', agent: slowAgent(pause.opened), input: next })
      const late = await again(on, agent, input)
      expect(late.at(-1)).toMatchObject({ type: 'RUN_FINISHED', runId: input.runId })
      pause.open()
      expect((await running.ended).status).toBe('finished')
      expect(agent.inputs).toEqual([])
      const runs = await on.engine.threads.runs({ threadId: 't' })
      expect(runs.map(({ runId }) => runId)).toEqual([next.runId, input.runId])
    })

    test(`with '${policy}', the id of an earlier run with another input is refused`, async () => {
      const on = await engineSubject(create, { onConcurrentRun: policy })
      const pause = gate()
      const input = question()
      const first = await on.engine.start({ threadId: 't', agent: slowAgent(pause.opened), input })
      const agent = scriptedAgent([])
      const others = [
        { ...input, messages: [said('u1', 'count faster')] },
        { ...input, forwardedProps: { speed: 2 } },
        { ...input, resume: [{ interruptId: 'unknown', status: 'cancelled' as const }] },
      ]
      const conflict = { name: 'RunnerError', code: 'run_id_conflict' }
      for (const other of others.slice(0, 2)) {
        const started = on.engine.start({ threadId: 't', agent, input: other })
        await expect(started).rejects.toMatchObject(conflict)
      }
      const other = on.engine.start({ threadId: 't', agent, input, agentId: 'another' })
      await expect(other).rejects.toMatchObject(conflict)
      pause.open()
      expect((await first.ended).status).toBe('finished')
      for (const input of others.slice(0, 2)) {
        await expect(on.engine.start({ threadId: 't', agent, input })).rejects.toMatchObject(conflict)
      }
      expect(agent.inputs).toEqual([])
    })
  }

  test('of many concurrent requests with one id one runs, and all get its events', async () => {
    const on = await engineSubject(create)
    const pause = gate()
    const agent = slowAgent(pause.opened)
    const input = question()
    const starts = Array.from({ length: 10 }, () => on.engine.start({ threadId: 't', agent, input }))
    const accepted: AcceptedRun[] = await Promise.all(starts)
    expect(accepted.filter(({ repeated }) => !repeated)).toHaveLength(1)
    pause.open()
    const summaries = await Promise.all(accepted.map(({ ended }) => ended))
    expect(summaries.map(({ status }) => status)).toEqual(Array.from({ length: 10 }, () => 'finished'))
    expect(agent.inputs).toHaveLength(1)
  })

  test('a queued run that is requested again waits once', async () => {
    const on = await engineSubject(create, { onConcurrentRun: 'queue', limits: { maxQueuedRuns: 1 } })
    const pause = gate()
    const running = await on.engine.start({
      threadId: 't',
      agent: slowAgent(pause.opened),
      input: question(),
    })
    const input = question({ messages: [said('u2', 'next')] })
    const agent = slowAgent(Promise.resolve())
    const first = await on.engine.start({ threadId: 't', agent, input })
    const repeat = again(on, agent, input)
    const other = { ...input, messages: [said('u2', 'something else')] }
    await expect(on.engine.start({ threadId: 't', agent, input: other })).rejects.toMatchObject({
      code: 'run_id_conflict',
    })
    pause.open()
    await running.ended
    expect((await first.ended).status).toBe('finished')
    expect(textOf(await repeat, `m-${input.runId}`)).toBe('one two')
    expect(agent.inputs).toHaveLength(1)
  })

  test('a run that is requested again after it was stopped or failed gets that result', async () => {
    const on = await engineSubject(create)
    const input = question()
    const agent = slowAgent(new Promise(() => {}))
    const run = await on.engine.start({ threadId: 't', agent, input })
    await on.runner.stop({ threadId: 't' })
    expect((await run.ended).status).toBe('cancelled')
    expect((await again(on, agent, input)).at(-1)).toMatchObject({ outcome: { type: 'cancelled' } })
    const failing = question({ messages: [said('u2', 'fail')] })
    await runToEnd(on, scriptedAgent([{ throws: new Error('broken') }]), failing)
    expect((await again(on, agent, failing)).at(-1)).toMatchObject({ type: 'RUN_ERROR', code: 'agent_error' })
    expect(agent.inputs).toHaveLength(1)
  })

  test('a request that resumes the interrupts of a run under its id is a new turn, and its repetition is not', async () => {
    const on = await engineSubject(create)
    const input = question()
    const asking = scriptedAgent(({ threadId, runId }) => [
      { type: 'RUN_STARTED', threadId, runId },
      {
        type: 'RUN_FINISHED',
        threadId,
        runId,
        outcome: { type: 'interrupt', interrupts: [{ id: 'ask', reason: 'r' }] },
      },
    ])
    await runToEnd(on, asking, input)
    expect((await again(on, asking, input)).at(-1)).toMatchObject({ outcome: { type: 'interrupt' } })
    expect(asking.inputs).toHaveLength(1)
    const resumed = { ...input, resume: [{ interruptId: 'ask', status: 'resolved' as const, payload: 1 }] }
    const agent = slowAgent(Promise.resolve())
    const events = await runToEnd(on, agent, resumed)
    expect(events.at(-1)).toMatchObject({ type: 'RUN_FINISHED', runId: input.runId })
    const repeat = await again(on, agent, resumed)
    expect(textOf(repeat, `m-${input.runId}`)).toBe('one two')
    expect(agent.inputs).toHaveLength(1)
    // The question itself is known as well, and gets its own result.
    expect((await again(on, agent, input)).at(-1)).toMatchObject({ outcome: { type: 'interrupt' } })
    expect(agent.inputs).toHaveLength(1)
  })

  test('a resume command under the id of the run that it resumes is a new turn, each time', async () => {
    const on = await engineSubject(create)
    const input = question()
    await runToEnd(on, slowAgent(Promise.resolve()), input)
    const command = { ...input, forwardedProps: { command: { resume: 'yes' } } }
    const pause = gate()
    const agent = slowAgent(pause.opened)
    const first = await on.engine.start({ threadId: 't', agent, input: command })
    const repeat = await on.engine.start({ threadId: 't', agent, input: command })
    expect(repeat.repeated).toBe(true)
    pause.open()
    await first.ended
    await runToEnd(on, agent, command)
    expect(agent.inputs).toHaveLength(2)
  })

  test('a run of a deleted thread can run again', async () => {
    const on = await engineSubject(create)
    const input = question()
    const agent = slowAgent(Promise.resolve())
    await runToEnd(on, agent, input)
    expect(await on.engine.threads.delete({ threadId: 't' })).toBe(true)
    await runToEnd(on, agent, input)
    await runToEnd(on, agent, { ...input, threadId: 'another' })
    expect(agent.inputs).toHaveLength(3)
  })

  test('readers of a repeated run count towards the limit of readers', async () => {
    const on = await engineSubject(create, { limits: { maxReadersPerThread: 1 } })
    const input = question()
    const agent = slowAgent(new Promise(() => {}))
    await on.engine.start({ threadId: 't', agent, input })
    const repeat = await on.engine.start({ threadId: 't', agent, input })
    const reader = repeat.reader()
    expect(() => repeat.reader()).toThrowError(expect.objectContaining({ code: 'too_many_readers' }))
    reader.close()
    repeat.reader().close()
  })
}
