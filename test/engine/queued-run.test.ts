import { type ClaimRequest, ThreadRunner, type ThreadStore } from '@flightdeck/run-engine/store'
import { MemoryStore } from '@flightdeck/runner-memory'
import { saying, scriptedAgent } from '@flightdeck/testkit'
import { expect, onTestFinished, test } from 'vitest'

const inputOf = (runId: string) => ({ threadId: 't', runId, messages: [], tools: [], context: [] })

test('a run that is dropped while its thread is being claimed ends once', async () => {
  const claimed = new Set<string>()
  const slow: ThreadStore = new Proxy(new MemoryStore(), {
    get(target, name) {
      const member: unknown = Reflect.get(target, name, target)
      if (typeof member !== 'function') return member
      if (name !== 'claim') return member.bind(target)
      return async (request: ClaimRequest) => {
        claimed.add(request.runId)
        await new Promise((resolve) => setTimeout(resolve, 50))
        return target.claim(request)
      }
    },
  })
  const ends: string[] = []
  const runner = new ThreadRunner(slow, {
    onConcurrentRun: 'queue',
    stopGraceMs: 30,
    observers: [{ onRunEnd: ({ runId, status }) => ends.push(`${runId} ${status}`) }],
  })
  onTestFinished(() => runner.close({ drainMs: 0 }))
  let end = (): void => {}
  const paused = new Promise<void>((resolve) => {
    end = resolve
  })
  const first = await runner.start({
    threadId: 't',
    agent: scriptedAgent([{ until: paused }, ...saying(inputOf('first'), ['x'])]),
    input: inputOf('first'),
  })
  const agent = scriptedAgent([{ until: new Promise(() => {}) }])
  const second = await runner.start({ threadId: 't', agent, input: inputOf('second') })
  end()
  await first.ended
  await expect.poll(() => claimed.has('second')).toBe(true)
  expect(await runner.stop({ threadId: 't' })).toBe(true)
  expect((await second.ended).status).toBe('cancelled')
  expect(await runner.isRunning({ threadId: 't' })).toBe(false)
  await new Promise((resolve) => setTimeout(resolve, 100))
  expect(ends).toEqual(['first finished', 'second cancelled'])
})
