import { InMemoryAgentRunner } from '@flightdeck/runner-memory'
import { readEvents, saying, scriptedAgent } from '@flightdeck/testkit'
import { expect, onTestFinished, test } from 'vitest'
import { createCopilotRuntimeHandler } from '../server/handler.ts'
import { CopilotRuntime } from './copilot-runtime.ts'

/** A runtime that cancels runs whose clients disconnect, and an agent that speaks until the gate opens. */
function bench(onConcurrentRun: 'reject' | 'queue' | 'interrupt') {
  let open = (): void => {}
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  const agent = scriptedAgent((input) => {
    const said = saying(input, ['One, ', 'two.'])
    return [...said.slice(0, 3), { until: opened }, ...said.slice(3)]
  })
  const runner = new InMemoryAgentRunner({ onConcurrentRun })
  const runtime = new CopilotRuntime({
    agents: { default: agent },
    runner,
    logger: false,
    onDisconnect: 'cancel',
  })
  onTestFinished(() => runtime.close({ drainMs: 0 }))
  const handler = createCopilotRuntimeHandler({ runtime })
  const run = (runId = 'r1'): Promise<Response> =>
    handler(
      new Request('http://host/agent/default/run', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ threadId: 't1', runId, protocolVersion: '1.0', messages: [] }),
      }),
    )
  const statusOf = async (runId: string): Promise<string | undefined> =>
    (await runner.threads.runs({ threadId: 't1' })).find((one) => one.runId === runId)?.status
  return { agent, open, run, statusOf }
}

test.each(['reject', 'queue', 'interrupt'] as const)(
  'a run goes on under %s while a client that repeated its request is connected',
  async (policy) => {
    const { agent, open, run } = bench(policy)
    const [first, second, third] = [await run(), await run(), await run()]
    await first.body?.cancel()
    await third.body?.cancel()
    open()
    const last = (await readEvents(second)).at(-1)
    expect(last).toMatchObject({ type: 'RUN_FINISHED', runId: 'r1' })
    expect(last).not.toHaveProperty('outcome')
    expect(agent.aborts).toBe(0)
  },
)

test.each(['reject', 'queue', 'interrupt'] as const)(
  'a run stops under %s when the last client that requested it disconnects',
  async (policy) => {
    const { agent, run, statusOf } = bench(policy)
    const [first, second] = [await run(), await run()]
    await first.body?.cancel()
    await second.body?.cancel()
    await expect.poll(() => statusOf('r1'), { timeout: 30_000 }).toBe('cancelled')
    expect(agent.aborts).toBe(1)
  },
)

test('a queued run waits on while a client that repeated its request is connected', async () => {
  const { open, run } = bench('queue')
  const running = await run()
  const [first, second] = [await run('r2'), await run('r2')]
  await first.body?.cancel()
  open()
  await readEvents(running)
  const last = (await readEvents(second)).at(-1)
  expect(last).toMatchObject({ type: 'RUN_FINISHED', runId: 'r2' })
  expect(last).not.toHaveProperty('outcome')
})

test('a client that repeats the request of an ended run changes nothing by disconnecting', async () => {
  const { open, run, statusOf } = bench('reject')
  open()
  await readEvents(await run())
  await (await run()).body?.cancel()
  expect(await statusOf('r1')).toBe('finished')
})
