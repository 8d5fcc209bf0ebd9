import { describe, expect, test } from 'vitest'
import { fetchRequestOf } from '../http/host-request.ts'
import { errorResponse } from '../http/runtime-error.ts'
import { createSingleRouter } from './single-route.ts'

const limits = { maxBodyBytes: 1000, maxJsonDepth: 5 }
const router = createSingleRouter(['api', 'copilotkit'], limits)
const URL_HERE = 'http://localhost/api/copilotkit'

function envelope(body: unknown, init: RequestInit = {}, url = URL_HERE): Request {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  return new Request(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: text,
    ...init,
  })
}

async function refused(request: Request): Promise<{ status: number; allow: string | null; body: unknown }> {
  const routed = await router(request, new URL(request.url).pathname)
  if (routed.kind !== 'refusal') throw new Error('the request was routed')
  const response = errorResponse(routed.error)
  return { status: response.status, allow: response.headers.get('allow'), body: await response.json() }
}

async function inner(request: Request): Promise<Request> {
  const routed = await router(request, new URL(request.url).pathname)
  if (routed.kind !== 'route') throw new Error(`refused: ${routed.error.message}`)
  return fetchRequestOf(routed.toInner(request))
}

describe('an envelope', () => {
  test.each([
    [{ method: 'info' }, { method: 'info' }, {}],
    [
      { method: 'agent/run', params: { agentId: 'a' }, body: {} },
      { method: 'agent/run', agentId: 'a' },
      { agentId: 'a' },
    ],
    [
      { method: 'agent/stop', params: { agentId: 'a', threadId: 't/1' } },
      { method: 'agent/stop', agentId: 'a', threadId: 't/1' },
      { agentId: 'a', threadId: 't/1' },
    ],
  ])('%j finds its route', async (body, route, params) => {
    const routed = await router(envelope(body), '/api/copilotkit')
    expect(routed).toMatchObject({ kind: 'route', match: { name: route.method, route, params } })
  })

  test.each(['agent/run', 'agent/connect', 'agent/suggest'])('of %s needs no run id', async (method) => {
    const body = { threadId: 't', messages: [] }
    const params = { agentId: 'a' }
    const read = async (given: object): Promise<{ runId: unknown }> =>
      (await inner(envelope({ method, params, body: given }))).json()
    const made = await read(body)
    expect(made).toEqual({ ...body, runId: expect.stringMatching(/^[\da-f-]{36}$/) })
    expect((await read(body)).runId).not.toBe(made.runId)
    expect((await read({ ...body, runId: 'mine' })).runId).toBe('mine')
    expect((await read({ ...body, runId: 7 })).runId).toBe(7)
  })

  test('becomes a request with its body as JSON, and the same address and headers', async () => {
    const request = envelope(
      { method: 'agent/run', params: { agentId: 'a' }, body: { threadId: 't', runId: 'r' } },
      {
        headers: {
          'content-type': 'application/json; charset=utf-8',
          authorization: 'Bearer x',
          'content-length': '99',
        },
      },
      `${URL_HERE}?cursor=7`,
    )
    const made = await inner(request)
    expect(made.url).toBe(`${URL_HERE}?cursor=7`)
    expect(made.method).toBe('POST')
    expect(Object.fromEntries(made.headers)).toEqual({
      authorization: 'Bearer x',
      'content-type': 'application/json',
    })
    expect(await made.json()).toEqual({ threadId: 't', runId: 'r' })
  })

  test('may carry its body as a string', async () => {
    const made = await inner(
      envelope({ method: 'agent/run', params: { agentId: 'a' }, body: '{"threadId":"t"}' }),
    )
    expect(await made.json()).toEqual({ threadId: 't' })
  })

  test('needs no body for stop, and may have one', async () => {
    const params = { agentId: 'a', threadId: 't' }
    expect(await (await inner(envelope({ method: 'agent/stop', params }))).text()).toBe('')
    expect(
      await (await inner(envelope({ method: 'agent/stop', params, body: { runId: 'r' } }))).json(),
    ).toEqual({ runId: 'r' })
  })

  test('hands on the abort of the client', async () => {
    const abort = new AbortController()
    const made = await inner(envelope({ method: 'info' }, { signal: abort.signal }))
    abort.abort()
    expect(made.signal.aborted).toBe(true)
  })

  test('without the body its route needs is refused when the handler would start', async () => {
    const started = inner(envelope({ method: 'agent/run', params: { agentId: 'a' }, body: null }))
    await expect(started).rejects.toMatchObject({
      status: 400,
      message: 'Missing request body for JSON handler',
    })
  })
})

describe('refusals', () => {
  test.each([
    ['null', 'Missing method field'],
    ['[]', 'Missing method field'],
    ['"agent/run"', 'Missing method field'],
    ['{}', 'Missing method field'],
    ['{"method":""}', 'Missing method field'],
    ['{"method":"agent/fly"}', "Unsupported method 'agent/fly'"],
    ['{"method":"toString"}', "Unsupported method 'toString'"],
    ['{"method":"agent/run","body":{}}', "Missing or invalid parameter 'agentId'"],
    ['{"method":"agent/run","params":{"agentId":"  "},"body":{}}', "Missing or invalid parameter 'agentId'"],
    ['{"method":"agent/run","params":{"agentId":7},"body":{}}', "Missing or invalid parameter 'agentId'"],
    ['{"method":"agent/stop","params":{"agentId":"a"}}', "Missing or invalid parameter 'threadId'"],
  ])('%s is answered with 400 %s', async (text, message) => {
    const answer = await refused(envelope(text))
    expect(answer).toMatchObject({
      status: 400,
      body: { error: 'invalid_request', message, code: 'invalid_request' },
    })
  })

  test('broken JSON', async () => {
    expect(await refused(envelope('{"method":'))).toMatchObject({
      status: 400,
      body: { error: 'invalid_request', message: 'Invalid JSON payload', code: 'invalid_json' },
    })
  })

  test.each(['text/plain', 'multipart/form-data; boundary=x'])('the content type %s', async (type) => {
    expect(await refused(envelope({ method: 'info' }, { headers: { 'content-type': type } }))).toEqual({
      status: 415,
      allow: null,
      body: {
        error: 'invalid_request',
        message: 'Single-route endpoint expects JSON payloads',
        code: 'unsupported_media_type',
      },
    })
  })

  test('a body over the limit', async () => {
    expect(await refused(envelope({ method: 'info', body: 'x'.repeat(1000) }))).toMatchObject({ status: 413 })
  })

  test('a method other than POST', async () => {
    expect(await refused(new Request(URL_HERE))).toMatchObject({
      status: 405,
      allow: 'POST',
      body: { error: 'Method not allowed' },
    })
  })

  test.each(['/api/copilotkitchen', '/api/copilotkit/info', '/api', '/'])('the path %s', async (path) => {
    expect(await refused(envelope({ method: 'info' }, {}, `http://localhost${path}`))).toMatchObject({
      status: 404,
      body: {
        error: 'Not found',
        code: 'not_found',
        message: expect.stringContaining("at '/api/copilotkit'"),
      },
    })
  })
})

test('without a base path an envelope is taken at every path', async () => {
  const anywhere = createSingleRouter(undefined, limits)
  expect(await anywhere(envelope({ method: 'info' }), '/some/where')).toMatchObject({ kind: 'route' })
})

test('a body may be nested as deep in an envelope as without one', async () => {
  const params = { agentId: 'a' }
  expect(
    await router(envelope({ method: 'agent/run', params, body: [[[[[]]]]] }), '/api/copilotkit'),
  ).toMatchObject({
    kind: 'route',
  })
  expect(await refused(envelope({ method: 'agent/run', params, body: [[[[[[]]]]]] }))).toMatchObject({
    status: 400,
  })
})
