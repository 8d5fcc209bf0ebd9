import { toCursor } from '@flightdeck/protocol'
import type { LogReader, StartRequest } from '@flightdeck/run-engine'
import { ThreadRunner } from '@flightdeck/run-engine/store'
import { MemoryStore } from '@flightdeck/runner-memory'
import { saying, scriptedAgent } from '@flightdeck/testkit'
import { expect, onTestFinished, test } from 'vitest'

type Event = { type: string; messages?: { content: string }[] }

const WORDS = Array.from({ length: 50 }, (_, index) => `${index}`.padEnd(100, '.'))
/** Characters of JSON of one run, rounded up: each of its 50 events has a delta of 100 characters. */
const RUN_BYTES = 10_000

const PULL_BYTES = 1_000

function runnerHolding(maxHeldBytes: number): ThreadRunner {
  const runner = new ThreadRunner(new MemoryStore(), { limits: { maxHeldBytes } })
  onTestFinished(() => runner.close({ drainMs: 0 }))
  return runner
}

/** Runs a thread to its end. Returns the reader of the run, which has read nothing. */
async function endedRun(runner: ThreadRunner, threadId: string): Promise<LogReader> {
  const input: StartRequest['input'] = {
    threadId,
    runId: `run of ${threadId}`,
    messages: [],
    tools: [],
    context: [],
  }
  const accepted = await runner.start({ threadId, agent: scriptedAgent(saying(input, WORDS)), input })
  const reader = accepted.reader()
  await accepted.ended
  return reader
}

async function readAll(reader: LogReader): Promise<Event[]> {
  const events: Event[] = []
  for (;;) {
    const chunk = await reader.next(PULL_BYTES)
    if (chunk === null) return events
    events.push(...chunk.events.map((json) => JSON.parse(json) as Event))
  }
}

const isEnding = ({ type }: Event): boolean => type === 'RUN_FINISHED' || type === 'RUN_ERROR'

test('the logs of ended runs that are not read stay below the limit: the oldest are dropped', async () => {
  const runner = runnerHolding(4 * RUN_BYTES)
  const readers: LogReader[] = []
  for (let run = 0; run < 40; run += 1) readers.push(await endedRun(runner, `t${run}`))
  const read = await Promise.all(readers.map(readAll))
  const isComplete = read.map((events) => events.some(isEnding))
  const kept = isComplete.filter(Boolean).length
  const bytes = read.flat().reduce((sum, event) => sum + JSON.stringify(event).length, 0)
  expect(bytes).toBeLessThanOrEqual(4 * RUN_BYTES)
  expect(kept).toBeGreaterThanOrEqual(4)
  expect(isComplete).toEqual(readers.map((_, run) => run >= readers.length - kept))
  expect(read.filter((events) => !events.some(isEnding)).flat()).toEqual([])
})

test('a client that is disconnected resumes with its last id and receives the ending once', async () => {
  const runner = runnerHolding(2 * RUN_BYTES)
  const reader = await endedRun(runner, 'first')
  const chunk = await reader.next(PULL_BYTES)
  for (let run = 0; run < 5; run += 1) await endedRun(runner, `t${run}`)
  expect(await reader.next(PULL_BYTES)).toBeNull()
  if (chunk === null) throw new Error('nothing was read')
  expect(chunk.events.map((json) => JSON.parse(json) as Event).filter(isEnding)).toEqual([])

  const cursor = toCursor(chunk.log, chunk.through)
  const resumed = await runner.follow({ threadId: 'first', cursor })
  const events = await readAll(resumed)
  expect(events.filter(isEnding)).toHaveLength(1)
  expect(events.find(({ type }) => type === 'MESSAGES_SNAPSHOT')?.messages?.at(-1)?.content).toBe(
    WORDS.join(''),
  )
})

test('all readers of a log are disconnected', async () => {
  const runner = runnerHolding(2 * RUN_BYTES)
  let end = (): void => {}
  const paused = new Promise<void>((resolve) => {
    end = resolve
  })
  const input = { threadId: 'first', runId: 'r', messages: [], tools: [], context: [] }
  const steps = saying(input, WORDS)
  const agent = scriptedAgent([...steps.slice(0, 20), { until: paused }, ...steps.slice(20)])
  const accepted = await runner.start({ threadId: 'first', agent, input })
  const readers = [
    accepted.reader(),
    await runner.follow({ threadId: 'first' }),
    await runner.follow({ threadId: 'first' }),
  ]
  await readers[1]?.next(PULL_BYTES)
  end()
  await accepted.ended
  for (let run = 0; run < 5; run += 1) await endedRun(runner, `t${run}`)
  for (const reader of [...readers, accepted.reader()]) expect(await reader.next(PULL_BYTES)).toBeNull()
})

test('logs that are read to the end, or whose readers are closed, do not count', async () => {
  const runner = runnerHolding(2 * RUN_BYTES)
  const slow = await endedRun(runner, 'slow')
  for (let run = 0; run < 20; run += 1) {
    const reader = await endedRun(runner, `t${run}`)
    if (run % 2 === 0) reader.close()
    else expect((await readAll(reader)).filter(isEnding)).toHaveLength(1)
  }
  expect((await readAll(slow)).filter(isEnding)).toHaveLength(1)
})

test('a run that is larger than the limit is read to its end', async () => {
  const runner = runnerHolding(1)
  expect((await readAll(await endedRun(runner, 't'))).filter(isEnding)).toHaveLength(1)
})
