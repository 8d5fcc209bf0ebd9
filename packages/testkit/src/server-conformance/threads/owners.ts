import { expect } from 'vitest'
import { eventually } from '../../eventually.ts'
import { readEvents } from '../../read-sse.ts'
import { saying, scriptedAgent } from '../../scripted-agent.ts'
import { inputOf, type RequestExtras, type Suite } from '../harness/client.ts'
import { everyOperation, everyOperationOn } from '../harness/every-operation.ts'
import { forged } from '../harness/forged-export.ts'
import { gate, isText, reading, textOf } from '../harness/reading.ts'
import { greeting, idsOf, listening, talk } from '../harness/thread-talk.ts'

const identifyUser = (request: Request): { id: string } | null => {
  const id = request.headers.get('x-user')
  return id === null ? null : { id }
}
const as = (user: string): { headers: Record<string, string> } => ({ headers: { 'x-user': user } })

/** All that a client sees of an answer, whatever the id it asked for. */
async function sight(response: Response, threadId: string): Promise<object> {
  const passing = ['date', 'connection', 'keep-alive', 'content-length']
  const headers = [...response.headers].filter(([name]) => !passing.includes(name))
  return { status: response.status, headers, body: (await response.text()).replaceAll(threadId, '<id>') }
}

export function ownerTests({ serve, core, wire }: Suite): void {
  core('a request without a user is refused with 401 by every route except info and health', async () => {
    const client = await serve({ agents: { default: greeting() }, identifyUser })
    for (const { operation, extras } of everyOperation('t1')) {
      const response = await client.send(operation, extras)
      const { code } = (await response.json()) as { code?: string }
      const expected = operation.method === 'info' ? [200, undefined] : [401, 'unauthorized']
      expect([operation.method, response.status, code]).toEqual([operation.method, ...expected])
    }
  })

  core('to other users a thread looks exactly like an unknown thread', async () => {
    const pause = gate()
    const agent = scriptedAgent((input) => {
      const said = saying(input, ['Mine', '.'])
      return input.threadId === 'live'
        ? [...said.slice(0, 3), { until: pause.opened }, ...said.slice(3)]
        : said
    })
    const client = await serve({ agents: { default: agent }, identifyUser })
    await talk(client, 'idle', as('ann'))
    const run = reading(await client.run(inputOf({ threadId: 'live' }), as('ann')))
    await run.until(isText())
    const own = async (): Promise<unknown> =>
      (await client.send({ method: 'threads/list' }, as('ann'))).json()
    const before = await own()
    for (const threadId of ['idle', 'live']) {
      const unknown = everyOperationOn('unknown')
      for (const [index, { operation, extras }] of everyOperationOn(threadId).entries()) {
        const strangers = await client.send(operation, { ...extras, ...as('bob') })
        const ofNothing = await client.send(unknown[index]?.operation ?? operation, {
          ...unknown[index]?.extras,
          ...as('bob'),
        })
        const [theirs, none] = [await sight(strangers, threadId), await sight(ofNothing, 'unknown')]
        expect([operation.method, theirs]).toEqual([operation.method, none])
        if (operation.method.startsWith('threads/')) expect(theirs).toMatchObject({ status: 404 })
      }
    }
    expect(await own()).toEqual(before)
    pause.open()
    expect(textOf(await run.toEnd())).toBe('Mine.')
  })

  core('a cursor of another user’s thread gives an empty stream', async () => {
    const client = await serve({ agents: { default: greeting() }, identifyUser })
    const run = reading(await client.run(inputOf({ threadId: 't1' }), as('ann')))
    await run.toEnd()
    const cursor = run.frames[0]?.id ?? ''
    expect(await (await client.connect('t1', { ...as('bob'), query: { cursor } })).text()).toBe('')
  })

  core('the same thread id names separate threads of two users', async () => {
    const client = await serve({
      agents: { default: scriptedAgent((input) => saying(input, [`Hi ${input.runId}`])) },
      identifyUser,
      threads: { allowImport: true },
    })
    await talk(client, 't1', { ...as('ann'), runId: 'ann' })
    await talk(client, 't1', { ...as('bob'), runId: 'bob' })
    for (const user of ['ann', 'bob']) {
      expect(textOf(await readEvents(await client.connect('t1', as(user))))).toBe(`Hi ${user}`)
    }
    const exported = await client.send({ method: 'threads/export', threadId: 't1' }, as('ann'))
    const body = await exported.text()
    const imported = await client.send({ method: 'threads/import' }, { ...as('eve'), body })
    expect(await imported.json()).toMatchObject({ id: 't1', createdById: 'eve' })
    await client.send({ method: 'threads/delete', threadId: 't1' }, as('bob'))
    expect(textOf(await readEvents(await client.connect('t1', as('ann'))))).toBe('Hi ann')
    expect(await (await client.connect('t1', as('bob'))).text()).toBe('')
  })

  core('owners and internal fields in an import are ignored', async () => {
    const client = await serve({
      agents: { default: greeting() },
      identifyUser,
      threads: { allowImport: true },
    })
    await talk(client, 't1', as('ann'))
    const exported = await client.send({ method: 'threads/export', threadId: 't1' }, as('ann'))
    const record = { runId: 'r', agentId: 'default', status: 'running', epoch: 1, base: 0, startedAt: 1 }
    const body = await forged(await exported.text(), (thread) => {
      Object.assign(thread, { key: { threadId: 't2', owner: 'ann' }, owner: 'ann', bytes: -1, revision: 0 })
      Object.assign(thread, { running: { record, leaseUntil: 1, events: [], legacy: [] } })
    })
    const imported = await client.send({ method: 'threads/import' }, { ...as('eve'), body })
    expect(await imported.json()).toMatchObject({ id: 't1', createdById: 'eve', running: null })
    expect([await idsOf(client, as('ann')), await idsOf(client, as('eve'))]).toEqual([['t1'], ['t1']])
  })

  wire('list subscribers are counted per user and receive nothing about other users', async () => {
    const client = await serve({
      agents: { default: greeting() },
      identifyUser,
      threads: { maxSubscribers: 1 },
    })
    const follow = (user: string, cursor?: string): Promise<Response> =>
      client.send({ method: 'threads/subscribe' }, { ...as(user), query: cursor ? { cursor } : {} })
    const [ann, bob] = [await follow('ann'), await follow('bob')]
    expect([ann.status, bob.status, (await follow('bob')).status]).toEqual([200, 200, 429])
    const list = listening(ann)
    await talk(client, 'a1', as('ann'))
    const { id = '' } = (await list.next()) ?? {}
    expect(id).not.toMatch(/^\d*$/)
    await list.disconnect()
    await bob.body?.cancel()
    await eventually(async () => {
      const response = await follow('bob', id)
      const list = listening(response)
      const first = response.status === 200 ? await list.next() : undefined
      await list.disconnect()
      return first?.data
    }).toEqual({ type: 'reset' })
  })

  core('list, clear and subscribe cover only the user’s own threads', async () => {
    const client = await serve({ agents: { default: greeting() }, identifyUser })
    const subscribed = await client.send({ method: 'threads/subscribe' }, as('bob'))
    const list = listening(subscribed)
    for (const threadId of ['a1', 'a2']) await talk(client, threadId, as('ann'))
    await talk(client, 'b1', as('bob'))
    const own = (user: string, extras: RequestExtras = {}): Promise<string[]> =>
      idsOf(client, { ...extras, ...as(user) })
    expect([await own('ann'), await own('bob'), await own('eve')]).toEqual([['a2', 'a1'], ['b1'], []])
    expect((await list.next())?.data).toMatchObject({ thread: { id: 'b1', createdById: 'bob' } })
    await list.disconnect()
    const page = await client.send({ method: 'threads/list' }, { ...as('ann'), query: { limit: '1' } })
    const { nextCursor } = (await page.json()) as { nextCursor: string }
    expect(await own('bob', { query: { limit: '1', cursor: nextCursor } })).not.toContain('a1')
    expect((await client.send({ method: 'threads/clear' }, as('bob'))).status).toBe(204)
    expect([await own('ann'), await own('bob')]).toEqual([['a2', 'a1'], []])
  })
}
