import { InMemoryAgentRunner } from '@flightdeck/runner-memory'
import { readEvents, type SseData, saying, scriptedAgent } from '@flightdeck/testkit'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import type { Logger } from '../logging/logger.ts'
import { createCopilotRuntimeHandler } from '../server/handler.ts'
import { CopilotRuntime, type CopilotRuntimeOptions } from './copilot-runtime.ts'

const agents = {
  default: scriptedAgent((input) => saying(input, [`Hello from ${input.runId}`], input.runId)),
  slow: scriptedAgent((input) => [...saying(input, ['Wait']).slice(0, -1), { until: new Promise(() => {}) }]),
}

interface Server {
  runtime: CopilotRuntime
  send(method: string, path: string, body?: object, user?: string): Promise<Response>
}

/** A runtime without a runner, as code that creates it in the request handler has one for each request. */
function serve(options: Partial<CopilotRuntimeOptions> = {}): Server {
  const runtime = new CopilotRuntime({ agents, logger: false, ...options })
  onTestFinished(() => runtime.close({ drainMs: 0 }))
  const handler = createCopilotRuntimeHandler({ runtime })
  return {
    runtime,
    send: (method, path, body, user = '') =>
      handler(
        new Request(`http://host${path}`, {
          method,
          headers: { 'content-type': 'application/json', 'x-user': user },
          ...(body && { body: JSON.stringify(body) }),
        }),
      ),
  }
}

const input = (threadId: string, runId: string): object => ({
  threadId,
  runId,
  protocolVersion: '1.0',
  messages: [],
})
const texts = (events: readonly SseData[]): string => JSON.stringify(events)
const thread = (): string => crypto.randomUUID()
const identifyUser = (request: Request): { id: string } => ({ id: request.headers.get('x-user') ?? '' })

async function listed({ send }: Server, user?: string): Promise<string[]> {
  const { threads } = (await (await send('GET', '/threads', undefined, user)).json()) as {
    threads: { id: string }[]
  }
  return threads.map(({ id }) => id)
}

describe('runtimes of one process without a runner', () => {
  test('follow, refuse and stop a run that another one started', async () => {
    const id = thread()
    const run = await serve().send('POST', '/agent/slow/run', input(id, 'r1'))
    const events = readEvents(run)

    const joined = readEvents(await serve().send('POST', '/agent/slow/connect', input(id, 'x')))
    const busy = await serve().send('POST', '/agent/default/run', input(id, 'r2'))
    expect(busy.status).toBe(409)
    expect(await busy.json()).toMatchObject({ code: 'thread_busy', runId: 'r1' })

    const stopped = await serve().send('POST', `/agent/slow/stop/${id}`)
    expect(await stopped.json()).toMatchObject({ stopped: true })
    for (const read of [await events, await joined]) {
      expect(texts(read)).toContain('Wait')
      expect(read.at(-1)).toMatchObject({ type: 'RUN_FINISHED', runId: 'r1', outcome: { type: 'cancelled' } })
    }
  })

  test('continue a thread that another one started', async () => {
    const id = thread()
    await readEvents(await serve().send('POST', '/agent/default/run', input(id, 'r1')))
    await readEvents(await serve().send('POST', '/agent/default/run', input(id, 'r2')))
    const events = await readEvents(await serve().send('POST', '/agent/default/connect', input(id, 'x')))
    expect(texts(events)).toContain('Hello from r1')
    expect(texts(events)).toContain('Hello from r2')
  })

  test('list and clear only the threads that they created', async () => {
    const [one, two] = [thread(), thread()]
    const options = { identifyUser, threads: { allowClear: true } }
    const [first, second] = [serve(options), serve(options)]
    await readEvents(await first.send('POST', '/agent/default/run', input(one, 'r'), 'ann'))
    await readEvents(await second.send('POST', '/agent/default/run', input(two, 'r'), 'ann'))
    expect(await listed(first, 'ann')).toEqual([one])
    expect(await listed(second, 'ann')).toEqual([two])
    expect((await second.send('POST', '/threads/clear', {}, 'ann')).status).toBe(204)
    expect(await listed(first, 'ann')).toEqual([one])
    expect(await listed(second, 'ann')).toEqual([])
    // By its exact id, the thread is found by both.
    expect((await second.send('GET', `/threads/${one}/messages`, undefined, 'ann')).status).toBe(200)
  })

  test('report changes only to subscribers of the runtime that created the thread', async () => {
    const [first, second] = [serve(), serve()]
    const told = [vi.fn(), vi.fn()]
    for (const [index, { runtime }] of [first, second].entries()) {
      const { threads } = runtime.runner as InMemoryAgentRunner
      onTestFinished(threads.watch(undefined, told[index] as () => void))
    }
    await readEvents(await first.send('POST', '/agent/default/run', input(thread(), 'r')))
    expect(told[0]).toHaveBeenCalled()
    expect(told[1]).not.toHaveBeenCalled()
  })

  test('keep users separate', async () => {
    const id = thread()
    await readEvents(await serve({ identifyUser }).send('POST', '/agent/default/run', input(id, 'r1'), 'ann'))
    const asBob = await serve({ identifyUser }).send('POST', '/agent/default/connect', input(id, 'x'), 'bob')
    expect(await readEvents(asBob)).toEqual([])
    expect(await readEvents(await serve().send('POST', '/agent/default/connect', input(id, 'x')))).toEqual([])
  })

  test('end only their own runs when they close', async () => {
    const id = thread()
    const [first, second] = [serve(), serve()]
    const events = readEvents(await first.send('POST', '/agent/slow/run', input(id, 'r1')))
    const joined = await second.send('POST', '/agent/slow/connect', input(id, 'x'))
    await second.runtime.close({ drainMs: 0 })
    expect(await joined.text()).toMatch(/retry: 1000\n\n$/)
    expect((await serve().send('POST', '/agent/default/run', input(id, 'r2'))).status).toBe(409)
    await first.runtime.close({ drainMs: 0 })
    expect((await events).at(-1)).toMatchObject({ type: 'RUN_ERROR', code: 'run_interrupted' })
    expect((await serve().send('POST', '/agent/default/run', input(id, 'r3'))).status).toBe(200)
  })

  test('use their own observer and limits for the runs that they start', async () => {
    const id = thread()
    const seen: string[] = []
    const observed = serve({ observer: { onRunEnd: ({ runId }) => void seen.push(runId) } })
    await readEvents(await observed.send('POST', '/agent/default/run', input(id, 'r1')))
    const limited = serve({ limits: { maxEventsPerRun: 2 } })
    const events = await readEvents(await limited.send('POST', '/agent/default/run', input(id, 'r2')))
    expect(events.at(-1)).toMatchObject({ type: 'RUN_ERROR', code: 'limit_exceeded' })
    await readEvents(await observed.send('POST', '/agent/default/run', input(id, 'r3')))
    expect(seen).toEqual(['r1', 'r3'])
  })

  test('warn once in the process how to separate them and how to keep threads', async () => {
    vi.resetModules()
    const fresh = await import('./copilot-runtime.ts')
    const warned: string[] = []
    const note = (): void => {}
    const logger: Logger = {
      debug: note,
      info: note,
      error: note,
      warn: (message) => void warned.push(message),
    }
    for (let count = 0; count < 3; count += 1) new fresh.CopilotRuntime({ agents, logger })
    const about = warned.filter((message) => message.includes('share threads by id'))
    expect(about).toHaveLength(1)
    expect(about[0]).toContain('runner: new InMemoryAgentRunner()')
    expect(about[0]).toContain('SqliteAgentRunner')
  })
})

test('runtimes with runners of their own do not see each other', async () => {
  const id = thread()
  const own = (): Server => serve({ runner: new InMemoryAgentRunner() })
  await readEvents(await own().send('POST', '/agent/default/run', input(id, 'r1')))
  expect(await readEvents(await own().send('POST', '/agent/default/connect', input(id, 'x')))).toEqual([])
  expect(await readEvents(await serve().send('POST', '/agent/default/connect', input(id, 'x')))).toEqual([])
})
