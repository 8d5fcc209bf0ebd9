import { expect } from 'vitest'
import { readEvents } from '../../read-sse.ts'
import { saying, scriptedAgent } from '../../scripted-agent.ts'
import { inputOf, type Suite } from '../harness/client.ts'

const agents = { default: scriptedAgent((input) => saying(input, ['Hi'])) }

export function hookTests({ serve, core, wire }: Suite): void {
  core('hooks and middlewares are called in order with the request path', async () => {
    const calls: string[] = []
    const note = (name: string, path: string): undefined => void calls.push(`${name} ${path}`)
    const client = await serve({
      agents,
      beforeRequestMiddleware: ({ path }) => note('beforeRequestMiddleware', path),
      hooks: {
        onRequest: ({ path }) => note('onRequest', path),
        onBeforeHandler: ({ path }) => note('onBeforeHandler', path),
        onResponse: ({ path }) => note('onResponse', path),
        onError: ({ path }) => note('onError', path),
      },
    })
    const response = await client.send({ method: 'info' })
    const path = new URL(client.addressOf({ method: 'info' })).pathname
    expect(calls).toEqual(
      ['onRequest', 'beforeRequestMiddleware', 'onBeforeHandler', 'onResponse'].map(
        (name) => `${name} ${path}`,
      ),
    )
    await response.text()
  })

  for (const name of ['onRequest', 'onBeforeHandler', 'beforeRequestMiddleware'] as const) {
    core(`a Response thrown by ${name} is sent to the client`, async () => {
      const refuse = (): never => {
        const answer: unknown = Response.json({ error: 'Not today' }, { status: 418 })
        throw answer
      }
      const agent = scriptedAgent((input) => saying(input, ['Hi']))
      const client = await serve({
        agents: { default: agent },
        ...(name === 'beforeRequestMiddleware'
          ? { beforeRequestMiddleware: refuse }
          : { hooks: { [name]: refuse } }),
      })
      const response = await client.run(inputOf({ threadId: 't1' }))
      expect(response.status).toBe(418)
      expect(await response.json()).toEqual({ error: 'Not today' })
      expect(agent.inputs).toEqual([])
    })
  }

  wire('a Request returned by a hook replaces the original request', async () => {
    const seen: (string | null)[] = []
    const named = (request: Request, name: string): Request => {
      const headers = new Headers(request.headers)
      headers.set('x-name', `${headers.get('x-name') ?? ''}${name}`)
      return new Request(request, { headers })
    }
    const client = await serve({
      agents: ({ request }) => {
        seen.push(request.headers.get('x-name'))
        return agents
      },
      beforeRequestMiddleware: ({ request }) => named(request, 'b'),
      hooks: {
        onRequest: ({ request }) => named(request, 'a'),
        onBeforeHandler: ({ request }) => named(request, 'c'),
      },
    })
    const events = await readEvents(await client.run(inputOf({ threadId: 't1' })))
    expect(events.at(-1)).toMatchObject({ type: 'RUN_FINISHED' })
    expect(seen).toEqual(['abc'])
  })

  wire('onResponse can replace every response, errors and streams included', async () => {
    const client = await serve({
      agents,
      hooks: {
        onResponse: ({ response }) => {
          const { status, body } = response
          return new Response(body, {
            status,
            headers: { ...Object.fromEntries(response.headers), 'x-seen': 'yes' },
          })
        },
      },
    })
    const run = await client.run(inputOf({ threadId: 't1' }))
    expect(run.headers.get('x-seen')).toBe('yes')
    expect((await readEvents(run)).at(-1)).toMatchObject({ type: 'RUN_FINISHED' })
    const refused = await client.send({ method: 'agent/run', agentId: 'none' }, { body: {} })
    expect([refused.status, refused.headers.get('x-seen')]).toEqual([404, 'yes'])
    await refused.text()
  })

  core('an error in a hook is given to onError, and the client sees only a code', async () => {
    const errors: unknown[] = []
    const failure = new Error('sk-secret')
    const client = await serve({
      agents,
      hooks: {
        onBeforeHandler: () => {
          throw failure
        },
        onError: ({ error }) => void errors.push(error),
      },
    })
    const response = await client.send({ method: 'info' })
    expect(response.status).toBe(500)
    expect(await response.json()).toEqual({
      error: 'internal_error',
      message: 'The server failed to answer this request',
      code: 'internal_error',
    })
    expect(errors).toEqual([failure])
  })
}
