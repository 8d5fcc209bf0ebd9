import type { Server } from 'node:http'
import { type CopilotCorsConfig, CopilotRuntime } from '@flightdeck/runtime-core'
import { readEvents, saying, scriptedAgent } from '@flightdeck/testkit'
import compression from 'compression'
import cors from 'cors'
import express, { type ErrorRequestHandler, type Express, type RequestHandler } from 'express'
import requestsLogger from 'express-requests-logger'
import { describe, expect, onTestFinished, test } from 'vitest'
import { createCopilotExpressHandler } from '../src/express-handler.ts'
import { createCopilotEndpointExpress, createCopilotEndpointSingleRouteExpress } from '../src/older-names.ts'

const runtime = new CopilotRuntime({ agents: { default: scriptedAgent((input) => saying(input, ['Hi'])) } })
const input = { threadId: 't', runId: 'r', messages: [], tools: [], context: [] }
let threads = 0
const page = 'https://app.example.com'

async function listen(app: Express): Promise<string> {
  const server = await new Promise<Server>((resolve) => {
    const listening = app.listen(0, '127.0.0.1', () => resolve(listening))
  })
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The server has no port')
  return `http://127.0.0.1:${address.port}`
}

function post(url: string, body: object, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  })
}

/** Runs the agent at a multi-route URL, on a new thread. */
async function runAt(url: string): Promise<string[]> {
  const response = await post(`${url}/agent/default/run`, { ...input, threadId: `t${++threads}` })
  return (await readEvents(response)).map(({ type }) => type)
}

const aRun = expect.arrayContaining(['RUN_STARTED', 'TEXT_MESSAGE_CONTENT', 'RUN_FINISHED'])

/** Declares the tests of how the router can be mounted, with the Express installed as `express`. */
export function mountingTests(): void {
  describe('the router handles requests', () => {
    test('below its base path, beside the routes of the app', async () => {
      const app = express()
      app.get('/before', (_req, res) => void res.send('before'))
      app.use(createCopilotExpressHandler({ runtime, basePath: '/api/copilotkit' }))
      app.get('/api/after', (_req, res) => void res.send('after'))
      const url = await listen(app)
      expect(await runAt(`${url}/api/copilotkit`)).toEqual(aRun)
      expect(await (await fetch(`${url}/before`)).text()).toBe('before')
      expect(await (await fetch(`${url}/api/after`)).text()).toBe('after')
      expect((await fetch(`${url}/api/copilotkitx/info`)).headers.get('content-type')).toContain('html')
    })

    test('at a mount path, with the base path /', async () => {
      const app = express()
      app.use('/api/copilotkit', createCopilotEndpointExpress({ runtime, basePath: '/' }))
      app.use('/single', createCopilotEndpointSingleRouteExpress({ runtime, basePath: '/' }))
      const url = await listen(app)
      expect((await fetch(`${url}/api/copilotkit/info`)).status).toBe(200)
      expect(await runAt(`${url}/api/copilotkit`)).toEqual(aRun)
      expect(await (await post(`${url}/single`, { method: 'info' })).json()).toHaveProperty('agents.default')
    })

    test('at a mount path that already contains its base path', async () => {
      const app = express()
      app.use('/api/copilotkit', createCopilotExpressHandler({ runtime, basePath: '/api/copilotkit' }))
      expect(await runAt(`${await listen(app)}/api/copilotkit`)).toEqual(aRun)
    })

    test('after a middleware that removes a prefix', async () => {
      const app = express()
      app.use((req, _res, next) => {
        req.url = req.url.replace('/stage', '')
        next()
      })
      app.use(createCopilotExpressHandler({ runtime, basePath: '/api' }))
      const url = await listen(app)
      expect((await fetch(`${url}/stage/api/info`)).status).toBe(200)
      expect((await fetch(`${url}/api/info`)).status).toBe(200)
    })

    test('below mount paths with parameters', async () => {
      const app = express()
      app.use('/:tenant', createCopilotExpressHandler({ runtime, basePath: '/api' }))
      const url = await listen(app)
      const asked = ['a', 'b', 'a', '%20'].map((tenant) => fetch(`${url}/${tenant}/api/info`))
      for (const response of await Promise.all(asked)) {
        expect(response.status).toBe(200)
        await response.text()
      }
    })

    test.each([
      ['the origin of the page', page, {}, 200],
      ['another origin', 'https://other.example', {}, 403],
      ['every origin', '*', {}, 200],
      ['every origin, with credentials', '*', { cookie: 'session=1' }, 403],
    ])('after a middleware that allows %s', async (_what, allowed, sent, status) => {
      const app = express()
      app.use((_req, res, next) => {
        res.setHeader('Access-Control-Allow-Origin', allowed)
        next()
      })
      app.use(createCopilotExpressHandler({ runtime, basePath: '/api', cors: false }))
      const response = await fetch(`${await listen(app)}/api/agent/default/run`, {
        method: 'POST',
        headers: { origin: page, 'content-type': 'application/json', ...sent },
        body: JSON.stringify({ ...input, threadId: `t${++threads}` }),
      })
      await response.text()
      expect(response.status).toBe(status)
    })

    test('of every tenant with one handler', async () => {
      let reads = 0
      const cors = {
        get maxAge() {
          return ++reads
        },
      }
      const app = express()
      app.use('/:tenant', createCopilotExpressHandler({ runtime, basePath: '/api', cors }))
      const url = await listen(app)
      const before = reads
      for (const tenant of ['a', 'b', 'a']) {
        expect((await fetch(`${url}/${tenant}/api/info`)).status).toBe(200)
      }
      expect(reads).toBe(before)
    })

    const parsers: [string, RequestHandler[]][] = [
      ['nothing', []],
      ['express.json()', [express.json()]],
      ['express.urlencoded()', [express.urlencoded({ extended: true })]],
      ['express.raw()', [express.raw({ type: '*/*' })]],
      ['express.text()', [express.text({ type: '*/*' })]],
      [
        'all of them',
        [express.json(), express.urlencoded({ extended: true }), express.raw(), express.text()],
      ],
    ]
    test.each(parsers)('after %s, and hooks see the same URL', async (_name, before) => {
      const seen: string[] = []
      const app = express()
      for (const parser of before) app.use(parser)
      const router = createCopilotExpressHandler({
        runtime,
        basePath: '/api',
        hooks: { onRequest: ({ request, path }) => void seen.push(request.url, path) },
      })
      app.use('/v1', express.Router().use('/deep', router))
      const url = await listen(app)
      expect(await runAt(`${url}/v1/deep/api`)).toEqual(aRun)
      const path = '/v1/deep/api/agent/default/run'
      expect(seen).toEqual([url + path, path])
    })

    test.each(parsers)('before %s, which parses the requests that are passed on', async (_name, behind) => {
      const echoing = (app: Express): Express => {
        for (const parser of behind) app.use(parser)
        return app.use((req, res) => {
          res.json(Buffer.isBuffer(req.body) ? req.body.toString() : (req.body ?? null))
        })
      }
      const app = express()
      app.use('/v1', createCopilotExpressHandler({ runtime, basePath: '/api' }))
      const url = await listen(echoing(app))
      expect(await runAt(`${url}/v1/api`)).toEqual(aRun)
      const withoutRouter = await listen(echoing(express()))
      const bodies: RequestInit[] = [
        { body: '{"a":1}', headers: { 'content-type': 'application/json' } },
        { body: new URLSearchParams({ a: '1' }) },
        { body: 'a', headers: { 'content-type': 'text/plain' } },
      ]
      for (const init of bodies) {
        const echoAt = async (address: string): Promise<unknown> =>
          (await fetch(address, { method: 'POST', ...init })).json()
        const expected = await echoAt(withoutRouter)
        expect(await echoAt(`${url}/other`)).toEqual(expected)
        expect(await echoAt(`${url}/v1/other`)).toEqual(expected)
      }
    })
  })

  describe('the router passes on requests', () => {
    test('below the base path of a single-route runtime', async () => {
      const app = express()
      app.use(createCopilotExpressHandler({ runtime, basePath: '/api', mode: 'single-route' }))
      app.get('/api/users', (_req, res) => void res.send('users'))
      const url = await listen(app)
      expect((await post(`${url}/api`, { method: 'info' })).status).toBe(200)
      expect((await post(`${url}/api/`, { method: 'info' })).status).toBe(200)
      expect(await (await fetch(`${url}/api/users`)).text()).toBe('users')
    })

    test('whose path a middleware has rewritten', async () => {
      const app = express()
      app.use((req, _res, next) => {
        req.url = '/api/info'
        next()
      })
      app.use(createCopilotExpressHandler({ runtime, basePath: '/api' }))
      app.use((_req, res) => void res.status(418).end())
      expect((await fetch(`${await listen(app)}/other`)).status).toBe(418)
    })
  })

  describe('the URL of a request', () => {
    const forwarded = { 'x-forwarded-proto': 'https', 'x-forwarded-host': 'app.example.com' }
    test.each([
      ['is taken from the proxy headers with trust proxy', true, 'https://app.example.com/api/info'],
      ['is taken from the proxy headers of a trusted proxy', 'loopback', 'https://app.example.com/api/info'],
      ['is not taken from the headers of another sender', '10.0.0.1', undefined],
      ['is not taken from proxy headers without trust proxy', false, undefined],
    ])('%s', async (_name, trust, expected) => {
      const seen: string[] = []
      const app = express()
      app.set('trust proxy', trust)
      const hooks = { onRequest: ({ request }: { request: Request }) => void seen.push(request.url) }
      app.use(createCopilotExpressHandler({ runtime, basePath: '/api', hooks }))
      const url = await listen(app)
      await (await fetch(`${url}/api/info`, { headers: forwarded })).text()
      expect(seen).toEqual([expected ?? `${url}/api/info`])
    })
  })

  describe('CORS', () => {
    const asked = {
      origin: 'https://app.example.com',
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'authorization,content-type',
    }
    test('allows every origin by default, including the Authorization header', async () => {
      const app = express()
      app.use(createCopilotExpressHandler({ runtime, basePath: '/api' }))
      const url = await listen(app)
      const preflight = await fetch(`${url}/api/agent/default/run`, { method: 'OPTIONS', headers: asked })
      expect(preflight.status).toBe(204)
      expect(preflight.headers.get('access-control-allow-origin')).toBe('*')
      expect(preflight.headers.get('access-control-allow-headers')).toBe('authorization,content-type')
      const info = await fetch(`${url}/api/info`, { headers: { origin: asked.origin } })
      expect(info.headers.get('access-control-allow-origin')).toBe('*')
    })

    test('accepts the option names of the package cors', async () => {
      const app = express()
      const cors = { origin: asked.origin, methods: ['GET', 'POST', 'OPTIONS'], credentials: true }
      app.use(createCopilotExpressHandler({ runtime, basePath: '/api', cors }))
      const preflight = await fetch(`${await listen(app)}/api/info`, { method: 'OPTIONS', headers: asked })
      expect(preflight.headers.get('access-control-allow-origin')).toBe(asked.origin)
      expect(preflight.headers.get('access-control-allow-methods')).toBe('GET, POST, OPTIONS')
      expect(preflight.headers.get('access-control-allow-credentials')).toBe('true')
    })

    const forms: CopilotCorsConfig['origin'][] = [
      asked.origin,
      [asked.origin, 'https://other.example.com'],
      /^https:\/\/\w+\.example\.com$/,
      ['https://other.example.com', /^https:\/\/app\.example\.com$/],
      (origin) => (origin === asked.origin ? origin : null),
    ]
    test.each(forms.map((origin) => ({ origin })))(
      'accepts an origin as the package cors does: $origin',
      async ({ origin }) => {
        const app = express()
        const cors = { origin, credentials: true, optionsSuccessStatus: 200, preflightContinue: false }
        app.use(createCopilotExpressHandler({ runtime, basePath: '/api', cors }))
        const url = await listen(app)
        const preflight = await fetch(`${url}/api/info`, { method: 'OPTIONS', headers: asked })
        expect(preflight.status).toBe(200)
        expect(preflight.headers.get('access-control-allow-origin')).toBe(asked.origin)
        const info = await fetch(`${url}/api/info`, { headers: { origin: asked.origin } })
        expect(info.headers.get('access-control-allow-origin')).toBe(asked.origin)
      },
    )

    test.each(forms.slice(1).map((origin) => ({ origin })))(
      'does not allow a page of another origin: $origin',
      async ({ origin }) => {
        const app = express()
        app.use(createCopilotExpressHandler({ runtime, basePath: '/api', cors: { origin } }))
        const url = `${await listen(app)}/api/info`
        const headers = { ...asked, origin: 'https://app.example.com.evil.example' }
        const answers = [await fetch(url, { method: 'OPTIONS', headers }), await fetch(url, { headers })]
        for (const answer of answers) {
          expect(answer.ok).toBe(true)
          expect(answer.headers.get('access-control-allow-origin')).toBeNull()
          expect(answer.headers.get('vary')).toContain('Origin')
        }
      },
    )

    test('reflects the origin with origin: true, and is off with origin: false', async () => {
      const app = express()
      app.use(createCopilotExpressHandler({ runtime, basePath: '/all', cors: { origin: true } }))
      app.use(createCopilotExpressHandler({ runtime, basePath: '/none', cors: { origin: false } }))
      const url = await listen(app)
      const originAt = async (path: string): Promise<string | null> =>
        (await fetch(url + path, { headers: asked })).headers.get('access-control-allow-origin')
      expect(await originAt('/all/info')).toBe(asked.origin)
      expect(await originAt('/none/info')).toBeNull()
    })

    test.each([
      ['the default', {}, 'https://app.example.com'],
      ['a configuration', { cors: { origin: 'https://other.example.com' } }, 'https://other.example.com'],
    ] as const)('of a middleware in front, against %s', async (_name, options, expected) => {
      const app = express()
      app.use((_req, res, next) => {
        res.setHeader('Access-Control-Allow-Origin', 'https://app.example.com')
        next()
      })
      app.use(createCopilotExpressHandler({ runtime, basePath: '/api', ...options }))
      const url = await listen(app)
      const preflight = { method: 'OPTIONS', headers: { 'access-control-request-method': 'POST' } }
      for (const response of [await fetch(`${url}/api/info`), await fetch(`${url}/api/info`, preflight)]) {
        expect(response.ok).toBe(true)
        expect(response.headers.get('access-control-allow-origin')).toBe(expected)
      }
    })

    test('is left to the app with cors: false', async () => {
      const app = express()
      app.use((_req, res, next) => {
        res.setHeader('access-control-allow-origin', 'https://mine')
        next()
      })
      app.use(createCopilotExpressHandler({ runtime, basePath: '/api', cors: false }))
      const info = await fetch(`${await listen(app)}/api/info`, { headers: { origin: asked.origin } })
      expect(info.headers.get('access-control-allow-origin')).toBe('https://mine')
    })
  })

  describe('mounting throws', () => {
    test('without basePath, with an example', () => {
      const params = JSON.parse('{}')
      const line = "app.use(createCopilotExpressHandler({ runtime, basePath: '/api/copilotkit' }))"
      expect(() => createCopilotExpressHandler({ ...params, runtime })).toThrow(line)
      expect(() => createCopilotEndpointSingleRouteExpress({ runtime, basePath: '' })).toThrow(line)
    })

    test('without a runtime', () => {
      expect(() => createCopilotExpressHandler(JSON.parse('{"basePath":"/"}'))).toThrow('runtime must be')
    })

    test.each([{}, { origin: true }])('with credentials for every origin: %j', (everybody) => {
      const cors = { ...everybody, credentials: true }
      expect(() => createCopilotExpressHandler({ runtime, basePath: '/', cors })).toThrow(
        'explicit cors.origin',
      )
    })

    test('with an origin function that uses a callback', () => {
      const origin = (_origin: string, callback: (error: null, allow: boolean) => void): void =>
        callback(null, true)
      // @ts-expect-error the result must be returned
      const mount = (): unknown => createCopilotExpressHandler({ runtime, basePath: '/', cors: { origin } })
      expect(mount).toThrow('no callback')
    })
  })

  describe('other middleware', () => {
    test('express-requests-logger, whose res.write returns nothing, does not stall a slow stream', async () => {
      const slowly = scriptedAgent((input) =>
        saying(input, ['a', 'b', 'c']).flatMap((event) => [{ waitMs: 20 }, event]),
      )
      const app = express()
      app.use(requestsLogger({ logger: { info: () => {}, error: () => {}, warn: () => {} } }))
      const slow = new CopilotRuntime({ agents: { default: slowly } })
      app.use(createCopilotExpressHandler({ runtime: slow, basePath: '/api' }))
      expect((await runAt(`${await listen(app)}/api`)).at(-1)).toBe('RUN_FINISHED')
    })

    test('compression streams a run, and its Vary header is added to that of the runtime', async () => {
      const app = express()
      app.use(compression({ threshold: 0, filter: () => true }))
      app.use(
        createCopilotExpressHandler({ runtime, basePath: '/api', cors: { origin: ['https://a.test'] } }),
      )
      const response = await fetch(`${await listen(app)}/api/info`, { headers: { origin: 'https://a.test' } })
      expect(response.headers.get('content-encoding')).not.toBe(null)
      expect(response.headers.get('vary')?.toLowerCase()).toBe('origin, accept-encoding')
      expect(await response.json()).toHaveProperty('agents')
    })

    test('cors and others that set Vary before the router keep their values', async () => {
      const app = express()
      app.use(cors({ origin: ['https://b.test'] }))
      app.use((_req, res, next) => {
        res.vary('Accept-Language')
        next()
      })
      app.use(
        createCopilotExpressHandler({ runtime, basePath: '/api', cors: { origin: ['https://a.test'] } }),
      )
      const response = await fetch(`${await listen(app)}/api/info`, { headers: { origin: 'https://a.test' } })
      expect(response.headers.get('vary')).toBe('Origin, Accept-Language')
    })
  })

  describe('an error', () => {
    const telling: ErrorRequestHandler = (error, _req, res, _next) => {
      res.status(599).send(String(error.message))
    }
    test('before anything was sent goes to the error handlers of the app', async () => {
      const app = express()
      const hooks = { onResponse: () => Response.error() }
      app.use(createCopilotExpressHandler({ runtime, basePath: '/api', hooks }))
      app.use(telling)
      const response = await fetch(`${await listen(app)}/api/info`)
      expect(response.status).toBe(599)
      expect(await response.text()).toContain('status 0')
    })

    test('of a body before its first byte goes to error handlers that respond later, with no header of the body', async () => {
      const body = (): ReadableStream =>
        new ReadableStream({ pull: () => Promise.reject(new Error('early')) })
      const headers = { 'content-type': 'text/event-stream', 'x-body': '1' }
      const app = express()
      const hooks = { onResponse: () => new Response(body(), { headers }) }
      app.use((_req, res, next) => {
        res.setHeader('x-app', '1')
        next()
      })
      app.use(createCopilotExpressHandler({ runtime, basePath: '/api', hooks }))
      app.use(((error, _req, res, _next) => {
        setTimeout(() => res.status(599).json({ message: error.message }), 50)
      }) satisfies ErrorRequestHandler)
      const response = await fetch(`${await listen(app)}/api/info`)
      expect(response.status).toBe(599)
      expect(response.headers.get('content-type')).toMatch(/^application\/json/)
      expect([response.headers.get('x-app'), response.headers.get('x-body')]).toEqual(['1', null])
      expect(await response.json()).toEqual({ message: 'early' })
    })

    test('in the middle of a response does not', async () => {
      const told: unknown[] = []
      let sent = false
      const body = (): ReadableStream =>
        new ReadableStream({
          pull(controller) {
            if (sent) return new Promise((_, reject) => setTimeout(reject, 20, new Error('midway')))
            sent = true
            controller.enqueue(new TextEncoder().encode('part'))
          },
        })
      const app = express()
      const hooks = { onResponse: () => new Response(body()) }
      app.use(createCopilotExpressHandler({ runtime, basePath: '/api', hooks }))
      app.use(((error, _req, _res, _next) => void told.push(error)) satisfies ErrorRequestHandler)
      const response = await fetch(`${await listen(app)}/api/info`)
      await expect(response.text()).rejects.toThrow()
      expect(told).toEqual([])
    })
  })
}
