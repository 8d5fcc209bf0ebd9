import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { readEvents, saying, scriptedAgent } from '@flightdeck/testkit'
import express from 'express'
import { describe, expect, onTestFinished, test } from 'vitest'
import { hosts, inputOf, listen, PATH, run, said, send } from '../../../test/endpoint-client.ts'
import {
  CopilotRuntime,
  config,
  copilotRuntimeNextJSAppRouterEndpoint,
  copilotRuntimeNextJSPagesRouterEndpoint,
  copilotRuntimeNodeExpressEndpoint,
  copilotRuntimeNodeHttpEndpoint,
} from '../../index.ts'
import { CopilotRuntime as StrictRuntime } from '../../v2.ts'

const agents = { default: scriptedAgent((input) => saying(input, ['Hi'])) }
const runtime = new CopilotRuntime({ agents })

describe.each(Object.entries(hosts))('through the helper for %s', (_name, host) => {
  test('GraphQL is refused with what to use instead', async () => {
    const response = await fetch(`${await listen(host(() => ({ runtime })))}${PATH}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-copilotkit-runtime-client-gql-version': '1.74.0' },
      body: JSON.stringify({ operationName: 'generateCopilotResponse', query: 'mutation {}', variables: {} }),
    })
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({ code: 'graphql_not_served' })
  })

  test('pages of every origin may call, unless cors says who', async () => {
    const originOf = async (options: object): Promise<string | null> => {
      const url = `${await listen(host(() => ({ runtime, ...options })))}${PATH}`
      const headers = { origin: 'https://app.example.com' }
      return (await send(url, 'info', undefined, { headers })).headers.get('access-control-allow-origin')
    }
    expect(await originOf({})).toBe('*')
    expect(await originOf({ cors: { origin: 'https://app.example.com', credentials: true } })).toBe(
      'https://app.example.com',
    )
  })

  test('a browser may ask before it calls', async () => {
    const url = `${await listen(host(() => ({ runtime })))}${PATH}`
    const response = await fetch(url, {
      method: 'OPTIONS',
      headers: { origin: 'https://app.example.com', 'access-control-request-method': 'POST' },
    })
    expect(response.status).toBe(204)
    expect(response.headers.get('access-control-allow-origin')).toBe('*')
    expect(response.headers.get('access-control-allow-methods')).toContain('POST')
  })

  test('a runtime of /v2 is served as well', async () => {
    const strict = new StrictRuntime({ agents })
    expect(said(await run(`${await listen(host(() => ({ runtime: strict })))}${PATH}`, inputOf('Hi')))).toBe(
      'Hi',
    )
  })
})

// A controller for one path is not asked for those below it.
const withPaths = Object.entries(hosts).filter(([name]) => name !== 'Nest controller')

describe.each(withPaths)('through the helper for %s', (_name, host) => {
  test('paths below the endpoint are served as in /v2', async () => {
    const url = `${await listen(host(() => ({ runtime })))}${PATH}`
    expect(await (await fetch(`${url}/info`)).json()).toMatchObject({ agents: { default: {} } })
    const response = await fetch(`${url}/agent/default/run`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(inputOf('Hi')),
    })
    expect((await readEvents(response)).at(-1)?.type).toBe('RUN_FINISHED')
    expect((await fetch(`${url}/nothing`)).status).toBe(404)
  })
})

describe('in Express', () => {
  const mountings: [string, (app: express.Express, endpoint?: string) => void][] = [
    [
      'at the root',
      (app) => void app.use(copilotRuntimeNodeExpressEndpoint({ runtime, endpoint: '/copilotkit' })),
    ],
    [
      'at its path, which the endpoint repeats',
      (app) =>
        void app.use('/copilotkit', copilotRuntimeNodeExpressEndpoint({ runtime, endpoint: '/copilotkit' })),
    ],
    [
      'at its path, with the endpoint /',
      (app) => void app.use('/copilotkit', copilotRuntimeNodeExpressEndpoint({ runtime, endpoint: '/' })),
    ],
    [
      'inside a handler, as older examples do',
      (app) =>
        void app.use('/copilotkit', (req, res, next) => {
          const handler = copilotRuntimeNodeHttpEndpoint({ runtime, endpoint: '/copilotkit' })
          return handler(req, res, next)
        }),
    ],
  ]
  describe.each(mountings)('mounted %s', (_name, mount) => {
    test.each([
      ['without a parser', undefined],
      ['behind express.json()', express.json()],
    ])('it answers, and leaves other routes alone, %s', async (_parser, parser) => {
      const app = express()
      if (parser) app.use(parser)
      mount(app)
      app.get('/other', (_req, res) => void res.send('other'))
      app.get('/copilotkit-docs', (_req, res) => void res.send('docs'))
      const url = await listen(app)
      expect(said(await run(`${url}/copilotkit`, inputOf('Hi')))).toBe('Hi')
      expect(await (await fetch(`${url}/copilotkit/info`)).json()).toMatchObject({ agents: { default: {} } })
      expect(await (await fetch(`${url}/other`)).text()).toBe('other')
      expect(await (await fetch(`${url}/copilotkit-docs`)).text()).toBe('docs')
    })
  })

  test('a middleware in front decides which pages may call, unless cors is given', async () => {
    const originOf = async (options: object): Promise<string | null> => {
      const app = express()
      app.use((_req, res, next) => {
        res.setHeader('Access-Control-Allow-Origin', 'https://app.example.com')
        next()
      })
      app.use(copilotRuntimeNodeExpressEndpoint({ runtime, endpoint: '/copilotkit', ...options }))
      return (await send(`${await listen(app)}/copilotkit`, 'info')).headers.get(
        'access-control-allow-origin',
      )
    }
    expect(await originOf({})).toBe('https://app.example.com')
    expect(await originOf({ cors: { origin: 'https://other.example.com' } })).toBe(
      'https://other.example.com',
    )
  })

  test('a page whose origin a middleware in front names is no stranger', async () => {
    const app = express()
    app.use((_req, res, next) => {
      res.setHeader('Access-Control-Allow-Origin', 'https://app.example.com')
      next()
    })
    app.use(copilotRuntimeNodeExpressEndpoint({ runtime, endpoint: '/copilotkit' }))
    const url = await listen(app)
    const listed = async (origin: string): Promise<number> =>
      (await fetch(`${url}/copilotkit/threads`, { headers: { origin } })).status
    expect(await listed('https://app.example.com')).toBe(200)
    expect(await listed('https://other.example.com')).toBe(403)
  })

  test.each([
    ['trusts its sender', 'loopback', 'https://app.example.com/copilotkit'],
    ['trusts other senders', '10.0.0.1', undefined],
    ['trusts no proxy', false, undefined],
  ])('the URL of a request follows the proxy if Express %s', async (_name, trust, expected) => {
    const urls: (string | undefined)[] = []
    const watched = new CopilotRuntime({
      agents,
      middleware: { onBeforeRequest: ({ url }) => void urls.push(url) },
    })
    const app = express()
    app.set('trust proxy', trust)
    app.use('/copilotkit', copilotRuntimeNodeExpressEndpoint({ runtime: watched, endpoint: '/copilotkit' }))
    const url = `${await listen(app)}/copilotkit`
    const headers = { 'x-forwarded-proto': 'https', 'x-forwarded-host': 'app.example.com' }
    await run(url, inputOf('Hi'), { headers })
    expect(urls).toEqual([expected ?? url])
  })
})

describe('the path', () => {
  test.each(['copilotkit', '/copilotkit', '/copilotkit/'])('may be written %s', async (endpoint) => {
    const url = await listen(
      (req, res) => void copilotRuntimeNodeHttpEndpoint({ runtime, endpoint })(req, res),
    )
    expect((await send(`${url}/copilotkit`, 'info')).status).toBe(200)
    expect((await send(`${url}/other`, 'info')).status).toBe(404)
    expect((await fetch(`${url}/info`)).status).toBe(404)
  })

  test('baseUrl wins over endpoint, and one of them is needed', async () => {
    const handler = copilotRuntimeNodeHttpEndpoint({ runtime, endpoint: '/one', baseUrl: '/two' })
    const url = await listen((req, res) => void handler(req, res))
    expect((await send(`${url}/two`, 'info')).status).toBe(200)
    expect(() => copilotRuntimeNodeHttpEndpoint({ runtime, endpoint: '' })).toThrow(
      'basePath must be provided',
    )
  })
})

test('the Node helper is a fetch handler as well, and says what is missing', async () => {
  const handler = copilotRuntimeNodeHttpEndpoint({ runtime, endpoint: '/api' })
  const request = new Request('http://localhost/api', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"method":"info"}',
  })
  expect((await handler(request)).status).toBe(200)
  const server = createServer((req) => {
    const alone = handler as unknown as (request: object) => Promise<Response>
    void alone(req).catch((error: unknown) => req.socket.end(String(error)))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  const { connect } = await import('node:net')
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1')
  socket.write('GET /api HTTP/1.1\r\nhost: x\r\n\r\n')
  let answer = ''
  for await (const chunk of socket) answer += chunk
  expect(answer).toBe('TypeError: ServerResponse is required for Node HTTP requests')
})

test('the Pages Router helper works with the body parser on', async () => {
  expect(config).toEqual({ api: { bodyParser: false } })
  const app = express()
  app.use(express.json())
  const handler = copilotRuntimeNextJSPagesRouterEndpoint({ runtime, endpoint: PATH })
  app.all(PATH, (req, res) => handler(req, res))
  expect(said(await run(`${await listen(app)}${PATH}`, inputOf('Hi')))).toBe('Hi')
})

describe('a runtime made for each request', () => {
  const slow = {
    async *run(
      { threadId, runId }: { threadId: string; runId: string },
      { signal }: { signal: AbortSignal },
    ) {
      yield { type: 'RUN_STARTED', threadId, runId }
      yield { type: 'TEXT_MESSAGE_CHUNK', messageId: 'm', role: 'assistant', delta: 'Begun' }
      await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }))
      yield { type: 'RUN_FINISHED', threadId, runId }
    },
  }
  const perRequest = (agent: object = agents.default): Promise<string> =>
    listen(async (req, res) => {
      const made = new CopilotRuntime({ agents: { default: agent as typeof slow } })
      await copilotRuntimeNodeHttpEndpoint({ runtime: made, endpoint: PATH })(req, res)
    })

  test('replays the thread of an earlier request', async () => {
    const url = `${await perRequest()}${PATH}`
    const input = inputOf('Hi')
    await run(url, input)
    const events = await readEvents(await send(url, 'agent/connect', { ...input, messages: [] }))
    const snapshot = events.find(({ type }) => type === 'MESSAGES_SNAPSHOT')
    expect(JSON.stringify(snapshot)).toContain('"Hi"')
  })

  test('refuses a second run on a busy thread, and stops the run of an earlier request', async () => {
    const url = `${await perRequest(slow)}${PATH}`
    const input = inputOf('Hi')
    const first = await send(url, 'agent/run', input)
    const second = await send(url, 'agent/run', { ...input, runId: 'another' })
    expect(second.status).toBe(409)
    expect(await second.json()).toMatchObject({ code: 'thread_busy', runId: input.runId })
    const params = { agentId: 'default', threadId: input.threadId }
    expect(await (await send(url, 'agent/stop', {}, { params })).json()).toMatchObject({ stopped: true })
    expect((await readEvents(first)).at(-1)?.type).toBe('RUN_FINISHED')
  })
})

test('an envelope body with only messages and threadId is enough', async () => {
  const { handleRequest } = copilotRuntimeNextJSAppRouterEndpoint({ runtime, endpoint: PATH })
  const body = { threadId: 'short', messages: [{ id: 'u', role: 'user', content: 'Hi' }] }
  const response = await handleRequest(
    new Request(`http://localhost${PATH}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ method: 'agent/run', params: { agentId: 'default' }, body }),
    }),
  )
  const events = await readEvents(response)
  expect(events[0]).toMatchObject({ type: 'RUN_STARTED', threadId: 'short', runId: expect.any(String) })
  expect(events.at(-1)?.type).toBe('RUN_FINISHED')
})
