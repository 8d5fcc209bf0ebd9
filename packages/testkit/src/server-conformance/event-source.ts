import { expect, test } from 'vitest'
import { readEvents } from '../read-sse.ts'
import { saying, scriptedAgent } from '../scripted-agent.ts'
import { event, inputOf, pathOf, type Suite } from './client.ts'
import { forever, framesOf, isText, reading, typesOf } from './reading.ts'

export function eventSourceTests({ serve, mode }: Suite): void {
  if (mode === 'single-route') {
    test('an address that takes envelopes has nothing for a GET', async () => {
      const client = await serve({ agents: { default: scriptedAgent([]) } })
      const response = await fetch(`${client.url}?threadId=t1`, { headers: { accept: 'text/event-stream' } })
      expect(response.status).toBe(405)
      expect(response.headers.get('allow')).toBe('POST')
      await response.text()
    })
    return
  }

  const connectUrl = (base: string, query: Record<string, string>): string =>
    `${base}${pathOf({ method: 'agent/connect', agentId: 'default' })}?${new URLSearchParams(query)}`
  const get = (url: string, headers: Record<string, string> = {}): Promise<Response> =>
    fetch(url, { headers: { accept: 'text/event-stream', 'cache-control': 'no-cache', ...headers } })

  test('a GET follows a thread, and reconnects with Last-Event-ID', async () => {
    const agent = scriptedAgent((input) => [
      ...saying(input, ['One, ', 'two.']).slice(0, 4),
      { until: forever },
    ])
    const client = await serve({ agents: { default: agent }, keepAliveMs: 600_000 })
    const run = reading(await client.run(inputOf({ threadId: 't1' })))
    await run.until(isText('two.'))
    const first = reading(await get(connectUrl(client.url, { threadId: 't1' })))
    await first.until(({ type }) => type === 'TEXT_MESSAGE_START')
    const cursor = first.frames.at(-1)?.id ?? ''
    await first.leave()
    const again = await get(connectUrl(client.url, { threadId: 't1' }), { 'last-event-id': cursor })
    await client.stop('t1')
    await run.toEnd()
    expect(typesOf(await readEvents(again))).toEqual(['TEXT_MESSAGE_END', 'RUN_FINISHED'])
  })

  test('a GET may name its cursor in the address, and Last-Event-ID goes before it', async () => {
    const client = await serve({ agents: { default: scriptedAgent((input) => saying(input, ['Hi'])) } })
    const frames = await framesOf(await client.run(inputOf({ threadId: 't1' })))
    const last = frames.at(-1)?.id ?? ''
    const read = async (cursor: string, headers = {}): Promise<string> =>
      (await get(connectUrl(client.url, { threadId: 't1', cursor }), headers)).text()
    expect(await read(last)).toBe('')
    expect(await read('stale.1')).toContain('MESSAGES_SNAPSHOT')
    expect(await read('stale.1', { 'last-event-id': last })).toBe('')
  })

  test('a GET says in its address which version it reads', async () => {
    const agent = scriptedAgent(({ threadId, runId }) => [
      event('RUN_STARTED', { threadId, runId }),
      event('RUN_FINISHED', { threadId, runId, outcome: { type: 'cancelled' } }),
    ])
    const client = await serve({ agents: { default: agent } })
    await readEvents(await client.run(inputOf({ threadId: 't1' })))
    const endingFor = async (query: object): Promise<unknown> =>
      (await readEvents(await get(connectUrl(client.url, { threadId: 't1', ...query })))).at(-1)
    expect(await endingFor({ protocolVersion: '1.0' })).toHaveProperty('outcome')
    expect(await endingFor({})).not.toHaveProperty('outcome')
  })
}
