import { ThreadRunner } from '@flightdeck/run-engine/store'
import { MemoryStore } from '@flightdeck/runner-memory'
import { scriptedAgent } from '@flightdeck/testkit'
import { expect, onTestFinished, test } from 'vitest'

test('a repeated answer whose run is running in another process ends like that run', async () => {
  const store = new MemoryStore()
  const [here, there] = [new ThreadRunner(store, { stopGraceMs: 30 }), new ThreadRunner(store)]
  onTestFinished(async () => {
    await here.close({ drainMs: 0 })
    await there.close({ drainMs: 0 })
  })
  const resume = [{ interruptId: 'q', status: 'resolved' as const }]
  const inputOf = (runId: string) => ({ threadId: 't', runId, messages: [], tools: [], context: [], resume })
  const agent = scriptedAgent([{ until: new Promise(() => {}) }])
  const first = await here.start({ threadId: 't', agent, input: inputOf('first') })
  const second = await there.start({ threadId: 't', agent, input: inputOf('second') })
  expect([first.repeated, second.repeated]).toEqual([undefined, true])
  let result: string | undefined
  void second.ended.then(({ status }) => {
    result = status
  })
  await new Promise((resolve) => setTimeout(resolve, 50))
  expect(result).toBeUndefined()
  await here.stop({ threadId: 't' })
  expect(await second.ended).toMatchObject({ runId: 'first', status: 'cancelled' })
})
