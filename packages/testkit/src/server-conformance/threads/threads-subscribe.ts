import { expect } from 'vitest'
import { eventually } from '../../eventually.ts'
import type { Suite } from '../harness/client.ts'
import { greeting, listening, talk } from '../harness/thread-talk.ts'

const subscribe = { method: 'threads/subscribe' } as const

export function subscriptionTests({ serve, mode, wire, core }: Suite): void {
  wire('a list subscriber receives changed and deleted threads', async () => {
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
    await list.disconnect()
  })

  core('a list subscription resumes at the last frame', async () => {
    const client = await serve({ agents: { default: greeting() } })
    const first = listening(await client.send(subscribe))
    await talk(client, 't1')
    let seen = await first.next()
    while (seen?.data.thread !== undefined && Reflect.get(Object(seen.data.thread), 'running') !== null) {
      seen = await first.next()
    }
    await first.disconnect()
    await talk(client, 't2')
    await client.send({ method: 'threads/delete', threadId: 't1' })
    const again = await client.send(subscribe, { headers: { 'last-event-id': String(seen?.id) } })
    const second = listening(again)
    const frames = [(await second.next())?.data, (await second.next())?.data]
    expect(frames).toMatchObject([
      { type: 'thread_changed', thread: { id: 't2' } },
      { type: 'thread_deleted', threadId: 't1' },
    ])
    await second.disconnect()
  })

  core('an unknown list cursor gives a reset', async () => {
    const client = await serve({ agents: { default: greeting() } })
    const list = listening(await client.send(subscribe, { query: { cursor: 'nonsense' } }))
    expect((await list.next())?.data).toEqual({ type: 'reset' })
    await list.disconnect()
  })

  core('a subscription to one agent receives only its threads', async () => {
    const client = await serve({ agents: { default: greeting(), other: greeting() } })
    const list = listening(await client.send(subscribe, { query: { agentId: 'other' } }))
    await talk(client, 't1')
    await talk(client, 't2', { agentId: 'other' })
    let last = (await list.next())?.data
    while (last?.type === 'thread_deleted' && last.threadId === 't1') last = (await list.next())?.data
    expect(last).toMatchObject({ type: 'thread_changed', thread: { id: 't2', agentId: 'other' } })
    await list.disconnect()
  })

  core('a thread that moves to another agent is deleted from the list of the first', async () => {
    const client = await serve({ agents: { default: greeting(), other: greeting() } })
    await talk(client, 't1')
    const list = listening(await client.send(subscribe, { query: { agentId: 'default' } }))
    await talk(client, 't1', { agentId: 'other', runId: 'r2' })
    expect((await list.next())?.data).toEqual({ type: 'thread_deleted', threadId: 't1' })
    await list.disconnect()
  })

  wire('comments keep an idle list subscription open', async () => {
    const client = await serve({ agents: { default: greeting() }, keepAliveMs: 30 })
    const response = await client.send(subscribe)
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
    let text = ''
    while (!text.includes(': keep-alive')) text += (await reader?.read())?.value ?? ''
    await reader?.cancel()
    expect(text).toMatch(/^id: \S+\n\n/)
  })

  wire('subscribers beyond the limit are refused until another disconnects', async () => {
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
    wire('EventSource can subscribe to the list with GET', async () => {
      const client = await serve({ agents: { default: greeting() } })
      const list = listening(await client.fetch(`${client.url}/threads/subscribe?agentId=default`))
      await talk(client, 't1')
      expect((await list.next())?.data).toMatchObject({ type: 'thread_changed', thread: { id: 't1' } })
      await list.disconnect()
    })
  }
}
