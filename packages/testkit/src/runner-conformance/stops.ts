import type { EventLike, LogReader } from '@flightdeck/run-engine'
import { expect, test } from 'vitest'
import {
  type ScriptedAgent,
  type ScriptedAgentOptions,
  type ScriptStep,
  saying,
  scriptedAgent,
} from '../scripted-agent.ts'
import {
  type CreateRunner,
  collect,
  engineSubject,
  inputOf,
  runToEnd,
  subject,
  textOf,
  typesOf,
} from './subject.ts'

const forever: ScriptStep = { until: new Promise(() => {}) }
const half: ScriptStep[] = [
  { type: 'TEXT_MESSAGE_CONTENT', messageId: 'm1', delta: 'half' } as ScriptStep,
  { type: 'TOOL_CALL_START', toolCallId: 'c1', toolCallName: 'go' } as ScriptStep,
  forever,
]

/** Stops: before, during, twice, late, and of an agent that ignores them. */
export function stopTests(create: CreateRunner): void {
  test('a stop ends the run as cancelled, closes what is open and gives every tool call a result', async () => {
    const on = await subject(create)
    const input = inputOf('t')
    const { agent, waits } = halfway()
    const events = collect(on.runner.run({ threadId: 't', agent, input }))
    await waits
    expect(await on.runner.stop({ threadId: 't' })).toBe(true)
    expect(typesOf(await events)).toEqual([
      'RUN_STARTED',
      'TEXT_MESSAGE_START',
      'TEXT_MESSAGE_CONTENT',
      'TOOL_CALL_START',
      'TOOL_CALL_END',
      'TOOL_CALL_RESULT',
      'TEXT_MESSAGE_END',
      'RUN_FINISHED',
    ])
    expect((await events).at(-1)).toMatchObject({ runId: input.runId, outcome: { type: 'cancelled' } })
    expect(agent.aborts).toBe(1)
  })

  test('messages from before a stop stay in the thread', async () => {
    const on = await subject(create)
    const input = inputOf('t')
    const { agent, waits } = halfway()
    const run = collect(on.runner.run({ threadId: 't', agent, input }))
    await waits
    await on.runner.stop({ threadId: 't' })
    await run
    expect(textOf(await collect(on.runner.connect({ threadId: 't' })), 'm1')).toBe('half')
  })

  test('a stop without a run returns false', async () => {
    const on = await subject(create)
    expect(await on.runner.stop({ threadId: 'nowhere' })).toBe(false)
    const input = inputOf('t')
    await runToEnd(on, scriptedAgent(saying(input, ['x'])), input)
    expect(await on.runner.stop({ threadId: 't' })).toBe(false)
    expect(await on.runner.stop({ threadId: 't', runId: input.runId })).toBe(false)
  })

  test('two concurrent stops end a run once', async () => {
    const on = await subject(create)
    const input = inputOf('t')
    const { agent, waits } = halfway()
    const run = collect(on.runner.run({ threadId: 't', agent, input }))
    await waits
    const stops = await Promise.all([on.runner.stop({ threadId: 't' }), on.runner.stop({ threadId: 't' })])
    expect(stops).toContain(true)
    expect((await run).filter(({ type }) => type === 'RUN_FINISHED')).toHaveLength(1)
  })
}

/** Stops of the engine. */
export function engineStopTests(create: CreateRunner): void {
  test('an agent that ignores an abort is dropped after the grace period', async () => {
    const on = await engineSubject(create, { stopGraceMs: 30 })
    const input = inputOf('t')
    const { agent, waits } = halfway({ ignoresStop: true })
    const run = collect(on.runner.run({ threadId: 't', agent, input }))
    await waits
    expect(await on.runner.stop({ threadId: 't' })).toBe(true)
    expect((await run).at(-1)).toMatchObject({ type: 'RUN_FINISHED', outcome: { type: 'cancelled' } })
  })

  test('the thread is free when a stop resolves', async () => {
    const on = await engineSubject(create)
    for (let round = 0; round < 5; round += 1) {
      const input = inputOf('t')
      const accepted = await on.engine.start({ threadId: 't', agent: scriptedAgent(half), input })
      await on.runner.stop({ threadId: 't' })
      expect(await on.runner.isRunning({ threadId: 't' })).toBe(false)
      expect(await accepted.ended).toMatchObject({ status: 'cancelled' })
    }
    const input = inputOf('t')
    expect(typesOf(await runToEnd(on, scriptedAgent(saying(input, ['ok'], 'm9')), input)).at(-1)).toBe(
      'RUN_FINISHED',
    )
  })

  test('a late stop of one run does not affect the next', async () => {
    const on = await engineSubject(create)
    const old = inputOf('t')
    await runToEnd(on, scriptedAgent(saying(old, ['old'])), old)
    const next = inputOf('t')
    const accepted = await on.engine.start({ threadId: 't', agent: scriptedAgent(half), input: next })
    expect(await on.runner.stop({ threadId: 't', runId: old.runId })).toBe(false)
    expect(await on.runner.isRunning({ threadId: 't' })).toBe(true)
    expect(await on.runner.stop({ threadId: 't', runId: next.runId })).toBe(true)
    expect(await accepted.ended).toMatchObject({ status: 'cancelled', runId: next.runId })
  })

  test('a stop during the start ends the run', async () => {
    const on = await engineSubject(create)
    const input = inputOf('t')
    const starting = on.engine.start({ threadId: 't', agent: scriptedAgent(half), input })
    await on.runner.stop({ threadId: 't' })
    const accepted = await starting
    if (await on.runner.isRunning({ threadId: 't' }))
      await on.runner.stop({ threadId: 't', runId: accepted.runId })
    expect(await accepted.ended).toMatchObject({ status: 'cancelled' })
  })

  test('close drains running runs and then ends the remaining ones', async () => {
    const on = await engineSubject(create)
    const good = inputOf('good')
    const quick = scriptedAgent([{ waitMs: 20 }, ...saying(good, ['done'])])
    const ending = await on.engine.start({ threadId: 'good', agent: quick, input: good })
    const stuck = inputOf('stuck')
    const { agent, waits } = halfway({ ignoresStop: true })
    const hanging = collect(on.runner.run({ threadId: 'stuck', agent, input: stuck }))
    await waits
    await on.engine.close({ drainMs: 1_000 })
    expect(await ending.ended).toMatchObject({ status: 'finished' })
    expect((await hanging).at(-1)).toMatchObject({ type: 'RUN_ERROR', code: 'run_interrupted' })
    const late = inputOf('late')
    await expect(
      on.engine.start({ threadId: 'late', agent: scriptedAgent([]), input: late }),
    ).rejects.toMatchObject({
      code: 'runtime_closing',
    })
  })

  test('queued runs start and end while the runner drains', async () => {
    const on = await engineSubject(create, { onConcurrentRun: 'queue' })
    let goOn = (): void => {}
    const until = new Promise<void>((resolve) => {
      goOn = resolve
    })
    const first = inputOf('t')
    const agent = scriptedAgent([{ until }, ...saying(first, ['one'])])
    const running = await on.engine.start({ threadId: 't', agent, input: first })
    const second = { ...inputOf('t'), runId: 'second' }
    const queued = await on.engine.start({
      threadId: 't',
      agent: scriptedAgent(saying(second, ['two'], 'm2')),
      input: second,
    })
    const closed = on.engine.close({ drainMs: 60_000 })
    goOn()
    expect([await running.ended, await queued.ended]).toMatchObject([
      { status: 'finished' },
      { status: 'finished', runId: 'second' },
    ])
    await closed
  })

  test('a run that starts during close is refused or ended, and its agent is not called', async () => {
    const on = await engineSubject(create)
    const agent = scriptedAgent(half)
    const starts = ['one', 'two', 'three'].map((threadId) => {
      const input = inputOf(threadId)
      return on.engine.start({ threadId, agent, input }).then(
        async (run) => [(await run.ended).status, (await lastOf(run.reader())).type],
        (error: { code?: string }) => error.code,
      )
    })
    await on.engine.close()
    for (const outcome of await Promise.all(starts)) {
      expect([['interrupted', 'RUN_ERROR'], 'runtime_closing']).toContainEqual(outcome)
    }
    expect(agent.inputs).toEqual([])
  })
}

/** An agent that plays `half`, and a promise that resolves when it has come to its wait. */
function halfway(options: ScriptedAgentOptions = {}): { agent: ScriptedAgent; waits: Promise<void> } {
  let arrive = (): void => {}
  const waits = new Promise<void>((resolve) => {
    arrive = resolve
  })
  const wait: ScriptStep = {
    get until() {
      arrive()
      return new Promise(() => {})
    },
  }
  return { agent: scriptedAgent([...half.slice(0, -1), wait], options), waits }
}

async function lastOf(reader: LogReader): Promise<EventLike> {
  let last = ''
  for (let chunk = await reader.next(1_000); chunk !== null; chunk = await reader.next(1_000)) {
    last = chunk.events.at(-1) as string
  }
  return JSON.parse(last) as EventLike
}
