import { toCursor } from '@flightdeck/protocol'
import type { LogReader } from '@flightdeck/run-engine'
import { expect, test } from 'vitest'
import { saying, scriptedAgent } from '../scripted-agent.ts'
import {
  type CreateRunner,
  collect,
  collectUntil,
  engineSubject,
  gate,
  inputOf,
  type ReadEvent,
  runToEnd,
  said,
  subject,
  textOf,
  typesOf,
} from './subject.ts'

const WORDS = Array.from({ length: 40 }, (_, index) => `w${index} `)

/** Joining a thread: idle, live, with and without a cursor. */
export function joinTests(create: CreateRunner): void {
  test('an unknown thread is an empty stream', async () => {
    const on = await subject(create)
    expect(await collect(on.runner.connect({ threadId: 'nowhere' }))).toEqual([])
  })

  test('an idle thread is a start, its messages, its state and its last ending', async () => {
    const on = await subject(create)
    const input = inputOf('t', { messages: [said('u1', 'hi')], state: { seen: true } })
    await runToEnd(on, scriptedAgent(saying(input, ['Hel', 'lo'])), input)
    const events = await collect(on.runner.connect({ threadId: 't' }))
    expect(typesOf(events)).toEqual(['RUN_STARTED', 'MESSAGES_SNAPSHOT', 'STATE_SNAPSHOT', 'RUN_FINISHED'])
    expect(events[1]?.messages).toMatchObject([
      { id: 'u1', role: 'user', content: 'hi' },
      { id: 'm1', role: 'assistant', content: 'Hello' },
    ])
    expect(events[2]?.snapshot).toEqual({ seen: true })
    expect(events.at(-1)).toMatchObject({ runId: input.runId })
  })

  test('a failed run hides nothing of the thread', async () => {
    const on = await subject(create)
    const first = inputOf('t')
    await runToEnd(
      on,
      scriptedAgent([
        { type: 'TEXT_MESSAGE_CONTENT', messageId: 'm1', delta: 'half' } as { type: string },
        { throws: 'x' },
      ]),
      first,
    )
    const second = inputOf('t')
    await runToEnd(on, scriptedAgent(saying(second, ['whole'], 'm2')), second)
    const events = await collect(on.runner.connect({ threadId: 't' }))
    expect([textOf(events, 'm1'), textOf(events, 'm2')]).toEqual(['half', 'whole'])
    expect(events.at(-1)?.type).toBe('RUN_FINISHED')
  })

  test.each([0, 1, 7, 20, 39])('joining after %i words gives every word once', async (at) => {
    const on = await subject(create)
    const input = inputOf('t', { messages: [said('u1', 'go')] })
    const pause = gate()
    const events = saying(input, WORDS)
    const script = [...events.slice(0, 2 + at), { until: pause.opened }, ...events.slice(2 + at)]
    const live = collect(on.runner.run({ threadId: 't', agent: scriptedAgent(script), input }))
    const joined = await collectUntilLive(on.runner.connect({ threadId: 't' }), () => pause.open())
    expect(textOf(joined, 'm1')).toBe(WORDS.join(''))
    expect(textOf(await live, 'm1')).toBe(WORDS.join(''))
    expect(joined.filter(({ type }) => type === 'RUN_STARTED')).toHaveLength(1)
    expect(joined.at(-1)?.type).toBe('RUN_FINISHED')
    expect(JSON.stringify(joined)).toContain('"content":"go"')
  })

  test('all readers see the same events', async () => {
    const on = await subject(create)
    const input = inputOf('t')
    const pause = gate()
    const [start, ...rest] = saying(input, WORDS)
    const agent = scriptedAgent([start as { type: string }, { until: pause.opened }, ...rest])
    const live = collect(on.runner.run({ threadId: 't', agent, input }))
    const others = Array.from({ length: 20 }, () => collect(on.runner.connect({ threadId: 't' })))
    await new Promise((resolve) => setTimeout(resolve, 20))
    pause.open()
    const texts = (await Promise.all([live, ...others])).map((events) => textOf(events, 'm1'))
    expect(new Set(texts)).toEqual(new Set([WORDS.join('')]))
  })
}

/** Joining with cursors, and readers themselves. */
export function engineJoinTests(create: CreateRunner): void {
  test('a cursor into a running run gives exactly the events after it', async () => {
    const on = await engineSubject(create)
    const input = inputOf('t')
    const pause = gate()
    const events = saying(input, WORDS)
    const agent = scriptedAgent([...events.slice(0, 12), { until: pause.opened }, ...events.slice(12)])
    const accepted = await on.engine.start({ threadId: 't', agent, input })
    const reader = accepted.reader()
    const first = await readSome(reader, 6)
    const cursor = toCursor(first.log, first.position)
    const follower = await on.engine.follow({ threadId: 't', cursor })
    pause.open()
    const rest = await readAll(follower)
    expect([...first.events, ...rest].filter(({ type }) => type === 'RUN_STARTED')).toHaveLength(1)
    expect(textOf([...first.events, ...rest], 'm1')).toBe(WORDS.join(''))
    reader.close()
  })

  test('a cursor at the end of an idle thread gives no events', async () => {
    const on = await engineSubject(create)
    const input = inputOf('t')
    const accepted = await on.engine.start({
      threadId: 't',
      agent: scriptedAgent(saying(input, ['x'])),
      input,
    })
    const { log, position } = await readSome(accepted.reader(), 1_000)
    expect(await readAll(await on.engine.follow({ threadId: 't', cursor: toCursor(log, position) }))).toEqual(
      [],
    )
  })

  test.each(['nonsense', 'zzzzzzzz.3', 'zzzzzzzz.999999999'])(
    'the cursor %s gives the whole thread',
    async (cursor) => {
      const on = await engineSubject(create)
      const input = inputOf('t')
      await runToEnd(on, scriptedAgent(saying(input, ['x'])), input)
      const events = await readAll(await on.engine.follow({ threadId: 't', cursor }))
      expect(typesOf(events).slice(0, 2)).toEqual(['RUN_STARTED', 'MESSAGES_SNAPSHOT'])
    },
  )

  test('a cursor inside a run that has ended gives its ending, whose id leads into the next run', async () => {
    const on = await engineSubject(create)
    const first = inputOf('t')
    const accepted = await on.engine.start({
      threadId: 't',
      agent: scriptedAgent(saying(first, WORDS)),
      input: first,
    })
    const { log, position } = await readSome(accepted.reader(), 5)
    await accepted.ended
    const second = inputOf('t')
    const pause = gate()
    const agent = scriptedAgent([...saying(second, ['x'], 'm2').slice(0, 3), { until: pause.opened }])
    const next = await on.engine.start({ threadId: 't', agent, input: second })
    const told = await readSome(
      await on.engine.follow({ threadId: 't', cursor: toCursor(log, position) }),
      Number.POSITIVE_INFINITY,
    )
    expect(typesOf(told.events)).toEqual(['RUN_STARTED', 'MESSAGES_SNAPSHOT', 'RUN_FINISHED'])
    expect(told.events[0]).toMatchObject({ runId: first.runId })
    const cursor = toCursor(told.log, told.position)
    const followed = await on.engine.follow({ threadId: 't', cursor })
    pause.open()
    expect(await readAll(followed)).toEqual(await readAll(next.reader()))
    for (const seen of [cursor, toCursor(log, position)]) {
      const events = await readAll(await on.engine.follow({ threadId: 't', cursor: seen }))
      expect(events[0]).toMatchObject({ runId: seen === cursor ? second.runId : first.runId })
    }
  })

  test('a reader of an ended run gets all of it', async () => {
    const on = await engineSubject(create)
    const input = inputOf('t')
    const accepted = await on.engine.start({
      threadId: 't',
      agent: scriptedAgent(saying(input, WORDS)),
      input,
    })
    await accepted.ended
    expect(textOf(await readAll(accepted.reader()), 'm1')).toBe(WORDS.join(''))
  })

  test('closing a reader ends its pending read', async () => {
    const on = await engineSubject(create)
    const input = inputOf('t')
    const pause = gate()
    const accepted = await on.engine.start({
      threadId: 't',
      agent: scriptedAgent([{ until: pause.opened }]),
      input,
    })
    const reader = accepted.reader()
    const waiting = reader.next(1_000)
    reader.close()
    expect(await waiting).toBeNull()
    pause.open()
    await accepted.ended
  })

  test('a thread accepts no more readers than its limit', async () => {
    const on = await engineSubject(create, { limits: { maxReadersPerThread: 2 } })
    const pause = gate()
    const input = inputOf('t')
    const accepted = await on.engine.start({
      threadId: 't',
      agent: scriptedAgent([{ until: pause.opened }]),
      input,
    })
    const follow = (): Promise<LogReader> => on.engine.follow({ threadId: 't' })
    const [one, two] = [await follow(), await follow()]
    await expect(follow()).rejects.toMatchObject({ code: 'too_many_readers' })
    one?.close()
    const three = await follow()
    // The client that started a run may always read it.
    const own = accepted.reader()
    for (const reader of [two, three, own]) reader?.close()
    pause.open()
    await accepted.ended
  })

  test('a reader that waits gets the next run, counts towards the limits, and ends with the runner', async () => {
    const on = await engineSubject(create, { limits: { maxWaitingReaders: 2 } })
    const waiting = await on.engine.follow({ threadId: 't', wait: true })
    const other = await on.engine.follow({ threadId: 'other', wait: true })
    await expect(on.engine.follow({ threadId: 'third', wait: true })).rejects.toMatchObject({
      code: 'too_many_readers',
    })
    await on.engine.follow({ threadId: 'third', owner: 'ada', wait: true })
    const input = inputOf('t')
    const events: string[] = []
    const read = (async () => {
      for (let chunk = await waiting.next(1_000); chunk !== null; chunk = await waiting.next(1_000)) {
        events.push(...chunk.events)
      }
    })()
    await runToEnd(on, scriptedAgent(saying(input, ['x'])), input)
    await read
    expect(JSON.parse(events.at(-1) ?? '{}')).toMatchObject({ type: 'RUN_FINISHED', runId: input.runId })
    waiting.close()
    const pending = other.next(1_000)
    await on.engine.close({ drainMs: 0 })
    expect(await pending).toBeNull()
  })
}

/** Follows to the end; calls back after the first chunk, when it is known to be live. */
async function collectUntilLive(
  source: Parameters<typeof collect>[0],
  onLive: () => void,
): Promise<ReadEvent[]> {
  const first = collectUntil(source, () => true)
  const all = collect(source)
  await first
  onLive()
  return all
}

interface Read {
  events: ReadEvent[]
  log: string
  position: number
}

async function readSome(reader: LogReader, count: number): Promise<Read> {
  const read: Read = { events: [], log: '', position: 0 }
  while (read.events.length < count) {
    const chunk = await reader.next(1)
    if (chunk === null) break
    read.events.push(...chunk.events.map((json) => JSON.parse(json) as ReadEvent))
    read.log = chunk.log
    read.position = chunk.through
  }
  return read
}

async function readAll(reader: LogReader): Promise<ReadEvent[]> {
  return (await readSome(reader, Number.POSITIVE_INFINITY)).events
}
