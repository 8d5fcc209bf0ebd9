import {
  type FinishRequest,
  type LogReader,
  ThreadRunner,
  type ThreadRunnerOptions,
} from '@flightdeck/run-engine'
import { saying, scriptedAgent } from '@flightdeck/testkit'
import { expect, onTestFinished, test } from 'vitest'
import { MemoryStore } from './memory-store.ts'

type Event = { type: string; code?: string; messages?: { id: string }[] }

const inputOf = (runId: string) => ({ threadId: 't', runId, messages: [], tools: [], context: [] })

function runnerOn(store: MemoryStore, options: ThreadRunnerOptions = {}): ThreadRunner {
  const runner = new ThreadRunner(store, { flushMs: 1, stopGraceMs: 30, ...options })
  onTestFinished(() => runner.close({ drainMs: 0 }))
  return runner
}

async function readAll(reader: LogReader): Promise<Event[]> {
  const events: Event[] = []
  for (let chunk = await reader.next(200); chunk !== null; chunk = await reader.next(200)) {
    events.push(...chunk.events.map((json) => JSON.parse(json) as Event))
  }
  return events
}

test('a run whose end was kept is told so, although the answer was lost and the thread claimed since', async () => {
  class Losing extends MemoryStore {
    isLost = false
    override finish(request: FinishRequest): void {
      super.finish(request)
      if (this.isLost) return
      this.isLost = true
      const { key } = request
      this.claim({ key, claimId: 'c', runId: 'next', agentId: 'a', now: 2, leaseMs: 60_000 })
      throw new Error('the answer was lost')
    }
  }
  const runner = runnerOn(new Losing())
  const input = inputOf('r')
  const run = await runner.start({ threadId: 't', agent: scriptedAgent(saying(input, ['x'])), input })
  expect((await readAll(run.reader())).at(-1)?.type).toBe('RUN_FINISHED')
  expect((await run.ended).status).toBe('finished')
  const kept = await runner.threads.runs({ threadId: 't' })
  expect(kept.map(({ runId, status }) => [runId, status])).toEqual([
    ['next', 'running'],
    ['r', 'finished'],
  ])
})
