import { expect, test } from 'vitest'
import { eventually } from '../eventually.ts'
import type { Suite } from './client.ts'
import { greeting, listening, talk } from './thread-talk.ts'

const subscribe = { method: 'threads/subscribe' } as const

export function subscriptionTests({ serve, mode }: Suite): void {
  test('who follows the list of threads is told what changes in it', async () => {
    const client = await serve({ agents: { default: greeting() } })
    await talk(client, 't1')
    const response = await client.send(subscribe)
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/event-stream'])
    const list = listening(response)
    const update = { method: 'threads/update', threadId: 't1' } as const
    await client.send(update, { body: { name: 'Named' } })
    expect((await list.next())?.data).toMatchObject({
      type: 'thread_changed',
      thread: { id: 't1', name: 'Named' },
    })
    await client.send({ method: 'threads/delete', threadId: 't1' })
    expect((await list.next())?.data).toEqual({ type: 'thread_deleted', threadId: 't1' })
    await talk(client, 't2')
    expect((await list.next())?.data).toMatchObject({ type: 'thread_changed', thread: { id: 't2' } })
    await list.leave()
  })

  test('a list is resumed at the last frame that was read', async () => {
    const client = await serve({ agents: { default: greeting() } })
    const first = listening(await client.send(subscribe))
    await talk(client, 't1')
    let seen = await first.next()
    while (seen?.data.thread !== undefined && Reflect.get(Object(seen.data.thread), 'running') !== null) {
      seen = await first.next()
    }
    await first.leave()
    await talk(client, 't2')
    await client.send({ method: 'threads/delete', threadId: 't1' })
    const again = await client.send(subscribe, { headers: { 'last-event-id': String(seen?.id) } })
    const second = listening(again)
    const told = [(await second.next())?.data, (await second.next())?.data]
    expect(told).toMatchObject([
      { type: 'thread_changed', thread: { id: 't2' } },
      { type: 'thread_deleted', threadId: 't1' },
    ])
    await second.leave()
  })

  test('a place in the list that is none is answered with a reset', async () => {
    const client = await serve({ agents: { default: greeting() } })
    const list = listening(await client.send(subscribe, { query: { cursor: 'nonsense' } }))
    expect((await list.next())?.data).toEqual({ type: 'reset' })
    await list.leave()
  })

  test('who follows the threads of one agent is shown no other’s', async () => {
    const client = await serve({ agents: { default: greeting(), other: greeting() } })
    const list = listening(await client.send(subscribe, { query: { agentId: 'other' } }))
    await talk(client, 't1')
    const input = { threadId: 't2', runId: 'r', messages: [], tools: [], context: [] }
    const run = await client.send({ method: 'agent/run', agentId: 'other' }, { body: input })
    await run.text()
    let told = (await list.next())?.data
    while (told?.type === 'thread_deleted' && told.threadId === 't1') told = (await list.next())?.data
    expect(told).toMatchObject({ type: 'thread_changed', thread: { id: 't2', agentId: 'other' } })
    await list.leave()
  })

  test('who follows the threads of one agent is told of one that went over to another', async () => {
    const client = await serve({ agents: { default: greeting(), other: greeting() } })
    await talk(client, 't1')
    const list = listening(await client.send(subscribe, { query: { agentId: 'default' } }))
    const body = { threadId: 't1', runId: 'r', messages: [], tools: [], context: [] }
    await (await client.send({ method: 'agent/run', agentId: 'other' }, { body })).text()
    expect((await list.next())?.data).toEqual({ type: 'thread_deleted', threadId: 't1' })
    await list.leave()
  })

  test('a list on which nothing happens is kept open by comments', async () => {
    const client = await serve({ agents: { default: greeting() }, keepAliveMs: 30 })
    const response = await client.send(subscribe)
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
    let text = ''
    while (!text.includes(': keep-alive')) text += (await reader?.read())?.value ?? ''
    await reader?.cancel()
    expect(text).toMatch(/^id: \S+\n\n/)
  })

  test('beyond the limit whoever follows is refused, and may come when another has left', async () => {
    const client = await serve({ agents: { default: greeting() }, threads: { maxSubscribers: 1 } })
    const first = await client.send(subscribe)
    const refused = await client.send(subscribe)
    expect(refused.status).toBe(429)
    expect(await refused.json()).toMatchObject({ code: 'too_many_readers' })
    await first.body?.cancel()
    const back = async (): Promise<number> => {
      const response = await client.send(subscribe)
      await response.body?.cancel()
      return response.status
    }
    await eventually(back).toBe(200)
  })

  if (mode === 'multi-route') {
    test('a list is for EventSource, as it is asked for by GET', async () => {
      const client = await serve({ agents: { default: greeting() } })
      const list = listening(await fetch(`${client.url}/threads/subscribe?agentId=default`))
      await talk(client, 't1')
      expect((await list.next())?.data).toMatchObject({ type: 'thread_changed', thread: { id: 't1' } })
      await list.leave()
    })
  }
}
