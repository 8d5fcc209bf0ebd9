import { CopilotRuntime } from '@flightdeck/runtime-core'
import { readEvents, saying, scriptedAgent } from '@flightdeck/testkit'
import { Hono } from 'hono'
import { hc } from 'hono/client'
import { Hono as QuickHono } from 'hono/quick'
import { Hono as TinyHono } from 'hono/tiny'
import { handle } from 'hono/vercel'
import { describe, expect, expectTypeOf, test } from 'vitest'
import type { CopilotEndpointCorsConfig } from './hono-cors.ts'
import { createCopilotHonoHandler } from './hono-handler.ts'
import { createCopilotEndpoint, createCopilotEndpointSingleRoute } from './older-names.ts'
import type { CopilotRuntimeInfo } from './routes.ts'

const runtime = new CopilotRuntime({ agents: { default: scriptedAgent((input) => saying(input, ['Hi'])) } })
const input = { runId: 'r', messages: [], tools: [], context: [] }
const page = 'https://app.example.com'
const host = 'http://localhost'

async function infoAt(app: Pick<Hono, 'request'>, path: string): Promise<number> {
  const response = await app.request(path)
  await response.text()
  return response.status
}

describe('the app handles requests', () => {
  test('by itself, and refuses other paths with the error of the runtime', async () => {
    const endpoint = createCopilotHonoHandler({ runtime, basePath: '/api/copilotkit' })
    expect(await infoAt(endpoint, '/api/copilotkit/info')).toBe(200)
    const outside = await endpoint.fetch(new Request(`${host}/info`))
    expect(outside.status).toBe(404)
    expect(await outside.json()).toMatchObject({ code: 'not_found' })
  })

  test('mounted between other routes', async () => {
    const app = new Hono()
    app.get('/', (c) => c.text('first'))
    app.route('/', createCopilotEndpoint({ runtime, basePath: '/api/copilotkit' }))
    app.get('/api/last', (c) => c.text('last'))
    const response = await app.request('/api/copilotkit/agent/default/run', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ...input, threadId: 'beside' }),
    })
    expect((await readEvents(response)).at(-1)).toMatchObject({ type: 'RUN_FINISHED' })
    expect(await (await app.request('/')).text()).toBe('first')
    expect(await (await app.request('/api/last')).text()).toBe('last')
  })

  test.each(['/', '/copilotkit', '/copilotkit/'])(
    'at a mount path, with the base path %s',
    async (basePath) => {
      const app = new Hono().route('/:tenant/v1', createCopilotHonoHandler({ runtime, basePath }))
      const below = basePath.replace(/\/$/, '')
      for (const tenant of ['a', 'b', '%20', 'a']) {
        expect(await infoAt(app, `/${tenant}/v1${below}/info`)).toBe(200)
      }
      expect(await infoAt(app, `/a/v1${below}/junk/info`)).toBe(404)
      expect(await infoAt(app, `/a/v1/x${below}/info`)).toBe(404)
    },
  )

  test.each<[string, string]>([
    ['/:tenant{[a-z]+}', '/ab'],
    ['/:tenant{.+}/v1', '/a/v1'],
    ['/:tenant{.+}/v1', '/a/b%2Fc/d/v1'],
    ['/:tenant{\\d{2}}/v1', '/42/v1'],
    ['/*/v1', '/a/v1'],
    ['/:a/:b', '/%C3%A4/%25'],
  ])('below %s, at %s', async (mount, path) => {
    for (const App of [Hono, QuickHono, TinyHono]) {
      const app = new App().route(mount, createCopilotHonoHandler({ runtime, basePath: '/api' }))
      expect(await infoAt(app, `${path}/api/info`)).toBe(200)
      expect(await infoAt(app, `${path}/api//info/`)).toBe(200)
      expect(await infoAt(app, `${path}/api/junk/info`)).toBe(404)
      const stop = `${path}/api/agent/default/stop/a%2Fb`
      expect((await app.request(stop, { method: 'POST' })).status).toBe(200)
    }
  })

  test('of every tenant with one handler', async () => {
    let reads = 0
    const cors = {
      get maxAge() {
        return ++reads
      },
    }
    const app = new Hono().route('/:tenant', createCopilotHonoHandler({ runtime, basePath: '/api', cors }))
    const before = reads
    for (const tenant of ['a', 'b', 'a']) expect(await infoAt(app, `/${tenant}/api/info`)).toBe(200)
    expect(reads).toBe(before)
  })

  test('in an app with a custom getPath', async () => {
    const getPath = (request: Request): string =>
      `/${new URL(request.url).host}${new URL(request.url).pathname}`
    const app = new Hono({ getPath })
    app.route('/a.example.com', createCopilotHonoHandler({ runtime, basePath: '/api' }))
    expect(await infoAt(app, 'http://a.example.com/api/info')).toBe(200)
    expect(await infoAt(app, 'http://b.example.com/api/info')).toBe(404)
    const cutting = new Hono({ getPath: (request) => new URL(request.url).pathname.replace('/stage', '') })
    cutting.route('/', createCopilotHonoHandler({ runtime, basePath: '/api' }))
    expect(await infoAt(cutting, '/stage/api/info')).toBe(200)
  })

  test('at two paths of one app', async () => {
    const endpoint = createCopilotHonoHandler({ runtime, basePath: '/api' })
    const app = new Hono().route('/v1', endpoint).route('/:tenant/v1', endpoint)
    for (const path of ['/v1', '/a/v1', '/v1', '/b/v1'])
      expect(await infoAt(app, `${path}/api/info`)).toBe(200)
  })

  test.each<[string, string, string]>([
    ['/', '/api', '/api'],
    ['/api', '/', '/api'],
    ['/:tenant', '/', '/a'],
    ['/:tenant', '/api', '/a/api'],
  ])(
    'in single-route mode at one path, and passes on requests below it: %s, %s',
    async (mount, basePath, at) => {
      const app = new Hono()
      app.route(mount, createCopilotEndpointSingleRoute({ runtime, basePath }))
      app.get(`${at}/users`, (c) => c.text('users'))
      for (const path of [at, `${at}/`]) {
        const response = await app.request(path, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: '{"method":"info"}',
        })
        expect(await response.json()).toHaveProperty('agents.default')
      }
      expect(await (await app.request(`${at}/users`)).text()).toBe('users')
    },
  )

  test('through the handle of hono/vercel', async () => {
    const GET = handle(createCopilotEndpoint({ runtime, basePath: '/api/copilotkit' }))
    expect((await GET(new Request(`${host}/api/copilotkit/info`))).status).toBe(200)
  })

  test('with the error handler of the app it is mounted in', async () => {
    const endpoint = createCopilotHonoHandler({ runtime, basePath: '/api' })
    endpoint.onError((_error, c) => c.text('mine', 500))
    expect(await infoAt(new Hono().route('/v1', endpoint), '/v1/api/info')).toBe(200)
  })
})

describe('CORS', () => {
  const preflight = {
    method: 'OPTIONS',
    headers: {
      origin: page,
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'authorization',
    },
  }
  test('allows every origin by default, including the Authorization header', async () => {
    const endpoint = createCopilotHonoHandler({ runtime, basePath: '/api' })
    const { status, headers } = await endpoint.request('/api/agent/default/run', preflight)
    expect(status).toBe(204)
    expect(headers.get('access-control-allow-origin')).toBe('*')
    expect(headers.get('access-control-allow-headers')).toBe('authorization')
  })

  test('accepts a function of the origin, as the middleware of Hono does', async () => {
    const origin = (asking: string, context: unknown): string | undefined =>
      context === undefined && asking === page ? asking : undefined
    const endpoint = createCopilotHonoHandler({
      runtime,
      basePath: '/api',
      cors: { origin, credentials: true },
    })
    const { headers } = await endpoint.request('/api/info', preflight)
    expect(headers.get('access-control-allow-origin')).toBe(page)
    expect(headers.get('access-control-allow-credentials')).toBe('true')
  })

  const forms: CopilotEndpointCorsConfig['origin'][] = [
    [page, 'https://other.example.com'],
    /^https:\/\/\w+\.example\.com$/,
    ['https://other.example.com', /^https:\/\/app\.example\.com$/],
    (origin, _context) => (origin === page ? origin : null),
  ]
  test.each(forms.map((origin) => ({ origin })))(
    'allows only the configured pages: $origin',
    async ({ origin }) => {
      const cors = { origin, credentials: true }
      const endpoint = createCopilotHonoHandler({ runtime, basePath: '/api', cors })
      for (const [asking, expected] of [
        [page, page],
        [`${page}.evil.example`, null],
      ] as const) {
        const headers = { ...preflight.headers, origin: asking }
        for (const method of ['OPTIONS', 'GET']) {
          const answer = await endpoint.request('/api/info', { method, headers })
          expect(answer.ok).toBe(true)
          expect(answer.headers.get('access-control-allow-origin')).toBe(expected)
          expect(answer.headers.get('access-control-allow-credentials')).toBe(expected && 'true')
          expect(answer.headers.get('vary')).toContain('Origin')
        }
      }
    },
  )

  test('is left to the app with cors: false', async () => {
    const endpoint = createCopilotHonoHandler({ runtime, basePath: '/api', cors: false })
    const { headers } = await endpoint.request('/api/info', { headers: { origin: page } })
    expect(headers.get('access-control-allow-origin')).toBeNull()
  })
})

describe('creating the app throws', () => {
  test('without basePath, with an example', () => {
    const line = "createCopilotHonoHandler({ runtime, basePath: '/api/copilotkit' })"
    expect(() => createCopilotHonoHandler({ ...JSON.parse('{}'), runtime })).toThrow(line)
    expect(() => createCopilotEndpointSingleRoute({ runtime, basePath: '' })).toThrow(line)
  })

  test.each([{}, { origin: true }])('with credentials for every origin: %j', (everybody) => {
    const cors = { ...everybody, credentials: true }
    expect(() => createCopilotHonoHandler({ runtime, basePath: '/', cors })).toThrow('explicit cors.origin')
  })
})

describe('the RPC client of Hono', () => {
  const routes = new Hono().route('/v1', createCopilotHonoHandler({ runtime, basePath: '/api/copilotkit' }))
  const client = hc<typeof routes>(host, { fetch: routes.request })
  const { copilotkit } = client.v1.api

  test('reads the runtime info', async () => {
    const info = await (await copilotkit.info.$get()).json()
    expectTypeOf(info).toExtend<CopilotRuntimeInfo>()
    expect(info.agents.default).toMatchObject({ name: 'default' })
  })

  test('runs an agent', async () => {
    const run = copilotkit.agent[':agentId'].run.$post
    const response = await run({ param: { agentId: 'default' }, json: { ...input, threadId: 'rpc' } })
    const events = await readEvents(response)
    expect(events.at(-1)).toMatchObject({ type: 'RUN_FINISHED', threadId: 'rpc' })
    expectTypeOf(run).parameter(0).toExtend<{ param: { agentId: string }; json: object }>()
  })

  test('stops a run', async () => {
    const param = { agentId: 'default', threadId: 'idle' }
    const response = await copilotkit.agent[':agentId'].stop[':threadId'].$post({ param })
    expect(await response.json()).toMatchObject({ stopped: false })
  })

  test('has the routes of an app that is served by itself', async () => {
    const endpoint = createCopilotHonoHandler({ runtime, basePath: '/copilotkit/' })
    const direct = hc<typeof endpoint>(host, { fetch: endpoint.request })
    const { version } = await (await direct.copilotkit.info.$get()).json()
    expectTypeOf(version).toEqualTypeOf<string>()
    expect(direct.copilotkit.threads[':threadId'].$url({ param: { threadId: 't 1' } }).pathname).toBe(
      '/copilotkit/threads/t%201',
    )
  })

  test('rejects requests that no route accepts', () => {
    const agent = copilotkit.agent[':agentId']
    const single = hc<ReturnType<typeof singleAt>>(host)
    // Compiled but never called.
    const wrong = [
      // @ts-expect-error no such route
      () => copilotkit.inform.$get(),
      // @ts-expect-error the base path is /api/copilotkit
      () => client.v1.copilotkit.info.$get(),
      // @ts-expect-error info has no input
      () => copilotkit.info.$post(),
      // @ts-expect-error a run is a POST
      () => agent.run.$get({ param: { agentId: 'default' } }),
      // @ts-expect-error a run needs its agent
      () => agent.run.$post({ json: input }),
      // @ts-expect-error a run needs its input
      () => agent.run.$post({ param: { agentId: 'default' } }),
      // @ts-expect-error a stop needs its thread
      () => agent.stop[':threadId'].$post({ param: { agentId: 'default' } }),
      // @ts-expect-error a recording is sent in a form
      () => copilotkit.transcribe.$post({ json: {} }),
      // @ts-expect-error single-route mode has only one path
      () => single.api.single.info.$get(),
      // @ts-expect-error an envelope needs its method
      () => single.api.single.$post({ json: { params: {} } }),
      // @ts-expect-error the method must exist
      () => single.api.single.$post({ json: { method: 'agent/walk' } }),
    ]
    expect(wrong).toHaveLength(11)
  })

  const singleAt = () => createCopilotEndpointSingleRoute({ runtime, basePath: '/api/single' })
  test('has the one path of single-route mode', async () => {
    const single = singleAt()
    const { api } = hc<typeof single>(host, { fetch: single.request })
    const response = await api.single.$post({ json: { method: 'info' } })
    expect(await response.json()).toHaveProperty('agents.default')
  })
})
