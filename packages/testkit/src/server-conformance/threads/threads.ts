import { expect } from 'vitest'
import { eventually } from '../../eventually.ts'
import { readEvents } from '../../read-sse.ts'
import { saying, scriptedAgent } from '../../scripted-agent.ts'
import { inputOf, type Suite } from '../harness/client.ts'
import { forever, isText, reading, textOf } from '../harness/reading.ts'
import { greeting, idsOf, listed, talk } from '../harness/thread-talk.ts'

const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
const missing = { error: 'Thread not found', message: 'The thread does not exist', code: 'thread_not_found' }

export function threadTests({ serve, mode, core, wire }: Suite): void {
  core('a listed thread has the fields that stock clients read', async () => {
    const client = await serve({ agents: { default: greeting() } })
    await talk(client, 't1')
    const response = await client.send({ method: 'threads/list' })
    expect([response.status, response.headers.get('cache-control')]).toEqual([200, 'no-store'])
    expect(await response.json()).toEqual({
      threads: [
        {
          id: 't1',
          organizationId: '',
          agentId: 'default',
          createdById: '',
          name: null,
          archived: false,
          createdAt: time,
          updatedAt: time,
          lastRunAt: time,
          running: null,
          lastRunStatus: 'finished',
          pendingInterrupts: 0,
        },
      ],
      joinCode: null,
      nextCursor: null,
    })
  })

  core('the list is sorted by last activity and can be filtered by agent', async () => {
    const client = await serve({ agents: { default: greeting(), other: greeting() } })
    for (const threadId of ['t1', 't2', 't3']) await talk(client, threadId)
    await talk(client, 't4', { agentId: 'other' })
    await talk(client, 't1', { runId: 'again' })
    expect(await idsOf(client)).toEqual(['t1', 't4', 't3', 't2'])
    expect(await idsOf(client, { query: { agentId: 'default' } })).toEqual(['t1', 't3', 't2'])
    expect(await idsOf(client, { query: { agentId: 'other' } })).toEqual(['t4'])
    expect(await idsOf(client, { query: { agentId: 'none' } })).toEqual([])
  })

  core('pages of the list neither skip nor repeat threads that change in between', async () => {
    const client = await serve({ agents: { default: greeting() }, threads: { maxPageSize: 3 } })
    for (const threadId of ['t1', 't2', 't3', 't4', 't5']) await talk(client, threadId)
    const first = await listed(client, { query: { limit: '2' } })
    expect(first.threads.map(({ id }) => id)).toEqual(['t5', 't4'])
    await talk(client, 't5', { runId: 'again' })
    const second = await listed(client, { query: { limit: '2', cursor: first.nextCursor ?? '' } })
    expect(second.threads.map(({ id }) => id)).toEqual(['t3', 't2'])
    const third = await listed(client, { query: { limit: '2', cursor: second.nextCursor ?? '' } })
    expect([third.threads.map(({ id }) => id), third.nextCursor]).toEqual([['t1'], null])
    expect(await idsOf(client, { query: { limit: '1000' } })).toHaveLength(3)
  })

  core('a running run is shown in the list', async () => {
    const agent = scriptedAgent((input) => [...saying(input, ['Hm']).slice(0, 3), { until: forever }])
    const client = await serve({ agents: { default: agent } })
    const run = reading(await client.run(inputOf({ threadId: 't1' })))
    await run.until(isText())
    const { threads } = await listed(client)
    expect(threads).toMatchObject([{ id: 't1', running: { runId: 'r1', startedAt: time } }])
    await client.stop('t1')
    expect((await listed(client)).threads).toMatchObject([{ running: null, lastRunStatus: 'cancelled' }])
  })

  wire('a thread can be renamed and its name removed', async () => {
    const client = await serve({ agents: { default: greeting() } })
    await talk(client, 't1')
    const update = { method: 'threads/update', threadId: 't1' } as const
    const renamed = await client.send(update, {
      body: { agentId: 'default', name: ' Weather ', whatever: 1 },
    })
    expect(renamed.status).toBe(200)
    expect(await renamed.json()).toMatchObject({ id: 't1', name: 'Weather' })
    expect(await (await client.send({ method: 'threads/get', threadId: 't1' })).json()).toMatchObject({
      name: 'Weather',
    })
    expect(await (await client.send(update, { body: { name: null } })).json()).toMatchObject({ name: null })
  })

  core('an archived thread is hidden by default, can be listed and unarchived', async () => {
    const client = await serve({ agents: { default: greeting() } })
    await talk(client, 't1')
    await talk(client, 't2')
    const archived = await client.send(
      { method: 'threads/archive', threadId: 't1' },
      { body: { agentId: 'default' } },
    )
    expect([archived.status, await archived.json()]).toEqual([200, { threadId: 't1', archived: true }])
    expect(await idsOf(client)).toEqual(['t2'])
    expect(await idsOf(client, { query: { includeArchived: 'true' } })).toEqual(['t2', 't1'])
    expect(await idsOf(client, { query: { archived: 'only' } })).toEqual(['t1'])
    expect(textOf(await readEvents(await client.connect('t1')), 'm-run-of-t1')).toBe('Hi')
    const update = { method: 'threads/update', threadId: 't1' } as const
    const back = await client.send(update, { body: { agentId: 'default', archived: false, name: 'Back' } })
    expect(await back.json()).toMatchObject({ archived: false, name: 'Back' })
    expect(await idsOf(client)).toEqual(['t2', 't1'])
  })

  for (const [how, body] of [
    ['with a body', { agentId: 'default' }],
    ['without a body', undefined],
  ] as const) {
    wire(`a thread is deleted with all its data, ${how}`, async () => {
      const client = await serve({ agents: { default: greeting() } })
      await talk(client, 't1')
      const remove = { method: 'threads/delete', threadId: 't1' } as const
      const deleted = await client.send(remove, { body })
      expect([deleted.status, await deleted.json()]).toEqual([200, { threadId: 't1', deleted: true }])
      expect(await idsOf(client)).toEqual([])
      expect(await (await client.connect('t1')).text()).toBe('')
      const again = await client.send(remove)
      expect([again.status, await again.json()]).toEqual([404, missing])
      await talk(client, 't1', { runId: 'again' })
      const messages = await client.send({ method: 'threads/messages', threadId: 't1' })
      expect(await messages.json()).toMatchObject({ messages: [{ id: 'u1' }, { id: 'm-again' }] })
    })
  }

  core('deleting a thread first stops its run', async () => {
    const agent = scriptedAgent((input) => [...saying(input, ['Hm']).slice(0, 3), { until: forever }])
    const client = await serve({ agents: { default: agent } })
    const run = reading(await client.run(inputOf({ threadId: 't1' })))
    await run.until(isText())
    expect((await client.send({ method: 'threads/delete', threadId: 't1' })).status).toBe(200)
    expect((await run.toEnd()).at(-1)).toMatchObject({
      type: 'RUN_FINISHED',
      outcome: { type: 'cancelled' },
    })
    expect(await idsOf(client)).toEqual([])
  })

  wire('threads can be cleared if allowClear is set', async () => {
    const client = await serve({ agents: { default: greeting() }, threads: { allowClear: true } })
    await talk(client, 't1')
    await talk(client, 't2')
    const cleared = await client.send({ method: 'threads/clear' })
    expect([cleared.status, await cleared.text()]).toEqual([204, ''])
    expect(await idsOf(client)).toEqual([])
  })

  for (const [what, threadId] of [
    ['info', 'info'],
    ['clear', 'clear'],
    ['threads', 'threads'],
    ['my thread/✈?#', 'my thread/✈?#'],
    ['a%2Fb', 'a%2Fb'],
    ['as long as the limit', 'x'.repeat(1_024)],
  ] as const) {
    wire(`a thread id may be ${what}`, async () => {
      const client = await serve({ agents: { default: greeting() } })
      await talk(client, threadId, { runId: 'r1' })
      const got = await client.send({ method: 'threads/get', threadId })
      expect(await got.json()).toMatchObject({ id: threadId })
      const update = { method: 'threads/update', threadId } as const
      expect(await (await client.send(update, { body: { name: 'N' } })).json()).toMatchObject({ name: 'N' })
      const messages = await client.send({ method: 'threads/messages', threadId })
      expect(await messages.json()).toMatchObject({ messages: [{ id: 'u1' }, { role: 'assistant' }] })
      expect((await client.send({ method: 'threads/archive', threadId })).status).toBe(200)
      expect((await client.send({ method: 'threads/delete', threadId })).status).toBe(200)
    })
  }

  core('a thread without a name gets a generated one after its first run', async () => {
    const client = await serve({
      agents: { default: greeting() },
      generateThreadName: ({ messages }) => ` About ${messages.length}\n messages `,
    })
    await talk(client, 't1')
    await eventually(() => listed(client)).toMatchObject({ threads: [{ name: 'About 2 messages' }] })
  })

  wire('an exported thread can be imported if allowImport is set', async () => {
    const client = await serve({ agents: { default: greeting() }, threads: { allowImport: true } })
    await talk(client, 't1')
    await client.send({ method: 'threads/update', threadId: 't1' }, { body: { name: 'Kept' } })
    const exported = await client.send({ method: 'threads/export', threadId: 't1' })
    expect(exported.headers.get('content-type')).toBe('application/x-ndjson')
    const body = await exported.text()
    await client.send({ method: 'threads/delete', threadId: 't1' })
    const imported = await client.send({ method: 'threads/import' }, { body })
    expect(imported.status).toBe(200)
    expect(await imported.json()).toMatchObject({ id: 't1', name: 'Kept' })
    expect(textOf(await readEvents(await client.connect('t1')), 'm-run-of-t1')).toBe('Hi')
  })

  if (mode === 'single-route') {
    core('stock clients reach threads with resource envelopes', async () => {
      const client = await serve({ agents: { default: greeting() } })
      await talk(client, 't/1')
      const ask = async (params: object, body?: unknown): Promise<unknown> => {
        const headers = { 'content-type': 'application/json' }
        const text = JSON.stringify({ method: 'resource/request', params, body })
        return (await client.fetch(client.url, { method: 'POST', headers, body: text })).json()
      }
      const path = '/threads/t%2F1'
      expect(await ask({ path: '/threads?agentId=none', httpMethod: 'GET' })).toMatchObject({ threads: [] })
      expect(await ask({ path: '/threads?limit=1', httpMethod: 'GET' })).toMatchObject({
        threads: [{ id: 't/1' }],
      })
      expect(await ask({ path, httpMethod: 'PATCH' }, { name: 'N' })).toMatchObject({ name: 'N' })
      expect(await ask({ path: `${path}/archive`, httpMethod: 'POST' })).toMatchObject({ archived: true })
      expect(await ask({ path, httpMethod: 'DELETE' }, { agentId: 'default' })).toMatchObject({
        deleted: true,
      })
    })

    core('query parameters of the list can be params of the envelope', async () => {
      const client = await serve({ agents: { default: greeting() } })
      for (const threadId of ['t1', 't2']) await talk(client, threadId)
      const headers = { 'content-type': 'application/json' }
      const body = JSON.stringify({ method: 'threads/list', params: { limit: 1, includeArchived: true } })
      const page = await (await client.fetch(client.url, { method: 'POST', headers, body })).json()
      expect(page).toMatchObject({ threads: [{ id: 't2' }], nextCursor: expect.any(String) })
    })
  }
}
