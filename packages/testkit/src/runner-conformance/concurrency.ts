import { expect, test } from 'vitest'
import { eventually } from '../eventually.ts'
import { saying, scriptedAgent } from '../scripted-agent.ts'
import {
  type CreateRunner,
  collect,
  engineSubject,
  gate,
  inputOf,
  runToEnd,
  subject,
  textOf,
  typesOf,
} from './subject.ts'

/** Concurrent runs on one thread and on many. */
export function concurrencyTests(create: CreateRunner): void {
  test('the next run is accepted as soon as a reader sees the ending', async () => {
    const on = await subject(create)
    for (let round = 0; round < 20; round += 1) {
      const input = inputOf('t')
      const events = await runToEnd(on, scriptedAgent(saying(input, ['x'], `m${round}`)), input)
      expect(events.at(-1)?.type).toBe('RUN_FINISHED')
    }
  })

  test('runs on different threads are independent', async () => {
    const on = await subject(create)
    const threads = Array.from({ length: 50 }, (_, index) => `t${index}`)
    const texts = await Promise.all(
      threads.map(async (threadId) => {
        const input = inputOf(threadId)
        return textOf(await runToEnd(on, scriptedAgent(saying(input, [threadId])), input), 'm1')
      }),
    )
    expect(texts).toEqual(threads)
  })
}

/** Policies of the engine. */
export function engineConcurrencyTests(create: CreateRunner): void {
  test('a second run on a busy thread is refused, with the id of the running run', async () => {
    const on = await engineSubject(create)
    const pause = gate()
    const first = inputOf('t')
    const accepted = await on.engine.start({
      threadId: 't',
      agent: scriptedAgent([{ until: pause.opened }]),
      input: first,
    })
    const second = on.engine.start({ threadId: 't', agent: scriptedAgent([]), input: inputOf('t') })
    await expect(second).rejects.toMatchObject({ code: 'thread_busy', running: { runId: first.runId } })
    pause.open()
    await accepted.ended
    const third = inputOf('t')
    expect(typesOf(await runToEnd(on, scriptedAgent(saying(third, ['x'])), third)).at(-1)).toBe(
      'RUN_FINISHED',
    )
  })

  test('of concurrent runs on one thread exactly one is accepted', async () => {
    const on = await engineSubject(create)
    const pause = gate()
    const starts = Array.from({ length: 20 }, () =>
      on.engine.start({
        threadId: 't',
        agent: scriptedAgent([{ until: pause.opened }]),
        input: inputOf('t'),
      }),
    )
    const results = await Promise.allSettled(starts)
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    pause.open()
  })

  test("with 'queue' runs start in order", async () => {
    const on = await engineSubject(create, { onConcurrentRun: 'queue' })
    const pause = gate()
    const order: string[] = []
    const runs = ['a', 'b', 'c'].map((name) => {
      const input = inputOf('t')
      const agent = scriptedAgent((given) => {
        order.push(name)
        return [{ until: pause.opened }, ...saying(given, [name], name)]
      })
      return collect(on.runner.run({ threadId: 't', agent, input }))
    })
    await eventually(() => order).toEqual(['a'])
    pause.open()
    const texts = (await Promise.all(runs)).map((events, index) =>
      textOf(events, ['a', 'b', 'c'][index] as string),
    )
    expect(texts).toEqual(['a', 'b', 'c'])
    expect(order).toEqual(['a', 'b', 'c'])
  })

  test('a queued run can be stopped and ends without starting', async () => {
    const on = await engineSubject(create, { onConcurrentRun: 'queue' })
    const pause = gate()
    const first = inputOf('t')
    const running = await on.engine.start({
      threadId: 't',
      agent: scriptedAgent([{ until: pause.opened }]),
      input: first,
    })
    const waiting = inputOf('t')
    const agent = scriptedAgent([])
    const events = collect(on.runner.run({ threadId: 't', agent, input: waiting }))
    await eventually(() => on.runner.stop({ threadId: 't', runId: waiting.runId })).toBe(true)
    expect(typesOf(await events)).toEqual(['RUN_STARTED', 'RUN_FINISHED'])
    expect((await events).at(-1)).toMatchObject({ runId: waiting.runId, outcome: { type: 'cancelled' } })
    expect(agent.inputs).toEqual([])
    expect(await on.runner.isRunning({ threadId: 't' })).toBe(true)
    pause.open()
    await running.ended
  })

  test('a queue accepts no more runs than its limit', async () => {
    const on = await engineSubject(create, { onConcurrentRun: 'queue', limits: { maxQueuedRuns: 2 } })
    const pause = gate()
    const start = (): ReturnType<typeof on.engine.start> =>
      on.engine.start({ threadId: 't', agent: scriptedAgent([{ until: pause.opened }]), input: inputOf('t') })
    const accepted = [await start(), await start(), await start()]
    await expect(start()).rejects.toMatchObject({ code: 'queue_full' })
    pause.open()
    await Promise.all(accepted.map(({ ended }) => ended))
  })

  test("under 'interrupt' a run replaces the running run", async () => {
    const on = await engineSubject(create, { onConcurrentRun: 'interrupt' })
    const first = inputOf('t')
    const old = collect(
      on.runner.run({
        threadId: 't',
        agent: scriptedAgent([{ until: new Promise(() => {}) }]),
        input: first,
      }),
    )
    await eventually(() => on.runner.isRunning({ threadId: 't' })).toBe(true)
    const second = inputOf('t')
    const fresh = await runToEnd(on, scriptedAgent(saying(second, ['new'])), second)
    expect((await old).at(-1)).toMatchObject({ runId: first.runId, outcome: { type: 'cancelled' } })
    expect(textOf(fresh, 'm1')).toBe('new')
  })

  test("under 'interrupt' a run does not wait for an agent that ignores its abort, and keeps what it said", async () => {
    const on = await engineSubject(create, { onConcurrentRun: 'interrupt', stopGraceMs: 3_600_000 })
    const first = inputOf('t')
    const stubborn = scriptedAgent(
      [...saying(first, ['old'], 'm0').slice(0, 3), { until: new Promise(() => {}) }],
      { ignoresStop: true },
    )
    const old = await on.engine.start({ threadId: 't', agent: stubborn, input: first })
    const reader = old.reader()
    for (let seen = ''; !seen.includes('old'); ) seen += (await reader.next(65_536))?.events.join()
    const second = inputOf('t')
    const fresh = await runToEnd(on, scriptedAgent(saying(second, ['new'])), second)
    expect(textOf(fresh, 'm1')).toBe('new')
    expect((await old.ended).status).toBe('cancelled')
    const content = await on.engine.threads.content({ threadId: 't' })
    expect(JSON.stringify(content?.messages)).toContain('old')
  })

  test('the same thread id of two owners is two threads', async () => {
    const on = await engineSubject(create)
    const [ann, bob] = [inputOf('t'), inputOf('t')]
    await (
      await on.engine.start({
        threadId: 't',
        owner: 'ann',
        agent: scriptedAgent(saying(ann, ['ann'])),
        input: ann,
      })
    ).ended
    expect(await collect(on.runner.connect({ threadId: 't', owner: 'bob' }))).toEqual([])
    expect(await collect(on.runner.connect({ threadId: 't' }))).toEqual([])
    await (
      await on.engine.start({
        threadId: 't',
        owner: 'bob',
        agent: scriptedAgent(saying(bob, ['bob'])),
        input: bob,
      })
    ).ended
    expect(textOf(await collect(on.runner.connect({ threadId: 't', owner: 'ann' })), 'm1')).toBe('ann')
  })
}
