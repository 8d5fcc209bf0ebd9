import { describe, expect, test } from 'vitest'
import { errorResponse } from '../http/runtime-error.ts'
import { createMultiRouter } from './multi-route.ts'

const router = createMultiRouter(['api'])

function post(path: string, body: BodyInit, contentType = 'application/json'): Request {
  return new Request(`http://localhost${path}`, {
    method: 'POST',
    body,
    headers: { 'content-type': contentType },
  })
}

async function refused(
  request: Request,
  by = router,
): Promise<{ response: Response; body: unknown; route: unknown }> {
  const routed = await by(request, new URL(request.url).pathname)
  if (routed.kind !== 'refusal') throw new Error('the request was routed')
  const response = errorResponse(routed.error)
  return { response, body: await response.json(), route: routed.route }
}

test('a route is matched by the original path and gets the request from the hooks', async () => {
  const replaced = post('/other', '{}')
  const routed = await router(replaced, '/api/agent/a/run')
  if (routed.kind !== 'route') throw new Error('the request was refused')
  expect(routed.match).toEqual({
    name: 'agent/run',
    params: { agentId: 'a' },
    route: { method: 'agent/run', agentId: 'a' },
  })
  expect(routed.toInner(replaced)).toBe(replaced)
})

test('a wrong method gets 405 with Allow, and hooks get the route', async () => {
  const { response, body, route } = await refused(
    new Request('http://localhost/api/agent/a/connect', { method: 'PUT' }),
  )
  expect(response.status).toBe(405)
  expect(response.headers.get('allow')).toBe('POST, GET')
  expect(body).toMatchObject({ error: 'Method not allowed', code: 'method_not_allowed' })
  expect(route).toEqual({ method: 'agent/connect', agentId: 'a' })
})

test('an unknown path gets 404 with the base path in the message', async () => {
  const { response, body, route } = await refused(new Request('http://localhost/apis/info'))
  expect(response.status).toBe(404)
  expect(body).toEqual({
    error: 'Not found',
    message:
      "No route matches '/apis/info'. This runtime is mounted at '/api'. Below it are /info, /agent/:agentId/run, " +
      '/agent/:agentId/connect, /agent/:agentId/stop/:threadId, /threads and others.',
    code: 'not_found',
  })
  expect(route).toBeUndefined()
})

test('a very long path is not repeated in full', async () => {
  const { body } = await refused(
    new Request(`http://localhost/${'x'.repeat(5000)}`),
    createMultiRouter(undefined),
  )
  expect(JSON.stringify(body).length).toBeLessThan(500)
})

describe('a single-route envelope', () => {
  test('sent to this runtime gets a 404 that says so, and its body stays readable', async () => {
    const request = post('/api', '{"method":"info"}')
    const { response, body } = await refused(request)
    expect(response.status).toBe(404)
    expect(body).toMatchObject({
      error: 'Not found',
      code: 'single_route_envelope_against_multi_route_runtime',
    })
    expect(await request.json()).toEqual({ method: 'info' })
  })

  test.each([
    ['another method', post('/api', '{"method":"tools/call"}')],
    ['another content type', post('/api', '{"method":"info"}', 'text/plain')],
    ['broken JSON', post('/api', '{"method":"info"')],
    ['null', post('/api', 'null')],
    [
      'too large to be worth reading',
      post('/api', JSON.stringify({ method: 'info', body: 'x'.repeat(20_000) })),
    ],
  ])('is not seen in %s', async (_, request) => {
    expect((await refused(request)).body).toMatchObject({ code: 'not_found' })
  })
})
