import { InMemoryAgentRunner } from '@flightdeck/runner-memory'
import { saying, scriptedAgent } from '@flightdeck/testkit'
import { describe, expect, onTestFinished, test } from 'vitest'
import { silentLogger } from '../logging/logger.ts'
import { CopilotRuntime, type CopilotRuntimeOptions } from '../runtime/copilot-runtime.ts'
import { createCopilotRuntimeHandler } from '../server/handler.ts'

type Mode = 'multi-route' | 'single-route'

interface Served {
  /** Requests the debug events as a user. */
  debug(user?: string, init?: RequestInit): Promise<Response>
  /** Runs, connects or suggests to the end as a user. */
  post(operation: 'run' | 'connect' | 'suggest', threadId: string, user?: string): Promise<void>
  runtime: CopilotRuntime
}

function serve(options: Partial<CopilotRuntimeOptions> = {}, mode: Mode = 'multi-route'): Served {
  const runtime = new CopilotRuntime({
    agents: { default: scriptedAgent((input) => saying(input, ['Hello'])) },
    debugEvents: true,
    runner: new InMemoryAgentRunner(),
    identifyUser: (request) => ({ id: request.headers.get('x-user') ?? 'ann' }),
    logger: false,
    ...options,
  })
  onTestFinished(() => runtime.close({ drainMs: 0 }))
  const handler = createCopilotRuntimeHandler({ runtime, mode, basePath: '/api', cors: true })
  const isSingle = mode === 'single-route'
  const headersOf = (user: string): Record<string, string> => ({
    'content-type': 'application/json',
    'x-user': user,
  })
  return {
    runtime,
    debug: (user = 'ann', { headers, signal = null } = {}) =>
      handler(
        isSingle
          ? new Request('http://host/api', {
              method: 'POST',
              headers: { ...headersOf(user), ...headers },
              body: JSON.stringify({ method: 'cpk-debug-events' }),
              signal,
            })
          : new Request('http://host/api/cpk-debug-events', {
              headers: { 'x-user': user, ...headers },
              signal,
            }),
      ),
    async post(operation, threadId, user = 'ann') {
      const body = { threadId, runId: `run of ${threadId}`, messages: [] }
      const params = { agentId: 'default' }
      const response = await handler(
        new Request(`http://host/api${isSingle ? '' : `/agent/default/${operation}`}`, {
          method: 'POST',
          headers: headersOf(user),
          body: JSON.stringify(isSingle ? { method: `agent/${operation}`, params, body } : body),
        }),
      )
      expect(response.status).toBe(200)
      await response.text()
    },
  }
}

function readerOf(response: Response): ReadableStreamDefaultReader<string> {
  if (response.body === null) throw new Error('The response has no body')
  return response.body.pipeThrough(new TextDecoderStream()).getReader()
}

interface DebugEvent {
  timestamp: number
  agentId: string
  threadId: string
  runId: string
  event: { type: string }
}

/** The text of a stream until the runtime has closed. */
async function textUntilClose(response: Response, runtime: CopilotRuntime): Promise<string> {
  const reader = readerOf(response)
  let text = ''
  const read = (async () => {
    for (let part = await reader.read(); !part.done; part = await reader.read()) text += part.value
  })()
  // What was pushed before is read before the end.
  await expect.poll(() => text).toContain('"RUN_FINISHED"')
  await runtime.close({ drainMs: 0 })
  await read
  return text
}

function eventsIn(text: string): DebugEvent[] {
  return [...text.matchAll(/^data: (.*)$/gm)].map(([, json = '']) => JSON.parse(json) as DebugEvent)
}

describe.each(['multi-route', 'single-route'] as const)('debug events, %s', (mode) => {
  test('without the option there are none', async () => {
    for (const debugEvents of [undefined, false]) {
      const response = await serve({ debugEvents }, mode).debug()
      expect(response.status).toBe(404)
      expect(await response.json()).toMatchObject({ code: 'not_found' })
    }
  })

  test('begin with a comment, and are those of the user’s own runs', async () => {
    const { debug, post, runtime } = serve({}, mode)
    const response = await debug('ann')
    expect(response.headers.get('content-type')).toBe('text/event-stream')
    await post('run', 't-bob', 'bob')
    await post('run', 't-ann', 'ann')
    const text = await textUntilClose(response, runtime)
    expect(text).toMatch(/^: connected\n\ndata: /)
    expect(text).not.toContain('t-bob')
    const events = eventsIn(text)
    expect(Object.keys(events[0] ?? {})).toEqual(['timestamp', 'agentId', 'threadId', 'runId', 'event'])
    for (const event of events) {
      expect(event).toMatchObject({ agentId: 'default', threadId: 't-ann', runId: 'run of t-ann' })
      expect(event.timestamp).toBeTypeOf('number')
    }
    const types = events.map(({ event }) => event.type)
    expect([types[0], types.at(-1)]).toEqual(['RUN_STARTED', 'RUN_FINISHED'])
    expect(types).toContain('TEXT_MESSAGE_CONTENT')
  })
})

test.each(['connect', 'suggest'] as const)('the events of a %s are included', async (operation) => {
  const { debug, post, runtime } = serve()
  if (operation === 'connect') await post('run', 't1')
  const response = await debug()
  await post(operation, 't1')
  const events = eventsIn(await textUntilClose(response, runtime))
  expect(events.length).toBeGreaterThan(1)
  for (const event of events) expect(event).toMatchObject({ threadId: 't1', runId: 'run of t1' })
})

test('the runs of a custom runner are those of their user', async () => {
  const { debug, post, runtime } = serve({
    runner: {
      run: ({ agent, input }) => agent.run(input),
      connect: async function* () {},
      isRunning: async () => false,
      stop: async () => false,
    } as NonNullable<CopilotRuntimeOptions['runner']>,
  })
  const response = await debug('ann')
  await post('run', 't-bob', 'bob')
  await post('run', 't-ann', 'ann')
  const threads = eventsIn(await textUntilClose(response, runtime)).map(({ threadId }) => threadId)
  expect(new Set(threads)).toEqual(new Set(['t-ann']))
})

test('a reader that stalls loses events and is told how many', async () => {
  const large = 'x'.repeat(300_000)
  const agent = scriptedAgent((input) => saying(input, [large, large, large, large, large]))
  const { debug, post, runtime } = serve({ agents: { default: agent } })
  const response = await debug()
  await post('run', 't1')
  const reader = (response.body as ReadableStream<Uint8Array>).getReader()
  const first = new TextDecoder().decode((await reader.read()).value)
  expect(first.length).toBeLessThan(1_100_000)
  const lost = Number(/: (\d+) events dropped\n\n$/.exec(first)?.[1])
  expect(lost).toBeGreaterThan(0)
  await post('run', 't2')
  const next = new TextDecoder().decode((await reader.read()).value)
  expect(eventsIn(next)[0]).toMatchObject({ threadId: 't2', event: { type: 'RUN_STARTED' } })
  await runtime.close({ drainMs: 0 })
})

test('a user has ten readers at most, and a disconnect frees one', async () => {
  const { debug } = serve()
  const client = new AbortController()
  expect((await debug('ann', { signal: client.signal })).status).toBe(200)
  for (let count = 1; count < 10; count += 1) expect((await debug('ann')).status).toBe(200)
  const refused = await debug('ann')
  expect(refused.status).toBe(429)
  expect(await refused.json()).toMatchObject({ code: 'too_many_readers' })
  expect((await debug('bob')).status).toBe(200)
  client.abort()
  expect((await debug('ann')).status).toBe(200)
})

test('an idle stream is kept open by comments', async () => {
  const response = await serve({ keepAliveMs: 20 }).debug()
  const reader = readerOf(response)
  expect((await reader.read()).value).toBe(': connected\n\n')
  expect((await reader.read()).value).toBe(': keep-alive\n\n')
  await reader.cancel()
})

test('an unknown user gets none', async () => {
  expect((await serve({ identifyUser: () => null }).debug()).status).toBe(401)
})

test('authorize may refuse them', async () => {
  const asked: string[] = []
  const authorize: CopilotRuntimeOptions['authorize'] = ({ action }) => {
    asked.push(action)
    return false
  }
  expect((await serve({ authorize }).debug()).status).toBe(403)
  expect(asked).toEqual(['cpk-debug-events'])
})

test('a page of another origin gets none where users are not identified, and the log warns', async () => {
  const warnings: string[] = []
  const logger = { ...silentLogger, warn: (message: string) => void warnings.push(message) }
  const { debug } = serve({ identifyUser: undefined, logger })
  expect(warnings).toContainEqual(expect.stringContaining('debugEvents is on'))
  const response = await debug('ann', { headers: { origin: 'https://other.example' } })
  expect(response.status).toBe(403)
  expect(await response.json()).toMatchObject({ code: 'cross_site' })
  expect((await debug()).status).toBe(200)
})

test('a value that is no boolean is refused', () => {
  const options = { debugEvents: 'yes' } as unknown as Partial<CopilotRuntimeOptions>
  expect(() => serve(options)).toThrow('debugEvents must be true or false')
})
