import { runInNewContext } from 'node:vm'
import { saying, scriptedAgent } from '@flightdeck/testkit'
import { describe, expect, test } from 'vitest'
import { CopilotRuntime, type CopilotRuntimeOptions } from '../runtime/copilot-runtime.ts'
import { type CopilotRuntimeHandlerOptions, createCopilotRuntimeHandler } from '../server/handler.ts'

const host = 'http://api.example.com'
const input = JSON.stringify({ threadId: 't', runId: 'r', messages: [], tools: [], context: [] })
const json = { 'content-type': 'application/json' }

interface Setup extends Partial<Omit<CopilotRuntimeHandlerOptions, 'runtime'>> {
  runtime?: Partial<CopilotRuntimeOptions>
  inFront?: string
}

function serve({ runtime, inFront, ...options }: Setup = {}) {
  const calls: string[] = []
  const warnings: string[] = []
  const handler = createCopilotRuntimeHandler({
    runtime: new CopilotRuntime({
      agents: { default: scriptedAgent((given) => saying(given, ['Hi'])) },
      logger: { debug() {}, info() {}, error() {}, warn: (message) => warnings.push(message) },
      ...runtime,
    }),
    hooks: { onRequest: () => void calls.push('onRequest') },
    ...options,
  })
  const send = async (path: string, method: string, headers: Record<string, string>, body?: string) => {
    const init =
      body === undefined ? { method, headers } : { method, headers, body: new TextEncoder().encode(body) }
    const response = await handler.fromHost(new Request(`${host}${path}`, init), { allowedOrigin: inFront })
    const text = await response.text()
    return { status: response.status, text, headers: response.headers }
  }
  return {
    calls,
    warnings,
    send,
    post: (headers: Record<string, string>) =>
      send('/agent/default/run', 'POST', { ...json, ...headers }, input),
  }
}

const page = 'https://app.example.org'
const cookie = 'session=1'

describe('a request that changes something', () => {
  test.each<[string, Setup, Record<string, string>, 200 | 403]>([
    ['of no page', {}, { cookie }, 200],
    ['of this origin', {}, { origin: host, 'sec-fetch-site': 'same-origin', cookie }, 200],
    ['typed by the user', {}, { 'sec-fetch-site': 'none', cookie }, 200],
    ['of this origin, told by Origin alone', {}, { origin: host, cookie }, 200],
    ['of this host behind a proxy that ends TLS', {}, { origin: 'https://api.example.com', cookie }, 200],
    [
      'of this host with its default port',
      {},
      { origin: 'https://api.example.com', host: 'api.example.com:443', cookie },
      200,
    ],
    ['of another port of this host', {}, { origin: `${host}:81`, cookie }, 403],
    ['of another site', {}, { origin: page, cookie }, 403],
    ['of another site, without cookies', {}, { origin: page }, 403],
    ['of another site, without Origin', {}, { 'sec-fetch-site': 'cross-site', cookie }, 403],
    [
      'of a sibling domain',
      {},
      { origin: 'http://www.example.com', 'sec-fetch-site': 'same-site', cookie },
      403,
    ],
    ['of a sandboxed page', {}, { origin: 'null', cookie }, 403],
    ['of another site, when CORS is off', { cors: false }, { origin: page }, 403],

    [
      'of a named origin',
      { cors: { origin: page } },
      { origin: page, 'sec-fetch-site': 'cross-site', cookie },
      200,
    ],
    [
      'of an origin in a list',
      { cors: { origin: ['https://a.example', page] } },
      { origin: page, cookie },
      200,
    ],
    [
      'of an origin that a RegExp matches',
      { cors: { origin: /^https:\/\/app\./ } },
      { origin: page, cookie },
      200,
    ],
    [
      'of an origin that a RegExp of another realm matches',
      { cors: { origin: runInNewContext('/^https:\\/\\/app\\./') as RegExp } },
      { origin: page, cookie },
      200,
    ],
    [
      'of an origin that a function returns',
      { cors: { origin: (asking) => asking } },
      { origin: page, cookie },
      200,
    ],
    [
      'of another origin than the named one',
      { cors: { origin: 'https://a.example' } },
      { origin: page },
      403,
    ],
    [
      'of another origin than those of a function',
      { cors: { origin: () => 'https://a.example' } },
      { origin: page },
      403,
    ],
    [
      'of a native application that is named',
      { cors: { origin: ['capacitor://localhost'] } },
      { origin: 'capacitor://localhost', cookie },
      200,
    ],
    ['of a sandboxed page, named', { cors: { origin: ['null'] } }, { origin: 'null' }, 200],
    [
      'of an origin named beside the wildcard',
      { cors: { origin: ['*', page] } },
      { origin: page, cookie },
      200,
    ],

    ['of any origin without cookies, under true', { cors: true }, { origin: page }, 200],
    ['of any origin with cookies, under true', { cors: true }, { origin: page, cookie }, 403],
    ['of any origin with cookies, under *', { cors: { origin: '*' } }, { origin: page, cookie }, 403],
    [
      'of any origin with cookies, under origin: true',
      { cors: { origin: true } },
      { origin: page, cookie },
      403,
    ],
    [
      'of any origin with cookies, under a function',
      { cors: { origin: () => '*' } },
      { origin: page, cookie },
      403,
    ],
    [
      'of any origin without cookies, under a function',
      { cors: { origin: () => '*' } },
      { origin: page },
      200,
    ],
    [
      'of this origin with cookies, under true',
      { cors: true },
      { origin: host, 'sec-fetch-site': 'same-origin', cookie },
      200,
    ],
    ['of a sandboxed page without cookies, under true', { cors: true }, { origin: 'null' }, 403],

    ['of a trusted origin', { trustedOrigins: [page] }, { origin: page, cookie }, 200],
    [
      'of an origin that trustedOrigins matches',
      { trustedOrigins: /\.example\.org$/ },
      { origin: page, cookie },
      200,
    ],
    [
      'of another origin than the trusted one',
      { trustedOrigins: 'https://a.example' },
      { origin: page, cookie },
      403,
    ],

    ['of an origin that a middleware in front allows', { inFront: page }, { origin: page, cookie }, 200],
    [
      'of another origin than the one that a middleware in front allows',
      { inFront: 'https://a.example' },
      { origin: page },
      403,
    ],
    ['of any origin that a middleware in front allows', { inFront: '*' }, { origin: page }, 200],
    [
      'of any origin with cookies that a middleware in front allows',
      { inFront: '*' },
      { origin: page, cookie },
      403,
    ],
  ])('%s', async (_whose, setup, headers, status) => {
    const { post, calls, warnings } = serve(setup)
    const response = await post(headers)
    expect(response.status).toBe(status)
    expect(calls).toEqual(status === 200 ? ['onRequest'] : [])
    if (status === 200) return
    expect(JSON.parse(response.text)).toMatchObject({
      error: 'Forbidden',
      code: 'cross_site',
      message: expect.stringMatching(/cors\.origin.*trustedOrigins/),
    })
    expect(warnings).toContain('A request was refused')
  })

  test.each(['/threads/clear', '/threads/t/archive', '/agent/default/stop/t', '/transcribe'])(
    'is a form posted to %s',
    async (path) => {
      const form = { origin: page, cookie, 'content-type': 'application/x-www-form-urlencoded' }
      expect((await serve().send(path, 'POST', form, 'a=b')).status).toBe(403)
      expect((await serve({ mode: 'single-route' }).send('/', 'POST', form, 'a=b')).status).toBe(403)
    },
  )

  test('keeps its CORS headers when it is refused, so that its page can read why', async () => {
    const { headers } = await serve({ cors: true }).post({ origin: page, cookie })
    expect(headers.get('access-control-allow-origin')).toBe('*')
  })

  test.each(['GET', 'HEAD', 'OPTIONS'])('is not one with the method %s', async (method) => {
    expect((await serve().send('/info', method, { origin: page, cookie })).status).not.toBe(403)
  })
})

describe('the content type', () => {
  test.each<[string, Record<string, string>, number]>([
    ['missing, of no page', {}, 200],
    ['missing, of this origin', { 'sec-fetch-site': 'same-origin' }, 415],
    ['missing, of a named origin', { origin: page }, 415],
    [
      'text/plain, of this origin',
      { 'sec-fetch-site': 'same-origin', 'content-type': 'text/plain;charset=UTF-8' },
      200,
    ],
    ['text/plain, of a named origin', { origin: page, 'content-type': 'text/plain' }, 415],
    ['text/plain, of no page', { 'content-type': 'text/plain' }, 415],
  ])('%s', async (_name, headers, status) => {
    const { send } = serve({ cors: { origin: page } })
    expect((await send('/agent/default/run', 'POST', headers, input)).status).toBe(status)
  })

  test('text/plain of this origin may be an envelope', async () => {
    const sent = { 'sec-fetch-site': 'same-origin', 'content-type': 'text/plain' }
    const { send } = serve({ mode: 'single-route' })
    expect((await send('/', 'POST', sent, '{"method":"info"}')).status).toBe(200)
  })
})

describe('where every origin is allowed and users are not identified', () => {
  const lists = [
    ['GET', '/threads'],
    ['GET', '/threads/subscribe'],
    ['POST', '/threads/clear'],
  ] as const
  const open = { cors: true, runtime: { threads: { allowClear: true } } } satisfies Setup

  test.each(lists)('a page of another origin may not %s %s', async (method, path) => {
    const { status, text, headers } = await serve(open).send(path, method, { origin: page })
    expect(status).toBe(403)
    expect(JSON.parse(text)).toMatchObject({
      code: 'cross_site',
      message: expect.stringMatching(/cors\.origin.*identifyUser/),
    })
    expect(headers.get('access-control-allow-origin')).toBe('*')
  })

  test('nor may it by an envelope', async () => {
    const body = JSON.stringify({
      method: 'resource/request',
      params: { path: '/threads', httpMethod: 'GET' },
    })
    const { send } = serve({ ...open, mode: 'single-route' })
    expect((await send('/', 'POST', { ...json, origin: page }, body)).status).toBe(403)
    expect((await send('/', 'POST', json, body)).status).toBe(200)
  })

  test('nor may it where a middleware in front allows every origin', async () => {
    expect((await serve({ inFront: '*' }).send('/threads', 'GET', { origin: page })).status).toBe(403)
  })

  test('/info tells it that there is no list', async () => {
    const listFor = async (headers: Record<string, string>) =>
      JSON.parse((await serve(open).send('/info', 'GET', headers)).text).threadEndpoints
    expect(await listFor({ origin: page })).toMatchObject({ list: false, inspect: true })
    expect(await listFor({})).toMatchObject({ list: true })
  })

  test('a thread whose id it knows is open to it', async () => {
    const { send, post } = serve(open)
    await post({ origin: page })
    expect((await send('/threads/t/messages', 'GET', { origin: page })).status).toBe(200)
  })

  test.each<[string, Setup, Record<string, string>]>([
    ['of no page', open, {}],
    ['of this origin', open, { origin: host }],
    [
      'of a page of this machine that calls this machine',
      open,
      { origin: 'http://localhost:3000', host: '127.0.0.1:4000' },
    ],
    ['of a named origin', { ...open, cors: { origin: [page, '*'] } }, { origin: page }],
    ['of a trusted origin', { ...open, trustedOrigins: page }, { origin: page }],
    [
      'where users are identified',
      { ...open, runtime: { identifyUser: () => ({ id: 'u' }) } },
      { origin: page },
    ],
  ])('a list is open to a request %s', async (_whose, setup, headers) => {
    expect((await serve(setup).send('/threads', 'GET', headers)).status).toBe(200)
  })

  test('a page of another site that calls this machine is foreign', async () => {
    const sent = { origin: page, host: 'localhost:4000' }
    expect((await serve(open).send('/threads', 'GET', sent)).status).toBe(403)
  })

  test.each<[string, Setup, boolean]>([
    ['cors: true', open, true],
    ["cors.origin '*'", { cors: { origin: '*' } }, true],
    ['a named origin', { cors: { origin: page } }, false],
    ['no cors', {}, false],
    ['users', { cors: true, runtime: { identifyUser: () => null } }, false],
  ])('the operator is warned about %s: %s', (_what, setup, isWarned) => {
    const { warnings } = serve(setup)
    expect(warnings.some((text) => text.startsWith('cors allows every origin'))).toBe(isWarned)
  })
})

test.each([
  ["trustedOrigins must name origins, not '*'", { trustedOrigins: '*' }],
  ["trustedOrigins 'app.example.com' is not an origin", { trustedOrigins: ['app.example.com'] }],
  ['trustedOrigins must be a string, a RegExp or a list', { trustedOrigins: 1 as never }],
])('%s', (message, options) => {
  expect(() => serve(options)).toThrow(message.slice(0, 40))
})
