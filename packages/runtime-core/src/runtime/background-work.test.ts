import { InMemoryAgentRunner } from '@flightdeck/runner-memory'
import { readEvents, saying, scriptedAgent } from '@flightdeck/testkit'
import { afterEach, expect, onTestFinished, test } from 'vitest'
import { createCopilotRuntimeHandler } from '../server/handler.ts'
import { CopilotRuntime, type CopilotRuntimeOptions } from './copilot-runtime.ts'

interface Bench {
  run(): Promise<void>
  name(): Promise<string | undefined>
  close(drainMs: number): Promise<void>
}

function bench(options: Partial<CopilotRuntimeOptions>): Bench {
  const runner = new InMemoryAgentRunner()
  const agents = { default: scriptedAgent((input) => saying(input, ['Hi'])) }
  const runtime = new CopilotRuntime({ agents, runner, logger: false, ...options })
  onTestFinished(() => runtime.close({ drainMs: 0 }))
  const handler = createCopilotRuntimeHandler({ runtime })
  return {
    async run() {
      const body = JSON.stringify({ threadId: 't1', runId: 'r1', messages: [] })
      const headers = { 'content-type': 'application/json' }
      const request = new Request('http://host/agent/default/run', { method: 'POST', headers, body })
      await readEvents(await handler(request))
    },
    name: async () => (await runner.threads.get({ threadId: 't1' }))?.name,
    close: (drainMs) => runtime.close({ drainMs, readyGraceMs: 0 }),
  }
}

function gate(): { opened: Promise<void>; open(): void } {
  let open = (): void => {}
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  return { opened, open: () => open() }
}

const platforms = [Symbol.for('@vercel/request-context'), Symbol.for('@next/request-context')]

afterEach(() => {
  for (const name of platforms) Reflect.deleteProperty(globalThis, name)
})

/** A title and a middleware that take until the gate opens, and what was waited for. */
function slowWork(): {
  works: Promise<unknown>[]
  open(): void
  done: string[]
  options: Partial<CopilotRuntimeOptions>
} {
  const works: Promise<unknown>[] = []
  const done: string[] = []
  const { opened, open } = gate()
  return {
    works,
    open,
    done,
    options: {
      async generateThreadName() {
        await opened
        return 'Greetings'
      },
      async afterRequestMiddleware() {
        await opened
        done.push('middleware')
      },
    },
  }
}

test('waitUntil gets the work before the response is read, and it settles with the last of it', async () => {
  const { works, open, done, options } = slowWork()
  const { run, name } = bench({ ...options, waitUntil: (work) => works.push(work) })
  await run()
  expect(works).toHaveLength(2)
  let hasSettled = false
  const settled = Promise.all(works).then(() => {
    hasSettled = true
  })
  await new Promise((resolve) => setTimeout(resolve, 0))
  expect([hasSettled, await name()]).toEqual([false, undefined])
  open()
  await settled
  expect([await name(), done]).toEqual(['Greetings', ['middleware']])
})

test.each(platforms)('the waitUntil of the platform is found: %s', async (symbol) => {
  const { works, open, options } = slowWork()
  const context = {
    works,
    waitUntil(work: Promise<unknown>) {
      this.works.push(work)
    },
  }
  Object.assign(globalThis, { [symbol]: { get: () => context } })
  const { run, name } = bench(options)
  await run()
  open()
  await Promise.all(works)
  expect([works.length, await name()]).toEqual([2, 'Greetings'])
})

test('a waitUntil that throws is logged once and affects nothing', async () => {
  const warnings: string[] = []
  const drop = (): void => {}
  const warn = (message: string): void => void warnings.push(message)
  const { open, options } = slowWork()
  const { run, name } = bench({
    ...options,
    logger: { debug: drop, info: drop, warn, error: drop },
    waitUntil: () => {
      throw new Error('outside of a request')
    },
  })
  await run()
  open()
  await expect.poll(name).toBe('Greetings')
  expect(warnings.filter((message) => message.startsWith('waitUntil failed'))).toHaveLength(1)
})

test('closing waits for the work, and the store stays open for it', async () => {
  const { open, done, options } = slowWork()
  let named: string | undefined
  const { run, name, close } = bench(options)
  await run()
  const closed = close(30_000).then(async () => {
    named = await name()
  })
  open()
  await closed
  expect([named, done]).toEqual(['Greetings', ['middleware']])
})

test('waitUntil must be a function', () => {
  expect(() => bench({ waitUntil: 'after' as never })).toThrow('waitUntil')
})
