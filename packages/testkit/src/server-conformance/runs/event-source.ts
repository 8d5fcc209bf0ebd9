import { expect } from 'vitest'
import { readEvents } from '../../read-sse.ts'
import { saying, scriptedAgent } from '../../scripted-agent.ts'
import { type Client, event, inputOf, type Suite } from '../harness/client.ts'
import { forever, framesOf, isText, reading, typesOf } from '../harness/reading.ts'

export function eventSourceTests({ serve, mode, wire, core }: Suite): void {
  if (mode === 'single-route') {
    wire('the single-route endpoint refuses GET with 405', async () => {
      const client = await serve({ agents: { default: scriptedAgent([]) } })
      const response = await client.fetch(`${client.url}?threadId=t1`, {
        headers: { accept: 'text/event-stream' },
      })
      expect(response.status).toBe(405)
      expect(response.headers.get('allow')).toBe('POST')
      await response.text()
    })
    return
  }

  const get = (
    client: Client,
    query: Record<string, string>,
    headers: Record<string, string> = {},
  ): Promise<Response> =>
    client.fetch(
      `${client.addressOf({ method: 'agent/connect', agentId: 'default' })}?${new URLSearchParams(query)}`,
      { headers: { accept: 'text/event-stream', 'cache-control': 'no-cache', ...headers } },
    )

  wire('GET follows a thread and resumes at Last-Event-ID', async () => {
    const agent = scriptedAgent((input) => [
      ...saying(input, ['One, ', 'two.']).slice(0, 4),
      { until: forever },
    ])
    const client = await serve({ agents: { default: agent }, keepAliveMs: 600_000 })
    const run = reading(await client.run(inputOf({ threadId: 't1' })))
    await run.until(isText('two.'))
    const first = reading(await get(client, { threadId: 't1' }))
    await first.until(({ type }) => type === 'TEXT_MESSAGE_START')
    const cursor = first.frames.at(-1)?.id ?? ''
    await first.disconnect()
    const again = await get(client, { threadId: 't1' }, { 'last-event-id': cursor })
    await client.stop('t1')
    await run.toEnd()
    expect(typesOf(await readEvents(again))).toEqual(['TEXT_MESSAGE_END', 'RUN_FINISHED'])
  })

  wire('GET takes a cursor in the query, and Last-Event-ID overrides it', async () => {
    const client = await serve({ agents: { default: scriptedAgent((input) => saying(input, ['Hi'])) } })
    const frames = await framesOf(await client.run(inputOf({ threadId: 't1' })))
    const last = frames.at(-1)?.id ?? ''
    const read = async (cursor: string, headers = {}): Promise<string> =>
      (await get(client, { threadId: 't1', cursor }, headers)).text()
    expect(await read(last)).toBe('')
    expect(await read('stale.1')).toContain('MESSAGES_SNAPSHOT')
    expect(await read('stale.1', { 'last-event-id': last })).toBe('')
  })

  core('GET with follow=1 waits on an idle or unknown thread and streams its next run', async () => {
    const agent = scriptedAgent((input) => saying(input, ['Hi'], `m-${input.runId}`))
    const client = await serve({ agents: { default: agent }, keepAliveMs: 50 })
    const unknown = reading(await get(client, { threadId: 't1', follow: '1' }))
    const frames = await framesOf(await client.run(inputOf({ threadId: 't1' })))
    expect((await unknown.toEnd()).at(-1)).toMatchObject({ type: 'RUN_FINISHED', runId: 'r1' })
    const cursor = frames.at(-1)?.id ?? ''
    const idle = reading(await get(client, { threadId: 't1', follow: '1' }, { 'last-event-id': cursor }))
    await readEvents(await client.run(inputOf({ threadId: 't1', runId: 'r2' })))
    const events = await idle.toEnd()
    expect(events.at(-1)).toMatchObject({ type: 'RUN_FINISHED', runId: 'r2' })
    expect(typesOf(events).filter((type) => type === 'RUN_STARTED')).toHaveLength(1)
  })

  core('GET takes protocolVersion in the query', async () => {
    const agent = scriptedAgent(({ threadId, runId }) => [
      event('RUN_STARTED', { threadId, runId }),
      event('RUN_FINISHED', { threadId, runId, outcome: { type: 'cancelled' } }),
    ])
    const client = await serve({ agents: { default: agent } })
    await readEvents(await client.run(inputOf({ threadId: 't1' })))
    const endingFor = async (query: object): Promise<unknown> =>
      (await readEvents(await get(client, { threadId: 't1', ...query }))).at(-1)
    expect(await endingFor({ protocolVersion: '1.0' })).toHaveProperty('outcome')
    expect(await endingFor({})).not.toHaveProperty('outcome')
  })
}
