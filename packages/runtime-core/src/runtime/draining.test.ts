import { ThreadRunner } from '@flightdeck/run-engine/store'
import { MemoryStore } from '@flightdeck/runner-memory'
import { readEvents, saying, scriptedAgent } from '@flightdeck/testkit'
import { expect, onTestFinished, test, vi } from 'vitest'
import { createCopilotRuntimeHandler } from '../server/handler.ts'
import { CopilotRuntime } from './copilot-runtime.ts'

interface Instance {
  readonly runtime: CopilotRuntime
  get(path: string, headers?: Record<string, string>): Promise<Response>
  run(threadId: string): Promise<Response>
}

/** Instances over one store, whose agent waits for `goOn` between its first word and its last. */
function instances(count: number): { all: Instance[]; goOn(): void } {
  const store = new MemoryStore()
  let goOn = (): void => {}
  const until = new Promise<void>((resolve) => {
    goOn = resolve
  })
  const agent = scriptedAgent((input) => {
    const script = saying(input, ['one ', 'two'])
    return [...script.slice(0, 3), { until }, ...script.slice(3)]
  })
  const all = Array.from({ length: count }, (): Instance => {
    const runner = new ThreadRunner(store, { flushMs: 1 })
    const runtime = new CopilotRuntime({ agents: { default: agent }, runner, logger: false })
    onTestFinished(() => runtime.close({ drainMs: 0 }))
    const handler = createCopilotRuntimeHandler({ runtime })
    return {
      runtime,
      get: (path, headers = {}) => handler(new Request(`http://localhost${path}`, { headers })),
      run: (threadId) =>
        handler(
          new Request('http://localhost/agent/default/run', {
            method: 'POST',
            headers: { 'content-type': 'application/json' },
            body: JSON.stringify({
              threadId,
              runId: `run-${threadId}`,
              messages: [],
              protocolVersion: '1.0',
            }),
          }),
        ),
    }
  })
  return { all, goOn }
}

/** Reads a stream until it contains a text. */
async function readUntil(
  response: Response,
  text: string,
): Promise<{ seen: string; rest(): Promise<string> }> {
  const decoder = new TextDecoder()
  const reader = (response.body as ReadableStream<Uint8Array>).getReader()
  let seen = ''
  while (!seen.includes(text)) {
    const { value, done } = await reader.read()
    if (done) throw new Error(`The stream ended without '${text}': ${seen}`)
    seen += decoder.decode(value)
  }
  return {
    seen,
    async rest() {
      let rest = ''
      for (let step = await reader.read(); !step.done; step = await reader.read())
        rest += decoder.decode(step.value)
      return rest
    },
  }
}

const FOLLOW = '/agent/default/connect?threadId=t&protocolVersion=1.0'

test('a runtime that leaves is not ready, and still accepts runs; one that drains refuses them and ends its own', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  onTestFinished(() => void vi.useRealTimers())
  const {
    all: [one],
    goOn,
  } = instances(1) as { all: [Instance]; goOn(): void }
  expect((await one.get('/health/ready')).status).toBe(200)

  const closed = one.runtime.close({ drainMs: 3_600_000 })
  const ready = await one.get('/health/ready')
  expect([ready.status, ready.headers.get('connection')]).toEqual([503, null])
  expect(await ready.json()).toMatchObject({ code: 'runtime_closing' })
  expect((await one.get('/health/live')).status).toBe(200)
  await vi.advanceTimersByTimeAsync(4_999)
  const accepted = await one.run('t')
  expect(accepted.status).toBe(200)

  await vi.advanceTimersByTimeAsync(1)
  const refused = await one.run('u')
  expect(refused.status).toBe(503)
  expect(refused.headers.get('retry-after')).toBe('1')
  expect(await refused.json()).toMatchObject({ code: 'runtime_closing' })
  for (const path of ['/health/live', '/info', FOLLOW, '/nowhere']) {
    const response = await one.get(path)
    expect([path, response.headers.get('connection')]).toEqual([path, 'close'])
    await response.body?.cancel()
  }

  goOn()
  await vi.advanceTimersByTimeAsync(1_000)
  expect((await readEvents(accepted)).at(-1)).toMatchObject({ type: 'RUN_FINISHED' })
  await vi.advanceTimersByTimeAsync(10_000)
  await closed
})

test('streams of runs of another process are served while a runtime drains', async () => {
  const { all, goOn } = instances(2)
  const [one, two] = all as [Instance, Instance]
  const run = await one.run('t')
  const followed = await readUntil(await two.get(FOLLOW), 'one ')
  let isClosed = false
  const closed = two.runtime.close({ drainMs: 60_000, readyGraceMs: 0 }).then(() => {
    isClosed = true
  })
  await vi.waitFor(async () => expect((await two.run('u')).status).toBe(503), 30_000)
  expect(isClosed).toBe(false)
  goOn()
  expect(await followed.rest()).toContain('RUN_FINISHED')
  await closed
  await run.body?.cancel()
})

test('a stream of a run of another process ends with a retry hint at the deadline, and its client resumes at another one', async () => {
  const { all, goOn } = instances(2)
  const [one, two] = all as [Instance, Instance]
  const run = await one.run('t')
  const followed = await readUntil(await two.get(FOLLOW), 'one ')
  await two.runtime.close({ drainMs: 1, readyGraceMs: 0 })
  expect(await followed.rest()).toBe('retry: 1000\n\n')

  const cursor = /id: (\S+)\n\n$/.exec(followed.seen)?.[1]
  expect(cursor).toBeDefined()
  goOn()
  const resumed = await (await one.get(FOLLOW, { 'last-event-id': cursor as string })).text()
  expect(resumed).not.toContain('one ')
  expect(resumed).toContain('two')
  expect(resumed).toContain('RUN_FINISHED')
  await run.body?.cancel()
})

test.each([{ drainMs: -1 }, { readyGraceMs: Number.NaN }])('%j is refused', async (options) => {
  const { all } = instances(1)
  await expect((all[0] as Instance).runtime.close(options)).rejects.toThrow(RangeError)
})
