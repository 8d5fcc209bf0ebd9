import { describe, expect, test } from 'vitest'
import { resolveCors } from '../cors/cors.ts'
import type { CopilotCorsConfig } from '../cors/cors-config.ts'
import type { CopilotRuntimeHooks } from '../hooks/hooks.ts'
import type { AfterRequestMiddlewareContext, RequestMiddlewares } from '../hooks/middleware.ts'
import { fetchRequestOf } from '../http/host-request.ts'
import { defaultBodyLimits } from '../http/read-body.ts'
import { RuntimeError } from '../http/runtime-error.ts'
import type { Logger } from '../logging/logger.ts'
import type { Dispatch, DispatchedRequest } from '../routing/dispatch.ts'
import { createPipeline, type PipelineOptions } from './pipeline.ts'

interface TestRuntime extends RequestMiddlewares<TestRuntime> {
  name?: string
}

interface Bench {
  handle(request: Request): Promise<Response>
  /** The names of the steps, in the order in which they ran. */
  readonly steps: string[]
  readonly log: { message: string; error?: unknown }[]
  readonly dispatched: DispatchedRequest[]
}

type BenchOptions = Partial<Omit<PipelineOptions<TestRuntime>, 'hooks' | 'runtime' | 'cors'>> & {
  cors?: boolean | CopilotCorsConfig
  runtime?: TestRuntime
  hooks?: CopilotRuntimeHooks<TestRuntime>
}

/** A pipeline whose every step notes its name, with what a test replaces. */
function bench({ runtime = {}, hooks = {}, dispatch, cors, ...options }: BenchOptions = {}): Bench {
  const steps: string[] = []
  const log: Bench['log'] = []
  const dispatched: DispatchedRequest[] = []
  const note =
    <Context, Result>(name: string, step: ((context: Context) => Result) | undefined) =>
    (context: Context): Result | undefined => {
      steps.push(name)
      return step?.(context)
    }
  const write = (message: string, fields?: Record<string, unknown>): void =>
    void log.push({ message, ...(fields?.error === undefined ? {} : { error: fields.error }) })
  const logger: Logger = { debug: write, info: write, warn: write, error: write }
  const answer: Dispatch = async () => ({ response: Response.json({ ok: true }) })
  const noted: TestRuntime = {
    ...runtime,
    beforeRequestMiddleware: note('before', runtime.beforeRequestMiddleware),
    afterRequestMiddleware: note('after', runtime.afterRequestMiddleware),
  }
  const handle = createPipeline<TestRuntime>({
    basePath: '/api',
    limits: defaultBodyLimits,
    logger,
    ...options,
    cors: resolveCors(cors),
    runtime: noted,
    hooks: [
      {
        onRequest: note('onRequest', hooks.onRequest),
        onBeforeHandler: note('onBeforeHandler', hooks.onBeforeHandler),
        onResponse: note('onResponse', hooks.onResponse),
        onError: note('onError', hooks.onError),
      },
    ],
    dispatch: (request) => {
      steps.push('dispatch')
      dispatched.push(request)
      return (dispatch ?? answer)(request)
    },
  })
  return { handle, steps, log, dispatched }
}

const get = (path = '/api/info', headers: Record<string, string> = {}): Request =>
  new Request(`http://localhost${path}`, { headers })

const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve))

function thrower(value: unknown): () => never {
  return () => {
    throw value
  }
}

describe('a request that succeeds', () => {
  test('passes every step in order', async () => {
    const { handle, steps } = bench()
    const response = await handle(get())
    await settled()
    expect(response.status).toBe(200)
    expect(steps).toEqual(['onRequest', 'before', 'onBeforeHandler', 'dispatch', 'onResponse', 'after'])
  })

  test('reaches its route with its parameters and the request from the hooks', async () => {
    const mark =
      (name: string) =>
      ({ request }: { request: Request }) => {
        const headers = new Headers(request.headers)
        headers.append('x-seen', name)
        return new Request(request, { headers })
      }
    const { handle, dispatched } = bench({
      hooks: { onRequest: mark('onRequest'), onBeforeHandler: mark('onBeforeHandler') },
      runtime: { beforeRequestMiddleware: mark('before') },
    })
    await handle(new Request('http://localhost/api/agent/a/run', { method: 'POST' }))
    expect(dispatched[0]).toMatchObject({
      name: 'agent/run',
      params: { agentId: 'a' },
      route: { method: 'agent/run', agentId: 'a' },
      path: '/api/agent/a/run',
    })
    expect(dispatched[0]?.request.headers.get('x-seen')).toBe('onRequest, before, onBeforeHandler')
  })

  test('is routed by the address it came to, whatever a hook makes of it', async () => {
    const { handle, dispatched } = bench({ hooks: { onRequest: () => get('/api/agent/b/connect') } })
    await handle(get('/api/info'))
    expect(dispatched[0]?.name).toBe('info')
  })

  test('in single-route mode reaches its route with the request inside the envelope', async () => {
    const { handle, dispatched } = bench({ mode: 'single-route' })
    const body = JSON.stringify({ method: 'agent/run', params: { agentId: 'a' }, body: { threadId: 't' } })
    const headers = { 'content-type': 'application/json' }
    await handle(new Request('http://localhost/api', { method: 'POST', body, headers }))
    expect(dispatched[0]).toMatchObject({ name: 'agent/run', params: { agentId: 'a' } })
    const inner = dispatched[0]?.request
    expect(await (inner && fetchRequestOf(inner).json())).toEqual({
      threadId: 't',
      runId: expect.any(String),
    })
  })

  test('gets the response that onResponse gave', async () => {
    const { handle } = bench({ hooks: { onResponse: () => new Response('mine', { status: 201 }) } })
    expect((await handle(get())).status).toBe(201)
  })

  test('passes the route to hooks', async () => {
    const routes: unknown[] = []
    const { handle } = bench({
      hooks: {
        onBeforeHandler: ({ route }) => void routes.push(route.agentId),
        onResponse: ({ route }) => void routes.push(route.method),
      },
    })
    await handle(get('/api/agent/a/connect'))
    expect(routes).toEqual(['a', 'agent/connect'])
  })
})

describe('CORS', () => {
  test('a preflight is handled before any hook', async () => {
    const { handle, steps } = bench({ cors: true })
    const response = await handle(new Request('http://localhost/anywhere', { method: 'OPTIONS' }))
    expect(response.status).toBe(204)
    expect(steps).toEqual([])
  })

  test('without CORS, OPTIONS is a method like any other', async () => {
    const { handle } = bench()
    expect((await handle(new Request('http://localhost/api/info', { method: 'OPTIONS' }))).status).toBe(405)
  })

  test.each<[string, BenchOptions]>([
    ['an answer', {}],
    ['a response thrown by onRequest', { hooks: { onRequest: thrower(new Response('', { status: 401 })) } }],
    [
      'a response thrown by beforeRequestMiddleware',
      { runtime: { beforeRequestMiddleware: thrower(new Response()) } },
    ],
    ['a 404', { basePath: '/other' }],
    ['a 500', { dispatch: thrower(new Error('x')) }],
    [
      'the answer of onError',
      { dispatch: thrower(new Error('x')), hooks: { onError: () => new Response('') } },
    ],
  ])('%s carries the CORS headers', async (_, options) => {
    const { handle } = bench({ cors: true, ...options })
    const response = await handle(get('/api/info', { origin: 'https://app.example.com' }))
    expect(response.headers.get('access-control-allow-origin')).toBe('*')
  })
})

describe('a thrown Response', () => {
  const denied = (): Response => new Response('Unauthorized', { status: 401 })

  test.each<[string, BenchOptions, string[]]>([
    ['onRequest', { hooks: { onRequest: () => thrower(denied())() } }, ['onRequest', 'onResponse']],
    [
      'onBeforeHandler',
      { hooks: { onBeforeHandler: () => thrower(denied())() } },
      ['onRequest', 'before', 'onBeforeHandler', 'onResponse'],
    ],
    [
      'the route',
      { dispatch: async () => thrower(denied())() },
      ['onRequest', 'before', 'onBeforeHandler', 'dispatch', 'onResponse'],
    ],
    [
      'beforeRequestMiddleware',
      { runtime: { beforeRequestMiddleware: () => thrower(denied())() } },
      ['onRequest', 'before'],
    ],
    [
      'onResponse',
      { hooks: { onResponse: () => thrower(denied())() } },
      ['onRequest', 'before', 'onBeforeHandler', 'dispatch', 'onResponse'],
    ],
  ])('from %s is the answer, and no error', async (_, options, steps) => {
    const made = bench(options)
    const response = await made.handle(get())
    await settled()
    expect(response.status).toBe(401)
    expect(await response.text()).toBe('Unauthorized')
    expect(made.steps).toEqual(steps)
    expect(made.log).toEqual([])
  })
})

describe('a refusal', () => {
  test('by the router passes onResponse with the route info, and not onError', async () => {
    const routes: unknown[] = []
    const { handle, steps } = bench({ hooks: { onResponse: ({ route }) => void routes.push(route) } })
    const response = await handle(get('/nowhere'))
    await settled()
    expect(response.status).toBe(404)
    expect(steps).toEqual(['onRequest', 'before', 'onResponse'])
    expect(routes).toEqual([{ method: 'info' }])
  })

  test('by the router for its method passes the route to onResponse', async () => {
    const routes: unknown[] = []
    const { handle } = bench({ hooks: { onResponse: ({ route }) => void routes.push(route) } })
    expect((await handle(get('/api/agent/a/run'))).headers.get('allow')).toBe('POST')
    expect(routes).toEqual([{ method: 'agent/run', agentId: 'a' }])
  })

  test('by a route is an answer like others', async () => {
    const { handle, steps } = bench({
      dispatch: async () => {
        throw new RuntimeError('thread_busy', undefined, { details: { runId: 'r1' } })
      },
    })
    const response = await handle(get())
    await settled()
    expect(response.status).toBe(409)
    expect(await response.json()).toMatchObject({ code: 'thread_busy', runId: 'r1' })
    expect(steps).toEqual(['onRequest', 'before', 'onBeforeHandler', 'dispatch', 'onResponse', 'after'])
  })
})

describe('a failure', () => {
  const broken = new Error('password=hunter2')

  test.each<[string, BenchOptions]>([
    ['onRequest', { hooks: { onRequest: thrower(broken) } }],
    ['beforeRequestMiddleware', { runtime: { beforeRequestMiddleware: thrower(broken) } }],
    ['onBeforeHandler', { hooks: { onBeforeHandler: thrower(broken) } }],
    ['the route', { dispatch: async () => thrower(broken)() }],
    ['the route, at once', { dispatch: thrower(broken) }],
    ['onResponse', { hooks: { onResponse: thrower(broken) } }],
    ['onResponse after a refusal', { basePath: '/other', hooks: { onResponse: thrower(broken) } }],
    ['onError', { dispatch: thrower(broken), hooks: { onError: thrower(new Error('second')) } }],
  ])('of %s is logged and answered with a plain 500', async (_, options) => {
    const { handle, steps, log } = bench(options)
    const response = await handle(get())
    await settled()
    expect(response.status).toBe(500)
    expect(await response.json()).toEqual({
      error: 'internal_error',
      message: 'The server failed to answer this request',
      code: 'internal_error',
    })
    expect(steps.filter((step) => step === 'onError')).toHaveLength(1)
    expect(steps).not.toContain('after')
    expect(log).toContainEqual({ message: 'A request failed', error: broken })
  })

  test('can be handled by onError, which gets the error and the route', async () => {
    const seen: unknown[] = []
    const { handle, log } = bench({
      dispatch: thrower(broken),
      hooks: {
        onError: ({ error, route, path }) => {
          seen.push(error, route, path)
          return new Response('sorry', { status: 502 })
        },
      },
    })
    const response = await handle(get('/api/agent/a/connect'))
    expect(response.status).toBe(502)
    expect(seen).toEqual([broken, { method: 'agent/connect', agentId: 'a' }, '/api/agent/a/connect'])
    expect(log).toEqual([])
  })

  test('with a code of its own keeps its body, and onError learns the cause', async () => {
    const causes: unknown[] = []
    const { handle } = bench({
      dispatch: async () => {
        throw new RuntimeError('run_failed', undefined, { cause: broken })
      },
      hooks: { onError: ({ error }) => void causes.push(error instanceof Error && error.cause) },
    })
    const response = await handle(get())
    expect(response.status).toBe(500)
    expect(await response.json()).toMatchObject({ error: 'Failed to run agent', code: 'run_failed' })
    expect(causes).toEqual([broken])
  })

  test('of onResponse ends the stream that will not be sent', async () => {
    let cancelled = false
    const body = new ReadableStream({
      cancel: () => {
        cancelled = true
      },
    })
    const { handle } = bench({
      dispatch: async () => ({ response: new Response(body), after: Promise.reject(new Error('run gone')) }),
      hooks: { onResponse: thrower(broken) },
    })
    expect((await handle(get())).status).toBe(500)
    expect(cancelled).toBe(true)
  })

  test('of the function for origins leads to a response, too', async () => {
    const { handle } = bench({ cors: { origin: thrower(broken) } })
    expect((await handle(get('/api/info', { origin: 'https://app.example.com' }))).status).toBe(500)
  })
})

describe('afterRequestMiddleware', () => {
  function collecting(): { runtime: TestRuntime; seen: AfterRequestMiddlewareContext<TestRuntime>[] } {
    const seen: AfterRequestMiddlewareContext<TestRuntime>[] = []
    return { seen, runtime: { name: 'mine', afterRequestMiddleware: (context) => void seen.push(context) } }
  }

  test('gets a readable copy of a plain answer and no messages', async () => {
    const { runtime, seen } = collecting()
    const response = await bench({ runtime }).handle(get())
    await settled()
    expect(await response.json()).toEqual({ ok: true })
    expect(await seen[0]?.response.json()).toEqual({ ok: true })
    expect(seen[0]).toMatchObject({ path: '/api/info', messages: [], runtime: { name: 'mine' } })
  })

  test('of a stream waits for the end of its run and gets what it made, without a copy', async () => {
    const { runtime, seen } = collecting()
    let end = (): void => {}
    const after = new Promise<void>((resolve) => {
      end = resolve
    }).then(() => ({ messages: [{ id: 'm', role: 'assistant', content: 'hi' }], threadId: 't', runId: 'r' }))
    const stream = new Response('data: {}\n\n', { headers: { 'content-type': 'text/event-stream' } })
    const { handle } = bench({ runtime, dispatch: async () => ({ response: stream, after }) })
    const response = await handle(get())
    expect(response).toBe(stream)
    await settled()
    expect(seen).toEqual([])
    end()
    await settled()
    expect(seen[0]).toMatchObject({
      messages: [{ id: 'm', role: 'assistant', content: 'hi' }],
      threadId: 't',
      runId: 'r',
      path: '/api/info',
    })
    expect(seen[0]?.response.headers.get('content-type')).toBe('text/event-stream')
    expect(await response.text()).toBe('data: {}\n\n')
  })

  test('is given the copy that the route made of its stream', async () => {
    const { runtime, seen } = collecting()
    const stream = new Response('live', { headers: { 'content-type': 'text/event-stream' } })
    const after = Promise.resolve({ messages: [], response: new Response('recorded') })
    await bench({ runtime, dispatch: async () => ({ response: stream, after }) }).handle(get())
    await settled()
    expect(await seen[0]?.response.text()).toBe('recorded')
  })

  test('that fails is logged and changes nothing', async () => {
    const error = new Error('metrics down')
    const { handle, log } = bench({ runtime: { afterRequestMiddleware: async () => thrower(error)() } })
    expect((await handle(get())).status).toBe(200)
    await settled()
    expect(log).toEqual([{ message: 'afterRequestMiddleware failed', error }])
  })

  test('is called even if the end of the run cannot be known', async () => {
    const { runtime, seen } = collecting()
    const dispatch: Dispatch = async () => ({
      response: new Response('x'),
      after: Promise.reject(new Error('store gone')),
    })
    await bench({ runtime, dispatch }).handle(get())
    await settled()
    expect(seen[0]?.messages).toEqual([])
  })
})

describe('options', () => {
  const options = {
    runtime: {},
    limits: defaultBodyLimits,
    dispatch: async () => ({ response: new Response() }),
  }

  test('middlewares that are no functions are skipped with one warning each', async () => {
    const warnings: string[] = []
    const warn = (message: string): void => void warnings.push(message)
    const logger: Logger = { debug: warn, info: warn, warn, error: warn }
    const runtime: TestRuntime = JSON.parse(
      '{"beforeRequestMiddleware":"https://a/","afterRequestMiddleware":"https://b/"}',
    )
    const handle = createPipeline({ ...options, runtime, logger })
    expect((await handle(get())).status).toBe(200)
    await handle(get())
    expect(warnings).toEqual([
      'beforeRequestMiddleware is skipped, because it is not a function',
      'afterRequestMiddleware is skipped, because it is not a function',
    ])
  })

  test('an unknown mode is refused', () => {
    expect(() => bench({ mode: JSON.parse('"single"') })).toThrow(
      "mode must be 'multi-route' or 'single-route'",
    )
  })

  test('what is wrong about CORS or the base path is refused at once', () => {
    expect(() => bench({ cors: { credentials: true } })).toThrow('cors.credentials needs')
    expect(() => bench({ basePath: 'https://app.example.com/api' })).toThrow('basePath must be a path')
  })
})
