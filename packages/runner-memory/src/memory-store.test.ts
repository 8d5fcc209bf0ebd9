import { saying, scriptedAgent } from '@flightdeck/testkit'
import { describe, expect, onTestFinished, test } from 'vitest'
import { InMemoryAgentRunner, type InMemoryAgentRunnerOptions } from './in-memory-agent-runner.ts'
import type { Eviction } from './memory-limits.ts'

function evictingRunner(options: InMemoryAgentRunnerOptions): {
  runner: InMemoryAgentRunner
  evicted: Eviction[]
} {
  const evicted: Eviction[] = []
  const runner = new InMemoryAgentRunner({ ...options, onEvict: (eviction) => evicted.push(eviction) })
  onTestFinished(() => runner.close({ drainMs: 0 }))
  return { runner, evicted }
}

async function talk(runner: InMemoryAgentRunner, threadId: string, text = 'hello'): Promise<void> {
  const input = { threadId, runId: `run-of-${threadId}`, messages: [], tools: [], context: [] }
  await (await runner.start({ threadId, agent: scriptedAgent(saying(input, [text])), input })).ended
  await runner.follow({ threadId })
}

describe('bounds', () => {
  test('beyond maxThreads the least recently used thread is deleted and reported', async () => {
    const { runner, evicted } = evictingRunner({ maxThreads: 2 })
    await talk(runner, 'a')
    await talk(runner, 'b')
    await runner.follow({ threadId: 'a' })
    await talk(runner, 'c')
    expect(evicted).toMatchObject([{ threadId: 'b', reason: 'threads', total: 1 }])
  })

  test('beyond maxBytes threads are deleted until there is room', async () => {
    const { runner, evicted } = evictingRunner({ maxBytes: 5_000 })
    for (const threadId of ['a', 'b', 'c', 'd']) await talk(runner, threadId, 'x'.repeat(2_000))
    expect(evicted.map(({ threadId }) => threadId)).toEqual(['a', 'b'])
    expect(evicted[0]).toMatchObject({ reason: 'bytes' })
    expect(evicted[0]?.bytes).toBeGreaterThan(2_000)
  })

  test('a thread with a running run is never deleted', async () => {
    const { runner, evicted } = evictingRunner({ maxThreads: 1, stopGraceMs: 10 })
    const input = { threadId: 'live', runId: 'r', messages: [], tools: [], context: [] }
    await runner.start({ threadId: 'live', agent: scriptedAgent([{ until: new Promise(() => {}) }]), input })
    for (const threadId of ['a', 'b', 'c']) await talk(runner, threadId)
    expect(evicted.map(({ threadId }) => threadId)).not.toContain('live')
    expect(await runner.isRunning({ threadId: 'live' })).toBe(true)
  })

  test('a limit that is not a positive number is refused', () => {
    expect(() => new InMemoryAgentRunner({ maxThreads: -1 })).toThrow('maxThreads')
    expect(() => new InMemoryAgentRunner({ maxBytes: Number.NaN })).toThrow('maxBytes')
    expect(() => new InMemoryAgentRunner({ limits: { maxRunMs: 0 } })).toThrow('maxRunMs')
  })
})

test('two runners share nothing', async () => {
  const [one, two] = [new InMemoryAgentRunner(), new InMemoryAgentRunner()]
  onTestFinished(async () => {
    await one.close({ drainMs: 0 })
    await two.close({ drainMs: 0 })
  })
  await talk(one, 't')
  expect(await (await two.follow({ threadId: 't' })).next(1)).toBeNull()
})

test('the values of onConcurrentRun in @copilotkit/runtime are accepted', async () => {
  const { runner } = evictingRunner({ onConcurrentRun: 'supersede', stopGraceMs: 10 })
  const stuck = { threadId: 't', runId: 'old', messages: [], tools: [], context: [] }
  const old = await runner.start({
    threadId: 't',
    agent: scriptedAgent([{ until: new Promise(() => {}) }]),
    input: stuck,
  })
  await talk(runner, 't')
  expect((await old.ended).status).toBe('cancelled')
  const unknown = { onConcurrentRun: 'whatever' } as unknown as InMemoryAgentRunnerOptions
  expect(() => new InMemoryAgentRunner(unknown)).toThrow('must be one of reject, throw')
})
