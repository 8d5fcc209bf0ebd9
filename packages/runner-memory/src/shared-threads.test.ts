import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { scriptedAgent } from '@flightdeck/testkit'
import { runnerConformance } from '@flightdeck/testkit/conformance'
import { expect, test } from 'vitest'
import { InMemoryAgentRunner } from './in-memory-agent-runner.ts'

/** The tests use the same thread ids, so each gets the store of a new process. */
function forgetThreads(): void {
  Reflect.deleteProperty(globalThis, Symbol.for('@flightdeck/runner-memory/shared-threads-1'))
}

runnerConformance('a shared InMemoryAgentRunner', (options) => {
  forgetThreads()
  // `retain` is refused on shared threads, as the test below says.
  return { runner: new InMemoryAgentRunner({ ...options, shared: options.retain === undefined }) }
})

test.each(['maxThreads', 'maxRunsPerThread', 'maxBytes', 'onEvict', 'retain'])(
  'a shared runner refuses %s, which would apply to threads of other runners',
  (name) => {
    const value = { onEvict: () => {}, retain: { maxThreads: 1 } }[name] ?? 5
    expect(() => new InMemoryAgentRunner({ shared: true, [name]: value })).toThrow(`${name} cannot be set`)
  },
)

test('a runner that is never closed is garbage collected, because one may be created for each request', async () => {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  const runners: WeakRef<InMemoryAgentRunner>[] = []
  for (let count = 0; count < 20; count += 1) {
    const runner = new InMemoryAgentRunner({ shared: true })
    const agent = scriptedAgent(() => [])
    const input = { threadId: `t${count}`, runId: 'r', messages: [], tools: [], context: [] }
    const run = await runner.start({ threadId: input.threadId, agent, input })
    await run.ended
    runners.push(new WeakRef(runner))
  }
  await new Promise((resolve) => setTimeout(resolve, 200))
  collect()
  await new Promise((resolve) => setTimeout(resolve, 0))
  collect()
  const left = runners.filter((runner) => runner.deref() !== undefined).length
  expect(left).toBeLessThan(5)
})
