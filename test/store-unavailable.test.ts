import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SqliteAgentRunner, SqliteStore } from '@flightdeck/runner-sqlite'
import { CopilotRuntime, createCopilotRuntimeHandler, type Logger } from '@flightdeck/runtime-core'
import { readEvents, saying, scriptedAgent } from '@flightdeck/testkit'
import { expect, onTestFinished, test } from 'vitest'

const inputOf = (threadId: string, more: object = {}) => ({
  threadId,
  runId: 'r',
  messages: [],
  tools: [],
  context: [],
  ...more,
})

interface Server {
  readonly path: string
  readonly runner: SqliteAgentRunner
  /** Messages at the level error. */
  readonly errors: string[]
  ask(method: string, path: string, body?: unknown): Promise<Response>
}

function serve(busyTimeoutMs: number): Server {
  const folder = mkdtempSync(join(tmpdir(), 'flightdeck-store-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const path = join(folder, 'threads.db')
  const runner = new SqliteAgentRunner({ path, busyTimeoutMs, stopGraceMs: 50 })
  const errors: string[] = []
  const ignore = (): void => {}
  const logger: Logger = {
    debug: ignore,
    info: ignore,
    warn: ignore,
    error: (message) => void errors.push(message),
  }
  const agents = {
    default: scriptedAgent(saying(inputOf('t'), ['hello'])),
    endless: scriptedAgent([{ until: new Promise<void>(() => {}) }]),
  }
  const threads = { allowClear: true, allowImport: true }
  const runtime = new CopilotRuntime({ agents, runner, logger, threads })
  onTestFinished(() => runtime.close({ drainMs: 0 }))
  const handler = createCopilotRuntimeHandler({ runtime, basePath: '/api' })
  return {
    path,
    runner,
    errors,
    ask: (method, route, body) =>
      handler(
        new Request(`http://localhost/api${route}`, {
          method,
          ...(body !== undefined && {
            body: typeof body === 'string' ? body : JSON.stringify(body),
            headers: { 'content-type': 'application/json' },
          }),
        }),
      ),
  }
}

const RESUME = { resume: [{ interruptId: 'i', status: 'resolved', payload: { approved: true } }] }

/** Locks a database from another process. Returns a function that unlocks it. */
async function lock(path: string): Promise<() => Promise<void>> {
  const script = `
    const database = new (require('libsql'))(${JSON.stringify(path)})
    database.exec('BEGIN IMMEDIATE')
    process.stdout.write('locked')
    process.stdin.resume()`
  const child = spawn(process.execPath, ['-e', script], {
    cwd: import.meta.dirname,
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  await once(child.stdout, 'data')
  return async () => {
    child.stdin.end()
    await once(child, 'exit')
  }
}

/** Requests that write, with the id of a thread that has a run. */
const WRITES: readonly [name: string, method: string, path: string, body?: unknown][] = [
  ['run', 'POST', '/agent/default/run', inputOf('new')],
  ['approval', 'POST', '/agent/default/run', inputOf('new', RESUME)],
  ['stop', 'POST', '/agent/endless/stop/t'],
  ['rename', 'PATCH', '/threads/t', { name: 'name' }],
  ['archive', 'POST', '/threads/t/archive'],
  ['delete', 'DELETE', '/threads/t'],
  ['clear', 'POST', '/threads/clear'],
]

const READS: typeof WRITES = [
  ['connect', 'POST', '/agent/default/connect', inputOf('t')],
  ['list', 'GET', '/threads'],
  ['live list', 'GET', '/threads/subscribe'],
  ['get', 'GET', '/threads/t'],
  ['messages', 'GET', '/threads/t/messages'],
  ['events', 'GET', '/threads/t/events'],
  ['state', 'GET', '/threads/t/state'],
  ['runs', 'GET', '/threads/t/runs'],
  ['interrupts', 'GET', '/threads/t/interrupts'],
  ['export', 'GET', '/threads/t/export'],
]

async function expectUnavailable(name: string, response: Response): Promise<void> {
  expect([name, response.status, response.headers.get('retry-after')]).toEqual([name, 503, '1'])
  expect(await response.json()).toEqual({
    error: 'Store unavailable',
    message: 'The store of this server is not available at the moment, try again later',
    code: 'store_unavailable',
  })
}

test('without its file every route answers 503, the error is logged once, and a new file is used', async () => {
  const server = serve(5_000)
  await readEvents(await server.ask('POST', '/agent/default/run', inputOf('t')))
  const exported = await (await server.ask('GET', '/threads/t/export')).text()
  const live = await server.ask('GET', '/threads/subscribe')
  const frames = (live.body as ReadableStream<Uint8Array>).getReader()
  await frames.read()
  rmSync(server.path)
  const requests = [...WRITES, ...READS, ['import', 'POST', '/threads/import', exported] as const]
  for (const [name, method, path, body] of requests) {
    await expectUnavailable(name, await server.ask(method, path, body))
  }
  await expect.poll(() => server.errors).toEqual(['The store of a runner failed'])

  writeFileSync(server.path, '')
  await readEvents(await server.ask('POST', '/agent/default/run', inputOf('after')))
  const list = (await (await server.ask('GET', '/threads')).json()) as { threads: { id: string }[] }
  expect(list.threads.map(({ id }) => id)).toEqual(['after'])
  // The open list was not ended, and is read again.
  expect(new TextDecoder().decode((await frames.read()).value)).toContain('"type":"reset"')
  await frames.cancel()
  expect(server.errors).toEqual(['The store of a runner failed'])
})

test('while another process locks the file, what writes answers 503 and what reads answers 200', async () => {
  const server = serve(100)
  const running = await server.ask('POST', '/agent/endless/run', inputOf('t'))
  const unlock = await lock(server.path)
  for (const [name, method, path, body] of WRITES) {
    await expectUnavailable(name, await server.ask(method, path, body))
  }
  for (const [name, method, path, body] of READS) {
    const response = await server.ask(method, path, body)
    expect([name, response.status]).toEqual([name, 200])
    await response.body?.cancel()
  }
  await unlock()
  const events = await readEvents(running)
  expect(events.at(-1)).toMatchObject({ type: 'RUN_FINISHED' })
  const stopped = await server.ask('POST', '/agent/endless/stop/t')
  expect([stopped.status, await stopped.json()]).toMatchObject([200, { stopped: false }])
})

test('a join that must end the run of another process answers 503 while the file is locked', async () => {
  const server = serve(100)
  // A run of a process that left it, without an event and without a lease.
  const dead = new SqliteStore({ path: server.path })
  const key = { threadId: 't' }
  await dead.claim({ key, claimId: 'c', runId: 'r', agentId: 'default', now: 1, leaseMs: 1 })
  await dead.close()
  const unlock = await lock(server.path)
  const join = ['POST', '/agent/default/connect', inputOf('t')] as const
  await expectUnavailable('connect', await server.ask(...join))
  await unlock()
  expect((await readEvents(await server.ask(...join))).at(-1)).toMatchObject({ code: 'run_interrupted' })
})
