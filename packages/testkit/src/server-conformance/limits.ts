import { expect } from 'vitest'
import { eventually } from '../eventually.ts'
import { readEvents } from '../read-sse.ts'
import { saying, scriptedAgent } from '../scripted-agent.ts'
import { inputOf, type Suite } from './client.ts'
import { forever, isText, reading, typesOf } from './reading.ts'

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
      async () => (await client.connect('t1', { signal: AbortSignal.timeout(1_000) })).status,
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
