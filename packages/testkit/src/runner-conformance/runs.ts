import type { EventLike, Message } from '@flightdeck/run-engine'
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

function throwing(): never {
  throw new Error('This value cannot be read')
}

const call = (id: string) => ({ id, type: 'function' as const, function: { name: 'look', arguments: '{}' } })

/** An object whose member of this name throws when it is read more than `reads` times. */
function throwingAfter(reads: number, name: string, value: unknown): object {
  let left = reads
  return Object.defineProperty({}, name, {
    enumerable: true,
    get: () => (left-- > 0 ? value : throwing()),
  })
}

const interrupt = { id: 'i1', reason: 'confirmation' }
const circular: { self?: unknown } = {}
circular.self = circular

/** Endings that are larger than the limit of the test. */
const oversizedEndings: readonly [string, EventLike & Record<string, unknown>][] = [
  ['an oversized result', { type: 'RUN_FINISHED', result: 'x'.repeat(2_000) }],
  ['an oversized error', { type: 'RUN_ERROR', message: 'x'.repeat(2_000) }],
  [
    'an oversized interrupt',
    {
      type: 'RUN_FINISHED',
      outcome: {
        type: 'interrupt',
        interrupts: [{ id: 'i1', reason: 'r', metadata: { text: 'x'.repeat(2_000) } }],
      },
    },
  ],
]

/** Endings with values that cannot be read or encoded. Created for each run, because they count reads. */
const unreadableEndings: readonly (readonly [what: string, ending: () => EventLike])[] = [
  ['an ending whose outcome throws', () => finished(throwingAfter(0, 'outcome', undefined))],
  ['an outcome whose type throws', () => finished({ outcome: throwingAfter(0, 'type', undefined) })],
  ['an outcome whose type throws later', () => finished({ outcome: throwingAfter(2, 'type', 'success') })],
  ...[0, 1, 2].map((reads) => {
    const metadata = (): object => throwingAfter(reads, 'secret', 1)
    return [
      `an interrupt whose metadata throws after ${reads} reads`,
      () =>
        finished({ outcome: { type: 'interrupt', interrupts: [{ ...interrupt, metadata: metadata() }] } }),
    ] as const
  }),
  ...[
    ['a BigInt', 1n],
    ['a circular object', circular],
    ['a toJSON that throws', { toJSON: throwing }],
    ['a proxy that throws', new Proxy({}, { ownKeys: throwing, get: throwing })],
    ['a revoked proxy', revoked()],
  ].map(
    ([what, value]) =>
      [
        `an interrupt with ${what}`,
        () =>
          finished({ outcome: { type: 'interrupt', interrupts: [{ ...interrupt, metadata: { value } }] } }),
      ] as const,
  ),
  ['usage that is a revoked proxy', () => finished({ usage: revoked() })],
  ['a result that is a revoked proxy', () => finished({ result: revoked() })],
  [
    'an error whose message throws',
    () => Object.assign(throwingAfter(0, 'message', ''), { type: 'RUN_ERROR' }),
  ],
]

function finished(members: object): EventLike {
  return Object.defineProperties({ type: 'RUN_FINISHED' }, Object.getOwnPropertyDescriptors(members))
}

function revoked(): object {
  const { proxy, revoke } = Proxy.revocable({}, {})
  revoke()
  return proxy
}

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

  for (const [what, ending] of oversizedEndings) {
    test(`a run with ${what} fails for its client and in the store`, async () => {
      const on = await engineSubject(create, { limits: { maxEventBytes: 1_000 } })
      const input = inputOf('t')
      const { threadId, runId } = input
      const script = [...saying(input, ['x']).slice(0, -1), { ...ending, threadId, runId }]
      const accepted = await on.engine.start({ threadId: 't', agent: scriptedAgent(script), input })
      const events = await collect(on.runner.connect({ threadId: 't' }))
      expect(events.at(-1)).toMatchObject({ type: 'RUN_ERROR', code: 'limit_exceeded' })
      const summary = await accepted.ended
      expect(summary.status).toBe('failed')
      expect(summary.interrupts).toBeUndefined()
      expect(await on.engine.threads.get({ threadId: 't' })).toMatchObject({
        last: { status: 'failed', ending: JSON.stringify(events.at(-1)) },
        interrupts: [],
      })
      expect(typesOf(await collect(on.runner.connect({ threadId: 't' }))).at(-1)).toBe('RUN_ERROR')
      const next = inputOf('t')
      const after = await runToEnd(on, scriptedAgent(saying(next, ['y'], 'm2')), next)
      expect(after.at(-1)).toMatchObject({ type: 'RUN_FINISHED' })
    })
  }

  test('the message of a user may be larger than an event of the agent', async () => {
    const on = await engineSubject(create, { limits: { maxEventBytes: 1_000 } })
    const input = inputOf('t', { messages: [said('u1', 'x'.repeat(5_000))] })
    const events = await runToEnd(on, scriptedAgent(saying(input, ['y'])), input)
    expect(typesOf(events).filter((type) => type.startsWith('RUN_'))).toEqual(['RUN_STARTED', 'RUN_FINISHED'])
    expect((await on.engine.threads.content({ threadId: 't' }))?.messages).toHaveLength(2)
  })

  test('the error about a limit is sent whatever the limit', async () => {
    const on = await engineSubject(create, { limits: { maxEventBytes: 256 } })
    const input = { ...inputOf('t'), runId: 'r'.repeat(500) }
    const events = await runToEnd(on, scriptedAgent(saying(input, ['x'])), input)
    expect(events).toEqual([expect.objectContaining({ type: 'RUN_ERROR', code: 'limit_exceeded' })])
  })

  for (const [what, ending] of unreadableEndings) {
    test(`a run with ${what} ends, and its thread is free`, async () => {
      const on = await subject(create)
      const input = inputOf('t')
      const events = await runToEnd(
        on,
        scriptedAgent([...saying(input, ['x']).slice(0, -1), ending()]),
        input,
      )
      expect(typesOf(events).slice(-2)).toEqual([
        'TEXT_MESSAGE_END',
        expect.stringMatching(/^RUN_(FINISHED|ERROR)$/),
      ])
      const isPaused = JSON.stringify(events.at(-1)).includes('"type":"interrupt"')
      const next = inputOf('t', isPaused ? { resume: [{ interruptId: 'i1', status: 'cancelled' }] } : {})
      const after = await runToEnd(on, scriptedAgent(saying(next, ['y'], 'm2')), next)
      expect(after.at(-1)).toMatchObject({ type: 'RUN_FINISHED' })
    })
  }

  test('a run whose agent throws while it is started ends as failed, and its thread is free', async () => {
    const on = await subject(create)
    const unfinished: Message = { id: 'a1', role: 'assistant', toolCalls: [call('c1')] }
    const input = inputOf('t', { messages: [said('u1', 'one'), unfinished, said('u2', 'two')] })
    const agent = scriptedAgent([])
    Object.defineProperty(agent, 'messages', { get: throwing })
    const events = await runToEnd(on, agent, input)
    expect(events.at(-1)).toMatchObject({ type: 'RUN_ERROR', code: 'agent_error' })
    const next = inputOf('t')
    const after = await runToEnd(on, scriptedAgent(saying(next, ['y'], 'm2')), next)
    expect(after.at(-1)).toMatchObject({ type: 'RUN_FINISHED' })
  })

  test('a value that changes with every read is read once', async () => {
    const on = await subject(create)
    const input = inputOf('t')
    let reads = 0
    const delta = {
      type: 'TEXT_MESSAGE_CONTENT',
      messageId: 'm1',
      get delta() {
        reads += 1
        return reads === 1 ? 'first' : (reads as unknown as string)
      },
    }
    const [start, open, ...rest] = saying(input, [])
    const outcome = {
      get type() {
        reads += 1
        return reads === 2 ? 'cancelled' : 'unknown'
      },
    }
    const end = { type: 'RUN_FINISHED', threadId: input.threadId, runId: input.runId, outcome }
    const script = [start as EventLike, open as EventLike, delta, rest[0] as EventLike, end]
    const events = await runToEnd(on, scriptedAgent(script), input)
    expect(events[2]).toMatchObject({ delta: 'first' })
    expect(events.at(-1)).toMatchObject({ outcome: { type: 'cancelled' } })
    expect(reads).toBe(2)
    const snapshot = (await collect(on.runner.connect({ threadId: 't' }))).find(
      ({ type }) => type === 'MESSAGES_SNAPSHOT',
    )
    expect(snapshot?.messages).toMatchObject([{ id: 'm1', content: 'first' }])
  })
}
