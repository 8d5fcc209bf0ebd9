import type { AgentRunner, AgentRunnerRunRequest, EventSource } from '@flightdeck/run-engine'
import { ThreadRunner } from '@flightdeck/run-engine'
import { InMemoryAgentRunner, MemoryStore } from '@flightdeck/runner-memory'
import { readEvents, saying, scriptedAgent } from '@flightdeck/testkit'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { Logger } from '../../logging/logger.ts'
import type { RouteInfo } from '../../routing/route-match.ts'
import { CopilotRuntime, type CopilotRuntimeOptions } from '../../runtime/copilot-runtime.ts'
import { createCopilotRuntimeHandler } from '../../server/handler.ts'

const agents = { default: scriptedAgent((input) => saying(input, ['Hi'])) }

type Ask = (
  method: string,
  path: string,
  body?: unknown,
  headers?: Record<string, string>,
) => Promise<Response>

function serve(options: Partial<CopilotRuntimeOptions>): {
  ask: Ask
  logged: unknown[][]
  close(): Promise<void>
} {
  const logged: unknown[][] = []
  const note =
    (level: keyof Logger) =>
    (...line: unknown[]): void =>
      void logged.push([level, ...line])
  const logger: Logger = { debug: () => {}, info: note('info'), warn: note('warn'), error: note('error') }
  const runtime = new CopilotRuntime({ agents, runner: new InMemoryAgentRunner(), logger, ...options })
  const close = (): Promise<void> => runtime.close({ drainMs: 0 })
  onTestFinished(close)
  const handler = createCopilotRuntimeHandler({ runtime })
  const ask: Ask = (method, path, body, headers) =>
    handler(
      new Request(`http://host${path}`, {
        method,
        headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      }),
    )
  return { ask, logged, close }
}

async function talk(ask: Ask, threadId = 't1'): Promise<void> {
  const input = { threadId, runId: 'r1', messages: [{ id: 'u1', role: 'user', content: 'Hi' }] }
  await readEvents(await ask('POST', '/agent/default/run', input))
}

/** A custom runner: the four methods around one of the included runners. */
const plain = (inner = new InMemoryAgentRunner()): AgentRunner => ({
  run: (request) => inner.run(request),
  connect: (request) => inner.connect(request),
  isRunning: (request) => inner.isRunning(request),
  stop: (request) => inner.stop(request),
})

const routes = [
  ['GET', '/threads'],
  ['GET', '/threads/subscribe'],
  ['POST', '/threads/subscribe'],
  ['POST', '/threads/clear'],
  ['POST', '/threads/import'],
  ['GET', '/threads/t1'],
  ['PATCH', '/threads/t1'],
  ['DELETE', '/threads/t1'],
  ['POST', '/threads/t1/archive'],
  ['GET', '/threads/t1/messages'],
  ['GET', '/threads/t1/events'],
  ['GET', '/threads/t1/state'],
  ['GET', '/threads/t1/runs'],
  ['GET', '/threads/t1/interrupts'],
  ['GET', '/threads/t1/export'],
] as const

describe('a custom runner', () => {
  test('without threads gets 501 on every thread route, and info says so', async () => {
    const { ask, logged } = serve({ runner: plain() })
    for (const [method, path] of routes) {
      const response = await ask(method, path)
      expect([path, response.status]).toEqual([path, 501])
      expect(await response.json()).toMatchObject({ code: 'threads_not_supported' })
    }
    expect(await (await ask('GET', '/info')).json()).toMatchObject({
      threadEndpoints: { list: false, inspect: false, mutations: false, realtimeMetadata: false },
    })
    expect(logged).toEqual([])
  })

  /** With the thread endpoints of CopilotKit's in-memory runner. */
  const local = (): AgentRunner & { cleared: number } =>
    Object.assign(plain(), {
      cleared: 0,
      ɵsupportsLocalThreadEndpoints: true,
      listThreads: () => [
        { id: 'old', agentId: 'default', createdAt: 1_000, updatedAt: '2020-01-01T00:00:00Z' },
        { id: 'new', agentId: 'other', name: 'Named', updatedAt: new Date('2021-01-01T00:00:00Z') },
      ],
      getThreadMessages: (threadId: string) => [{ id: 'm', role: 'user', content: threadId }],
      getThreadEvents: (threadId: string) => [{ type: 'RUN_STARTED', threadId }],
      getThreadState: () => undefined,
      clearThreads(this: { cleared: number }) {
        this.cleared += 1
      },
    })

  test('with the thread endpoints of CopilotKit’s runner can be listed and inspected', async () => {
    const { ask } = serve({ runner: local() })
    const { threads, ...rest } = (await (await ask('GET', '/threads')).json()) as { threads: object[] }
    expect(rest).toEqual({ joinCode: null, nextCursor: null })
    expect(threads).toMatchObject([
      { id: 'new', name: 'Named', createdAt: '2021-01-01T00:00:00.000Z' },
      { id: 'old', name: null, createdAt: '1970-01-01T00:00:01.000Z', archived: false },
    ])
    expect(await (await ask('GET', '/threads?agentId=other')).json()).toMatchObject({
      threads: [{ id: 'new' }],
    })
    const read = async (part: string): Promise<unknown> => (await ask('GET', `/threads/t1/${part}`)).json()
    expect(await read('messages')).toEqual({ messages: [{ id: 'm', role: 'user', content: 't1' }] })
    expect(await read('events')).toEqual({ events: [{ type: 'RUN_STARTED', threadId: 't1' }] })
    expect(await read('state')).toEqual({ state: null })
    expect(await (await ask('GET', '/info')).json()).toMatchObject({
      threadEndpoints: { list: true, inspect: true, mutations: false },
    })
    for (const [method, path] of [
      ['GET', '/threads/t1'],
      ['PATCH', '/threads/t1'],
      ['DELETE', '/threads/t1'],
      ['GET', '/threads/subscribe'],
    ] as const) {
      expect((await ask(method, path)).status).toBe(501)
    }
  })

  test('that has them is cleared only where that is asked for', async () => {
    const runner = local()
    expect((await serve({ runner }).ask('POST', '/threads/clear')).status).toBe(403)
    expect(runner.cleared).toBe(0)
    const { ask } = serve({ runner, threads: { allowClear: true } })
    expect((await ask('POST', '/threads/clear')).status).toBe(204)
    expect(runner.cleared).toBe(1)
  })

  test('that has them knows no owners, so with identifyUser they are not served', async () => {
    const { ask } = serve({ runner: local(), identifyUser: () => ({ id: 'ann' }) })
    for (const [method, path] of routes) expect((await ask(method, path)).status).toBe(501)
  })
})

test('a subclass of our runner that overrides run keeps its threads', async () => {
  class Noting extends InMemoryAgentRunner {
    runs = 0
    override run(request: AgentRunnerRunRequest): EventSource {
      this.runs += 1
      return super.run(request)
    }
  }
  const runner = new Noting()
  const { ask } = serve({ runner })
  await talk(ask)
  expect(runner.runs).toBe(1)
  expect(await (await ask('GET', '/threads')).json()).toMatchObject({ threads: [{ id: 't1' }] })
})

describe('a warning that all clients can access all threads is logged', () => {
  test('once, when a runtime without identifyUser is created', async () => {
    const { ask, logged } = serve({})
    await ask('GET', '/threads')
    expect(logged).toEqual([['warn', expect.stringContaining('Users are not identified')]])
  })

  test('not where users are identified', async () => {
    const { ask, logged } = serve({ identifyUser: () => ({ id: 'ann' }) })
    await ask('GET', '/threads')
    expect(logged).toEqual([])
  })
})

describe('a store that fails', () => {
  class Failing extends MemoryStore {
    override list(): never {
      throw new Error('sk-secret')
    }
    override update(): never {
      throw new Error('sk-secret')
    }
  }

  test('gets 500 with what failed and without the cause', async () => {
    const { ask, logged } = serve({ runner: new ThreadRunner(new Failing()) })
    for (const [method, path, error, body] of [
      ['GET', '/threads', 'Failed to list threads', undefined],
      ['PATCH', '/threads/t1', 'Failed to update thread', { name: 'N' }],
      ['POST', '/threads/t1/archive', 'Failed to archive thread', undefined],
    ] as const) {
      const response = await ask(method, path, body)
      const text = await response.text()
      expect(response.status).toBe(500)
      expect(JSON.parse(text)).toMatchObject({ error, code: 'threads_failed' })
      expect(text).not.toContain('sk-secret')
    }
    expect(logged.filter(([level]) => level === 'error')).toHaveLength(3)
  })

  test('fails before a change or after it, never between a name and an archiving', async () => {
    let writes = 0
    class Tiring extends MemoryStore {
      override update(request: Parameters<MemoryStore['update']>[0]): ReturnType<MemoryStore['update']> {
        writes += 1
        if (writes > 1) throw new Error('sk-secret')
        return super.update(request)
      }
    }
    const { ask } = serve({ runner: new ThreadRunner(new Tiring()) })
    await talk(ask)
    const changed = await ask('PATCH', '/threads/t1', { name: 'N', archived: true })
    expect([changed.status, await changed.json()]).toMatchObject([200, { name: 'N', archived: true }])
  })

  test('ends the streams that follow it, and the log says why', async () => {
    let healthy = true
    class Dying extends MemoryStore {
      override changes(request: Parameters<MemoryStore['changes']>[0]): ReturnType<MemoryStore['changes']> {
        if (!healthy) throw new Error('sk-secret')
        return super.changes(request)
      }
    }
    const { ask, logged } = serve({ runner: new ThreadRunner(new Dying()) })
    const response = await ask('GET', '/threads/subscribe')
    healthy = false
    await talk(ask)
    expect(await response.text()).toMatch(/^id: \S+\n\n$/)
    expect(logged.at(-1)).toMatchObject(['error', 'Reading the changes of a thread list failed', {}])
  })
})

describe('a runtime that closes', () => {
  test('ends the streams that follow its threads', async () => {
    const { ask, close } = serve({})
    const response = await ask('GET', '/threads/subscribe')
    const text = response.text()
    await close()
    expect(await text).not.toContain('data:')
    const late = await ask('GET', '/threads/subscribe')
    expect([late.status, await late.json()]).toMatchObject([503, { code: 'runtime_closing' }])
  })
})

test('hooks get the thread id in both modes', async () => {
  const routes: unknown[] = []
  const hooks = { onBeforeHandler: ({ route }: { route: RouteInfo }) => void routes.push(route) }
  const { ask } = serve({ hooks })
  await ask('DELETE', '/threads/my%20thread')
  await ask('GET', '/threads')
  expect(routes).toEqual([{ method: 'threads/delete', threadId: 'my thread' }, { method: 'threads/list' }])
})

test('pages of other origins may change threads where they may call at all', async () => {
  const runtime = new CopilotRuntime({ agents })
  onTestFinished(() => runtime.close({ drainMs: 0 }))
  const handler = createCopilotRuntimeHandler({ runtime, cors: true })
  const headers = { origin: 'https://app.example.com', 'access-control-request-method': 'PATCH' }
  const preflight = await handler(new Request('http://host/threads/t1', { method: 'OPTIONS', headers }))
  const allowed = preflight.headers.get('access-control-allow-methods')?.split(', ')
  expect(allowed).toEqual(expect.arrayContaining(['PATCH', 'DELETE']))
})

test('an export that is not read to its end is closed', async () => {
  const { ask } = serve({})
  await talk(ask)
  const reader = (await ask('GET', '/threads/t1/export')).body?.getReader()
  expect((await reader?.read())?.done).toBe(false)
  await reader?.cancel()
  expect((await ask('DELETE', '/threads/t1')).status).toBe(200)
})
