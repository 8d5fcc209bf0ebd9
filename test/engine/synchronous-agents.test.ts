import * as client1 from '@ag-ui/client'
import { InMemoryAgentRunner } from '@flightdeck/runner-memory'
import { saying, scriptedAgent } from '@flightdeck/testkit'
import * as client0 from 'ag-ui-client-0'
import { Observable } from 'rxjs'
import { describe, expect, onTestFinished, test } from 'vitest'

type Event = { type: string } & Record<string, unknown>

const inputOf = (runId: string) => ({ threadId: 't', runId, messages: [], tools: [], context: [] })

/** Emits in a loop for as long as its subscriber is open. Counts the events, and what its teardown is called for. */
function endlessAgent(of: (count: number) => Event) {
  const seen = { events: 0, teardowns: 0 }
  const run = (): Observable<Event> =>
    new Observable((subscriber) => {
      while (!subscriber.closed) {
        seen.events += 1
        subscriber.next(of(seen.events))
      }
      return () => {
        seen.teardowns += 1
      }
    })
  return { seen, run }
}

test.each([
  ['events', { maxEventsPerRun: 1_000 }, (value: number) => ({ type: 'CUSTOM', name: 'n', value })],
  ['invalid events', { maxEventsPerRun: 1_000 }, () => ({ type: 'NO SUCH EVENT' })],
  [
    'text',
    { maxBytesPerRun: 1_000_000 },
    () => ({ type: 'TEXT_MESSAGE_CHUNK', messageId: 'm', delta: 'x'.repeat(1_000) }),
  ],
] as const)('an agent that emits %s in a loop is closed at the limit', async (_, limits, of) => {
  const runner = new InMemoryAgentRunner({ limits })
  onTestFinished(() => runner.close({ drainMs: 0 }))
  const agent = endlessAgent(of)
  const run = await runner.start({ threadId: 't', agent, input: inputOf('r1') })
  expect((await run.ended).status).toBe('failed')
  expect(agent.seen.teardowns).toBe(1)
  expect((await runner.threads.get({ threadId: 't' }))?.last?.ending).toContain('"limit_exceeded"')
  const next = await runner.start({
    threadId: 't',
    agent: scriptedAgent(saying(inputOf('r2'), ['x'])),
    input: inputOf('r2'),
  })
  expect((await next.ended).status).toBe('finished')
})

describe.each([
  ['1.0', client1.AbstractAgent],
  ['0.x', client0.AbstractAgent as unknown as typeof client1.AbstractAgent],
])('an agent that is driven by runAgent() of a client %s and emits in a loop', (_, AbstractAgent) => {
  class LoopingAgent extends AbstractAgent {
    seen = 0
    override run(): never {
      return new Observable((subscriber) => {
        subscriber.next({ type: 'RUN_STARTED', threadId: 't', runId: 'r1' })
        while (!subscriber.closed) {
          this.seen += 1
          subscriber.next({ type: 'CUSTOM', name: 'n', value: this.seen })
        }
      }) as never
    }
  }
  class OverridingAgent extends LoopingAgent {
    override runAgent(...given: Parameters<LoopingAgent['runAgent']>) {
      return super.runAgent(...given)
    }
  }

  test.each([
    ['with a subscriber', LoopingAgent, true],
    ['that overrides runAgent()', OverridingAgent, false],
  ])('%s is closed at the limit', async (_name, Agent, isSubscribed) => {
    const runner = new InMemoryAgentRunner({ limits: { maxEventsPerRun: 1_000 } })
    onTestFinished(() => runner.close({ drainMs: 0 }))
    const agent = new Agent()
    if (isSubscribed) agent.subscribe({})
    const run = await runner.start({ threadId: 't', agent, input: inputOf('r1') })
    expect(await run.ended).toMatchObject({ status: 'failed', limit: expect.any(String) })
    expect((await runner.threads.get({ threadId: 't' }))?.last?.ending).toContain('"limit_exceeded"')
  })
})
