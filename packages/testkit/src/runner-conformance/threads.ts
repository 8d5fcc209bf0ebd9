import { expect, test } from 'vitest'
import { eventually } from '../eventually.ts'
import { saying, scriptedAgent } from '../scripted-agent.ts'
import {
  type CreateRunner,
  collect,
  collectUntil,
  type EngineSubject,
  engineSubject,
  gate,
  inputOf,
  said,
  typesOf,
} from './subject.ts'

async function talk(on: EngineSubject, threadId: string, text: string, owner?: string): Promise<void> {
  const input = inputOf(threadId, { messages: [said(`u-${text}`, text)] })
  const agent = scriptedAgent(saying(input, [`re: ${text}`], `a-${text}`))
  await (await on.engine.start({ threadId, owner, agent, input })).ended
  await on.engine.follow({ threadId, owner })
}

/** Threads of the engine. */
export function threadTests(create: CreateRunner): void {
  test('threads are listed in pages, and a foreign cursor is refused', async () => {
    const on = await engineSubject(create)
    for (const id of ['a', 'b/ü', 'c']) await talk(on, id, 'x')
    const first = await on.engine.threads.list({ limit: 2 })
    const second = await on.engine.threads.list({ limit: 2, cursor: first.nextCursor })
    const ids = [...first.threads, ...second.threads].map(({ key }) => key.threadId)
    expect(ids.sort()).toEqual(['a', 'b/ü', 'c'])
    expect(second.nextCursor).toBeUndefined()
    await expect(on.engine.threads.list({ cursor: 'nonsense' })).rejects.toMatchObject({
      code: 'invalid_cursor',
    })
  })

  test('the content of a thread includes the messages of a running run so far', async () => {
    const on = await engineSubject(create)
    await talk(on, 't', 'one')
    const pause = gate()
    const input = inputOf('t')
    const script = saying(input, ['half'], 'm2')
    const agent = scriptedAgent([...script.slice(0, 3), { until: pause.opened }, ...script.slice(3)])
    const events = on.runner.run({ threadId: 't', agent, input })
    await collectUntil(events, ({ type }) => type === 'TEXT_MESSAGE_CONTENT')
    const content = await on.engine.threads.content({ threadId: 't' })
    expect(content?.messages.map(({ id }) => id)).toEqual(['u-one', 'a-one', 'm2'])
    expect(content?.messages[2]?.json).toContain('half')
    const stored = (await on.engine.threads.events({ threadId: 't' })) ?? []
    expect(typesOf(stored.map((json) => JSON.parse(json)))).toEqual([
      'RUN_STARTED',
      'MESSAGES_SNAPSHOT',
      'TEXT_MESSAGE_START',
    ])
    pause.open()
    expect(await on.engine.threads.content({ threadId: 'none' })).toBeUndefined()
    expect(await on.engine.threads.events({ threadId: 'none' })).toBeUndefined()
  })

  test('deleting a thread ends its running run and removes it', async () => {
    const on = await engineSubject(create)
    const input = inputOf('t')
    const agent = scriptedAgent([...saying(input, ['x']).slice(0, 3), { until: new Promise(() => {}) }])
    const run = await on.engine.start({ threadId: 't', agent, input })
    expect(await on.engine.threads.delete({ threadId: 't' })).toBe(true)
    expect((await run.ended).status).toBe('cancelled')
    expect(await on.engine.threads.get({ threadId: 't' })).toBeUndefined()
    expect(await collect(on.runner.connect({ threadId: 't' }))).toEqual([])
    await talk(on, 't', 'again')
    expect((await on.engine.threads.content({ threadId: 't' }))?.messages).toHaveLength(2)
  })

  test('clearing the threads of one owner keeps those of others', async () => {
    const on = await engineSubject(create)
    await talk(on, 't', 'hers', 'ada')
    await talk(on, 't', 'his', 'bob')
    await talk(on, 't', 'open')
    const pause = gate()
    const input = inputOf('live')
    const live = await on.engine.start({
      threadId: 'live',
      owner: 'ada',
      agent: scriptedAgent([{ until: pause.opened }]),
      input,
    })
    expect(await on.engine.threads.clear('ada')).toBe(2)
    expect((await live.ended).status).toBe('cancelled')
    expect((await on.engine.threads.list({ owner: 'ada' })).threads).toEqual([])
    expect((await on.engine.threads.list({ owner: 'bob' })).threads).toHaveLength(1)
    expect((await on.engine.threads.list()).threads).toHaveLength(1)
  })

  test('an exported thread is the same after its import', async () => {
    const on = await engineSubject(create)
    await talk(on, 't', 'one', 'ada')
    await talk(on, 't', 'two', 'ada')
    await on.engine.threads.rename({ threadId: 't', owner: 'ada' }, 'the name')
    const lines: string[] = []
    for await (const line of on.engine.threads.export({ threadId: 't', owner: 'ada' })) lines.push(line)
    expect(typesOf(lines.map((line) => JSON.parse(line)))).toEqual([
      'RUN_STARTED',
      'CUSTOM',
      'MESSAGES_SNAPSHOT',
      'CUSTOM',
      'RUN_FINISHED',
    ])
    const there = await engineSubject(create)
    expect(await there.engine.threads.import(lines, { owner: 'bob' })).toMatchObject({
      key: { threadId: 't', owner: 'bob' },
      name: 'the name',
    })
    const key = { threadId: 't' }
    expect(await there.engine.threads.content({ ...key, owner: 'bob' })).toEqual(
      await on.engine.threads.content({ ...key, owner: 'ada' }),
    )
    const endings = async (engine: EngineSubject['engine'], owner: string): Promise<unknown[]> =>
      (await engine.threads.runs({ ...key, owner })).map(({ epoch, inputHash, ...run }) => run)
    expect(await endings(there.engine, 'bob')).toEqual(await endings(on.engine, 'ada'))
    expect(await endings(there.engine, 'bob')).toHaveLength(2)
    await there.engine.threads.import(lines, { threadId: 'imported' })
    const told = await collect(there.runner.connect({ threadId: 'imported' }))
    expect(told.flatMap(({ threadId }) => threadId ?? [])).toEqual(['imported', 'imported'])
    await talk(there, 't', 'three', 'bob')
    expect((await there.engine.threads.content({ ...key, owner: 'bob' }))?.messages).toHaveLength(6)
    await expect(there.engine.threads.import(lines, { owner: 'bob' })).rejects.toMatchObject({
      code: 'thread_exists',
    })
  })

  test('a damaged export is refused as a whole', async () => {
    const on = await engineSubject(create)
    await talk(on, 't', 'one')
    const lines: string[] = []
    for await (const line of on.engine.threads.export({ threadId: 't' })) lines.push(line)
    const damaged = [
      lines.slice(0, -1),
      lines.slice(1),
      [...lines, lines[0] ?? ''],
      lines.map((line) => line.replace('re: one', 're: two')),
      lines.map((line, index) => (index === 2 ? `${line.slice(0, -3)}` : line)),
      [],
      ['[]'],
      lines.filter((line) => !line.includes('flightdeck.checksum')),
    ]
    const there = await engineSubject(create)
    for (const bad of damaged) {
      await expect(there.engine.threads.import(bad)).rejects.toMatchObject({ code: 'invalid_import' })
    }
    expect((await there.engine.threads.list()).threads).toEqual([])
  })

  test('threads beyond the limits are removed, and the removal is reported', async () => {
    const removed: string[] = []
    const on = await engineSubject(create, {
      leaseMs: 1_000,
      retain: { maxThreads: 2 },
      onRemove: ({ key }) => removed.push(key.threadId),
    })
    for (const id of ['a', 'b', 'c', 'd']) {
      await talk(on, id, 'x')
      // Activity has a resolution of one millisecond.
      await new Promise((resolve) => setTimeout(resolve, 3))
    }
    await eventually(() => removed).toEqual(['a', 'b'])
    expect((await on.engine.threads.list()).threads.map(({ key }) => key.threadId)).toEqual(['d', 'c'])
  })
}
