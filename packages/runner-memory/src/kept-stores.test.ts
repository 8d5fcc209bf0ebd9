import { afterEach, describe, expect, it, vi } from 'vitest'
import { InMemoryAgentRunner } from './in-memory-agent-runner.ts'

const agent = {
  async *run() {
    yield { type: 'TEXT_MESSAGE_CHUNK', messageId: 'm1', delta: 'Hello' }
  },
}

async function runOn(runner: InMemoryAgentRunner, threadId: string): Promise<void> {
  const input = { threadId, runId: `run of ${threadId}`, messages: [], tools: [], context: [] }
  await (await runner.start({ threadId, agent, input })).ended
}

const idsOf = (runner: InMemoryAgentRunner) => runner.listThreads().map(({ id }) => id)

/** A turn of the event loop, as between a module and the same module that is loaded again. */
const nextTurn = () => new Promise((resolve) => setTimeout(resolve))

function underNextDev(): void {
  vi.stubEnv('NODE_ENV', 'development')
  vi.stubEnv('__NEXT_DEV_SERVER', '1')
}

describe('an in-memory runner that is created again', () => {
  afterEach(() => vi.unstubAllEnvs())

  it('continues with the threads of the former one under next dev', async () => {
    underNextDev()
    const options = { maxThreads: 11 }
    await runOn(new InMemoryAgentRunner(options), 'a')
    await nextTurn()
    expect(idsOf(new InMemoryAgentRunner(options))).toEqual(['a'])
    await nextTurn()
    const shared = { shared: true }
    await runOn(new InMemoryAgentRunner(shared), 'b')
    expect(idsOf(new InMemoryAgentRunner(shared))).toEqual(['b'])
  })

  it('has threads of its own if it has other limits, or was created together with another', async () => {
    underNextDev()
    const first = new InMemoryAgentRunner({ maxThreads: 12 })
    await runOn(first, 'a')
    await nextTurn()
    const [again, second] = [
      new InMemoryAgentRunner({ maxThreads: 12 }),
      new InMemoryAgentRunner({ maxThreads: 12 }),
    ]
    expect([idsOf(again), idsOf(second)]).toEqual([['a'], []])
    await nextTurn()
    expect(idsOf(new InMemoryAgentRunner({ maxThreads: 13 }))).toEqual([])
  })

  it('calls onEvict of the last one', async () => {
    underNextDev()
    const evicted: string[] = []
    const create = (name: string) =>
      new InMemoryAgentRunner({
        maxThreads: 1,
        onEvict: ({ threadId }) => evicted.push(`${name}: ${threadId}`),
      })
    await runOn(create('former'), 'a')
    await nextTurn()
    await runOn(create('last'), 'b')
    expect(evicted).toEqual(['last: a'])
  })

  it.each([
    { NODE_ENV: 'production', __NEXT_DEV_SERVER: '1' },
    { NODE_ENV: 'development', __NEXT_DEV_SERVER: '' },
  ])('has threads of its own in any other environment: %o', async (env) => {
    for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value)
    for (const options of [{ maxThreads: 14 }, { shared: true }]) {
      await runOn(new InMemoryAgentRunner(options), `one ${Object.keys(options)}`)
      await nextTurn()
      expect(idsOf(new InMemoryAgentRunner(options))).toEqual([])
    }
  })
})
