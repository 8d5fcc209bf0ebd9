import type { EventLike } from '@flightdeck/run-engine'
import { InMemoryAgentRunner } from '@flightdeck/runner-memory'
import { readEvents, saying, scriptedAgent } from '@flightdeck/testkit'
import { expect, onTestFinished, test } from 'vitest'
import type { Logger } from '../logging/logger.ts'
import { createCopilotRuntimeHandler } from '../server/handler.ts'
import { CopilotRuntime } from './copilot-runtime.ts'
import type { GenerateThreadName, ThreadNameRequest } from './thread-names.ts'

const agent = scriptedAgent((input) => {
  const { threadId, runId } = input
  if (runId.startsWith('fail')) return [{ throws: new Error('no') }]
  const outcome = { type: 'interrupt', interrupts: [{ id: 'q', reason: 'may I?' }] }
  if (runId.startsWith('ask')) return [{ type: 'RUN_FINISHED', threadId, runId, outcome } as EventLike]
  return saying(input, ['Hi'], `m-${runId}`)
})

function deferred(): { promise: Promise<string>; resolve(name: string): void } {
  let resolve = (_name: string): void => {}
  const promise = new Promise<string>((settle) => {
    resolve = settle
  })
  return { promise, resolve: (name) => resolve(name) }
}

interface Bench {
  run(runId?: string, answer?: string): Promise<void>
  name(): Promise<string | undefined>
  rename(name: string | null): Promise<unknown>
  delete(): Promise<unknown>
  close(): Promise<void>
  readonly errors: unknown[]
}

function bench(generateThreadName: GenerateThreadName): Bench {
  const errors: unknown[] = []
  const drop = (): void => {}
  const error: Logger['error'] = (message, fields) => void errors.push([message, fields?.error])
  const runner = new InMemoryAgentRunner()
  const runtime = new CopilotRuntime({
    agents: { default: agent },
    runner,
    logger: { debug: drop, info: drop, warn: drop, error },
    identifyUser: () => ({ id: 'ann' }),
    generateThreadName,
  })
  onTestFinished(() => runtime.close({ drainMs: 0 }))
  const handler = createCopilotRuntimeHandler({ runtime })
  const key = { threadId: 't1', owner: 'ann' }
  return {
    errors,
    async run(runId = 'r1', answer) {
      const messages = [{ id: `u-${runId}`, role: 'user', content: 'Hello?' }]
      const headers = { 'content-type': 'application/json' }
      const resume =
        answer === undefined ? undefined : [{ interruptId: 'q', status: 'resolved', payload: answer }]
      const body = JSON.stringify({ threadId: 't1', runId, messages, resume })
      await readEvents(
        await handler(new Request('http://host/agent/default/run', { method: 'POST', headers, body })),
      )
    },
    name: async () => (await runner.threads.get(key))?.name,
    rename: (name) => runner.threads.rename(key, name),
    delete: () => runner.threads.delete(key),
    close: () => runtime.close({ drainMs: 0 }),
  }
}

test('a thread is named after its first run, by what was said and the agent that ran', async () => {
  const asked: ThreadNameRequest[] = []
  const { run, name } = bench((request) => {
    asked.push(request)
    return 'Greetings'
  })
  await run()
  await expect.poll(name).toBe('Greetings')
  expect(asked).toMatchObject([
    {
      agentId: 'default',
      threadId: 't1',
      messages: [
        { id: 'u-r1', role: 'user', content: 'Hello?' },
        { id: 'm-r1', role: 'assistant', content: 'Hi' },
      ],
    },
  ])
  expect(asked[0]?.agent).toBe(agent)
  await run('r2')
  expect(asked).toHaveLength(1)
})

test('an answer that is given again is no occasion to name its thread again', async () => {
  let calls = 0
  const { run } = bench(() => {
    calls += 1
    return undefined
  })
  await run('ask')
  await run('r1', 'yes')
  await expect.poll(() => calls).toBe(1)
  await run('r2', 'yes')
  await run('r3', 'yes')
  await new Promise((resolve) => setTimeout(resolve, 20))
  expect(calls).toBe(1)
})

test('a run that failed is not the first that ended well', async () => {
  const asked: string[] = []
  const { run, name } = bench(({ messages }) => {
    asked.push(messages.at(-1)?.id ?? '')
    return 'Named'
  })
  await run('fail-1')
  await run('fail-2')
  await run('r3')
  await expect.poll(name).toBe('Named')
  expect(asked).toEqual(['m-r3'])
})

test('a name that a user gives in the meantime stays', async () => {
  let finish = (_name: string): void => {}
  const generated = new Promise<string>((resolve) => {
    finish = resolve
  })
  let isAsked = false
  const { run, name, rename } = bench(() => {
    isAsked = true
    return generated
  })
  await run()
  await expect.poll(() => isAsked).toBe(true)
  await rename('By hand')
  finish('By machine')
  await generated
  await run('r2')
  expect(await name()).toBe('By hand')
})

test('a name is put on one line and cut to the length that names may have', async () => {
  const { run, name } = bench(() => `  "A\n name" ${'x'.repeat(188)}😀😀`)
  await run()
  await expect.poll(name).toMatch(/^"A name" x+😀?$/)
  expect((await name())?.length).toBeLessThanOrEqual(200)
})

test.each([
  ['undefined', undefined],
  ['only spaces', ' \n '],
])('a function that gives %s leaves a thread without a name, and is not asked again', async (_, given) => {
  let calls = 0
  const { run, name, errors } = bench(() => {
    calls += 1
    return given
  })
  await run()
  await expect.poll(() => calls).toBe(1)
  await run('r2')
  expect([await name(), calls, errors]).toEqual([undefined, 1, []])
})

test('a function that fails is logged and does not affect the run', async () => {
  const failure = new Error('no model')
  const { run, name, errors } = bench(() => {
    throw failure
  })
  await run()
  await expect.poll(() => errors).toEqual([['Naming a thread failed', failure]])
  expect(await name()).toBeUndefined()
})

test('a function that gives no string is logged', async () => {
  const careless = (() => 7) as unknown as GenerateThreadName
  const { run, errors } = bench(careless)
  await run()
  await expect.poll(() => errors).toEqual([['Naming a thread failed', expect.any(TypeError)]])
})

test('what is being generated is aborted when the runtime closes', async () => {
  let signal: AbortSignal | undefined
  const { run, close, errors } = bench((request) => {
    signal = request.signal
    return new Promise(() => {})
  })
  await run()
  await expect.poll(() => signal?.aborted).toBe(false)
  await close()
  expect(signal?.aborted).toBe(true)
  await expect.poll(() => errors).toHaveLength(1)
})

test('a name that a user removes in the meantime stays removed', async () => {
  const { promise, resolve } = deferred()
  let isAsked = false
  const { run, name, rename } = bench(() => {
    isAsked = true
    return promise
  })
  await run()
  await expect.poll(() => isAsked).toBe(true)
  await rename(null)
  resolve('By machine')
  await promise
  await run('r2')
  expect(await name()).toBeUndefined()
})

test('a deleted thread aborts its naming, and a new one with the same id keeps its own name', async () => {
  const asked: ThreadNameRequest[] = []
  const answers = [deferred(), deferred()]
  const { run, name, errors, ...thread } = bench((request) => {
    asked.push(request)
    return answers[asked.length - 1]?.promise
  })
  await run()
  await expect.poll(() => asked.length).toBe(1)
  await thread.delete()
  await expect.poll(() => asked[0]?.signal.aborted).toBe(true)
  await run('r2')
  await expect.poll(() => asked.length).toBe(2)
  answers[0]?.resolve('The first')
  await answers[0]?.promise
  expect(await name()).toBeUndefined()
  answers[1]?.resolve('The second')
  await expect.poll(name).toBe('The second')
  expect(errors).toEqual([])
})
