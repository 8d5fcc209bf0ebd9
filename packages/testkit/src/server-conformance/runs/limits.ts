import type { EventLike } from '@flightdeck/run-engine'
import { expect } from 'vitest'
import { eventually } from '../../eventually.ts'
import { readEvents } from '../../read-sse.ts'
import { saying, scriptedAgent } from '../../scripted-agent.ts'
import { event, inputOf, type Suite } from '../harness/client.ts'
import { forever, isText, reading, typesOf } from '../harness/reading.ts'

/** A patch that doubles the root with each operation. */
const bomb = Array.from({ length: 60 }, (_, index) => ({ op: 'copy', from: '', path: `/${index}` }))
const large = { text: 'x'.repeat(1_000) }
const activity = { messageId: 'a1', activityType: 'CHART' }

/** Events of which the last makes the state, or an activity, exceed a limit. */
const oversizedStates: readonly (readonly [
  fault: string,
  limits: { maxStateBytes?: number; maxPatchOperations?: number },
  events: readonly EventLike[],
])[] = [
  [
    'a patch of copies',
    {},
    [event('STATE_SNAPSHOT', { snapshot: { a: 1 } }), event('STATE_DELTA', { delta: bomb })],
  ],
  [
    'patches of which each copies a little',
    { maxStateBytes: 1_000 },
    [
      event('STATE_SNAPSHOT', { snapshot: { a: 'x'.repeat(200) } }),
      ...['b', 'c', 'd', 'e'].map((key) =>
        event('STATE_DELTA', { delta: [{ op: 'copy', from: '/a', path: `/${key}` }] }),
      ),
    ],
  ],
  [
    'a patch of large values',
    { maxStateBytes: 1_000 },
    [event('STATE_DELTA', { delta: [{ op: 'add', path: '/a', value: large }] })],
  ],
  [
    'a patch of too many operations',
    { maxPatchOperations: 2 },
    [
      event('STATE_DELTA', {
        delta: ['a', 'b', 'c'].map((key) => ({ op: 'add', path: `/${key}`, value: 1 })),
      }),
    ],
  ],
  ['too large a state', { maxStateBytes: 1_000 }, [event('STATE_SNAPSHOT', { snapshot: large })]],
  [
    'a patch of copies in an activity',
    {},
    [
      event('ACTIVITY_SNAPSHOT', { ...activity, content: { a: 1 } }),
      event('ACTIVITY_DELTA', { ...activity, patch: bomb }),
    ],
  ],
  [
    'too large an activity',
    { maxStateBytes: 1_000 },
    [event('ACTIVITY_SNAPSHOT', { ...activity, content: large })],
  ],
]

export function limitTests({ serve, core, wire }: Suite): void {
  for (const [fault, limits, pieces] of [
    ['too many events', { maxEventsPerRun: 10 }, Array.from({ length: 50 }, () => 'x')],
    ['too large an event', { maxEventBytes: 500 }, ['small', 'x'.repeat(1_000)]],
  ] as const) {
    core(`a run with ${fault} ends with limit_exceeded`, async () => {
      const client = await serve({
        agents: { default: scriptedAgent((input) => saying(input, pieces)) },
        limits,
      })
      const events = await readEvents(await client.run(inputOf({ threadId: 't1' })))
      expect(events.at(-1)).toMatchObject({ type: 'RUN_ERROR', code: 'limit_exceeded' })
      expect(typesOf(events)).toContain('TEXT_MESSAGE_END')
      expect(events.length).toBeLessThan(20)
    })
  }

  for (const [fault, limits, events] of oversizedStates) {
    core(`a run with ${fault} ends with limit_exceeded, and clients do not receive that event`, async () => {
      const agent = scriptedAgent((input) =>
        input.runId === 'r1'
          ? [{ type: 'RUN_STARTED', threadId: input.threadId, runId: input.runId }, ...events]
          : saying(input, ['x']),
      )
      const client = await serve({ agents: { default: agent }, limits })
      const received = await readEvents(await client.run(inputOf({ threadId: 't1' })))
      expect(received.at(-1)).toMatchObject({ type: 'RUN_ERROR', code: 'limit_exceeded' })
      expect(received).toHaveLength(events.length + 1)
      const snapshots = await readEvents(await client.connect('t1'))
      expect(JSON.stringify(snapshots).length).toBeLessThan(10_000)
      const next = await readEvents(await client.run(inputOf({ threadId: 't1', runId: 'r2' })))
      expect(typesOf(next)).toContain('RUN_FINISHED')
    })
  }

  core('a run whose input has too large a state ends with limit_exceeded and keeps the state', async () => {
    const agent = scriptedAgent((input) => saying(input, ['x']))
    const client = await serve({ agents: { default: agent }, limits: { maxStateBytes: 100 } })
    await readEvents(await client.run(inputOf({ threadId: 't1', state: { kept: true } })))
    const state = { large: 'x'.repeat(100) }
    const events = await readEvents(await client.run(inputOf({ threadId: 't1', runId: 'r2', state })))
    expect(events.at(-1)).toMatchObject({ type: 'RUN_ERROR', code: 'limit_exceeded' })
    expect(agent.inputs).toHaveLength(1)
    expect(await readEvents(await client.connect('t1'))).toContainEqual(
      expect.objectContaining({ type: 'STATE_SNAPSHOT', snapshot: { kept: true } }),
    )
  })

  core('a run beyond maxRunMs ends with limit_exceeded', async () => {
    const agent = scriptedAgent((input) => [...saying(input, ['x']).slice(0, 3), { until: forever }])
    const client = await serve({ agents: { default: agent }, limits: { maxRunMs: 50 } })
    const events = await readEvents(await client.run(inputOf({ threadId: 't1' })))
    expect(events.at(-1)).toMatchObject({ type: 'RUN_ERROR', code: 'limit_exceeded' })
    expect((await client.run(inputOf({ threadId: 't1', runId: 'r2' }))).status).toBe(200)
  })

  wire('readers beyond the limit are refused until another disconnects', async () => {
    const agent = scriptedAgent((input) => [...saying(input, ['x']).slice(0, 3), { until: forever }])
    const client = await serve({ agents: { default: agent }, limits: { maxReadersPerThread: 1 } })
    const run = reading(await client.run(inputOf({ threadId: 't1' })))
    await run.until(isText())
    const follower = reading(await client.connect('t1'))
    await follower.until(({ type }) => type === 'TEXT_MESSAGE_START')
    const refused = await client.connect('t1')
    expect(refused.status).toBe(429)
    expect(await refused.json()).toMatchObject({ error: 'Too many readers', code: 'too_many_readers' })
    await follower.disconnect()
    await eventually(
      async () => (await client.connect('t1', { signal: AbortSignal.timeout(10_000) })).status,
    ).toBe(200)
  })

  core("with onConcurrentRun: 'queue' a run waits for the one in progress", async () => {
    const agent = scriptedAgent((input) =>
      input.runId === 'r1'
        ? [...saying(input, ['x']).slice(0, 3), { until: forever }]
        : saying(input, ['y'], 'm2'),
    )
    // The response of a waiting run starts at once, not with the first keep-alive comment.
    const options = { onConcurrentRun: 'queue', keepAliveMs: 600_000 } as const
    const client = await serve({ agents: { default: agent }, ...options })
    const first = reading(await client.run(inputOf({ threadId: 't1' })))
    await first.until(isText())
    const second = await client.run(inputOf({ threadId: 't1', runId: 'r2' }))
    expect(second.status).toBe(200)
    await client.stop('t1', 'r1')
    expect((await readEvents(second)).at(-1)).toMatchObject({ type: 'RUN_FINISHED', runId: 'r2' })
  })

  core("with onConcurrentRun: 'interrupt' a run replaces the one in progress", async () => {
    const agent = scriptedAgent((input) =>
      input.runId === 'r1'
        ? [...saying(input, ['x']).slice(0, 3), { until: forever }]
        : saying(input, ['y'], 'm2'),
    )
    const client = await serve({ agents: { default: agent }, onConcurrentRun: 'interrupt' })
    const first = reading(await client.run(inputOf({ threadId: 't1' })))
    await first.until(isText())
    const second = await readEvents(await client.run(inputOf({ threadId: 't1', runId: 'r2' })))
    expect(second.at(-1)).toMatchObject({ type: 'RUN_FINISHED', runId: 'r2' })
    expect((await first.toEnd()).at(-1)).toMatchObject({ runId: 'r1', outcome: { type: 'cancelled' } })
  })
}
