import { saying, scriptedAgent } from '@flightdeck/testkit'
import { describe, expect, onTestFinished, test } from 'vitest'
import { createCopilotRuntimeHandler } from '../server/handler.ts'
import type { AuthorizeRequest } from './authorize.ts'
import { CopilotRuntime, type CopilotRuntimeOptions } from './copilot-runtime.ts'

const agents = { default: scriptedAgent((input) => saying(input, ['Hi'])) }

type Ask = (method: string, path: string, body?: object) => Promise<Response>

/** `options` as a caller without types may write them. */
function serve(options: object): Ask {
  const runtime = new CopilotRuntime({ agents, ...options } as CopilotRuntimeOptions)
  onTestFinished(() => runtime.close({ drainMs: 0 }))
  const handler = createCopilotRuntimeHandler({ runtime })
  return (method, path, body) =>
    handler(
      new Request(`http://host${path}`, {
        method,
        headers: { 'content-type': 'application/json' },
        ...(body && { body: JSON.stringify(body) }),
      }),
    )
}

const input = { threadId: 't1', runId: 'r1', messages: [] }

describe('identifyUser', () => {
  test('is asked once for each request, whatever the route does with the answer', async () => {
    let calls = 0
    const ask = serve({
      identifyUser: () => {
        calls += 1
        return { id: 'ann' }
      },
      authorize: () => true,
    })
    await (await ask('POST', '/agent/default/run', input)).text()
    expect(calls).toBe(1)
    await ask('GET', '/threads')
    expect(calls).toBe(2)
  })

  test('is asked before agents are looked for and bodies are read', async () => {
    const ask = serve({ identifyUser: () => null })
    for (const agentId of ['default', 'none']) {
      expect((await ask('POST', `/agent/${agentId}/run`, { no: 'input' })).status).toBe(401)
    }
    expect((await ask('GET', '/info')).status).toBe(200)
  })

  test('that throws is a failure whose message is not sent', async () => {
    const ask = serve({
      identifyUser: async () => {
        throw new Error('sk-secret')
      },
    })
    const response = await ask('GET', '/threads')
    const text = await response.text()
    expect(response.status).toBe(500)
    expect(JSON.parse(text)).toMatchObject({ error: 'Failed to identify user', code: 'identify_failed' })
    expect(text).not.toContain('sk-secret')
  })

  test('may throw the answer', async () => {
    const ask = serve({
      identifyUser: () => {
        throw Response.json({ error: 'Session over' }, { status: 419 })
      },
    })
    const response = await ask('POST', '/agent/default/run', input)
    expect([response.status, await response.json()]).toEqual([419, { error: 'Session over' }])
  })

  test.each([
    ['nothing', undefined, 'id'],
    ['an id that is no string', { id: 7 }, 'id'],
    ['an empty id', { id: '' }, 'id'],
    ['an id that is too long', { id: 'x'.repeat(1_025) }, 'id'],
    ['an id with half a character', { id: 'ann\ud800' }, 'id'],
    ['a name that is no string', { id: 'ann', name: 7 }, 'name'],
    ['a string', 'ann', 'id'],
  ])('that returns %s is a failure, and no request is served', async (_, user, member) => {
    const response = await serve({ identifyUser: () => user })('GET', '/threads')
    expect(response.status).toBe(500)
    expect(await response.json()).toMatchObject({
      error: `identifyUser must return a valid user ${member}`,
      code: 'invalid_user',
    })
  })
})

describe('authorize', () => {
  test('receives the user from identifyUser, and the request', async () => {
    const user = { id: 'ann', name: 'Ann', roles: ['admin'] }
    const asked: AuthorizeRequest[] = []
    const ask = serve({
      identifyUser: () => user,
      authorize: (request: AuthorizeRequest) => asked.push(request) > 0,
    })
    await ask('PATCH', '/threads/t%2F1', { name: 'N' })
    expect(asked).toMatchObject([{ user, action: 'threads/update', threadId: 't/1' }])
    expect(asked[0]?.user).toBe(user)
    expect(asked[0]?.request.method).toBe('PATCH')
  })

  test('is called without a user on info, and on no other route', async () => {
    const asked: unknown[] = []
    const ask = serve({
      identifyUser: () => null,
      authorize: ({ action, user }: AuthorizeRequest) => {
        asked.push([action, user])
        return false
      },
    })
    expect((await ask('GET', '/info')).status).toBe(403)
    expect((await ask('GET', '/threads')).status).toBe(401)
    expect(asked).toEqual([['info', null]])
  })

  test.each([false, undefined, 1, 'yes', {}])('that gives %s has refused', async (verdict) => {
    const response = await serve({ authorize: () => verdict })('POST', '/agent/default/run', input)
    expect([response.status, await response.json()]).toMatchObject([403, { code: 'forbidden' }])
  })

  test('may throw the answer', async () => {
    const ask = serve({
      authorize: async () => {
        throw new Response(null, { status: 402 })
      },
    })
    expect((await ask('GET', '/threads/t1')).status).toBe(402)
  })

  test('is called before any lookup, so that a refusal does not reveal what exists', async () => {
    const ask = serve({
      authorize: ({ action }: AuthorizeRequest) => action === 'agent/run',
    })
    await (await ask('POST', '/agent/default/run', input)).text()
    const texts = await Promise.all(
      ['t1', 'none'].map(async (threadId) => (await ask('GET', `/threads/${threadId}`)).text()),
    )
    expect(texts[0]).toBe(texts[1])
  })
})

test.each([
  ['identifyUser', { identifyUser: 'ann' }, 'identifyUser must be a function'],
  ['authorize', { authorize: true }, 'authorize must be a function'],
  ['generateThreadName', { generateThreadName: {} }, 'generateThreadName must be a function'],
  ['threads', { threads: true }, 'threads must be an object'],
  ['an unknown option of threads', { threads: { allowAll: true } }, "threads has no option 'allowAll'"],
  ['threads.allowClear', { threads: { allowClear: 'yes' } }, 'threads.allowClear must be true or false'],
  ['threads.maxPageSize', { threads: { maxPageSize: 0 } }, 'threads.maxPageSize must be a positive integer'],
])('%s that is wrong is refused at construction', (_, options, message) => {
  expect(() => serve(options)).toThrow(message)
})
