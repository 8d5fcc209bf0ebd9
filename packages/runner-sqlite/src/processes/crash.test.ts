import { beforeAll, expect, onTestFinished, test } from 'vitest'
import { bundle, ownNode, startChild } from '../../test/child.ts'
import { driver, tempFile } from '../../test/database.ts'
import { openDatabase } from '../database/drivers.ts'
import { SqliteAgentRunner } from '../sqlite-agent-runner.ts'

interface Ended {
  threadId: string
  runId: string
  status: string
}

interface Event {
  type: string
  runId?: string
  code?: string
}

const ROUNDS = process.env.TEST_FULL ? 6 : 2
const THREADS = 30

/** The same seed gives the same times of the kills. */
const seed = Number(process.env.CRASH_SEED ?? Date.now() % 100_000)

let script = ''
beforeAll(async () => {
  script = await bundle('child-runs')
})

function randomOf(start: number): () => number {
  let state = start
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296
    return state / 4_294_967_296
  }
}

async function readAll(runner: SqliteAgentRunner, threadId: string): Promise<Event[]> {
  const events: Event[] = []
  for await (const event of runner.connect({ threadId }) as AsyncIterable<Event>) events.push(event)
  return events
}

test('a killed process leaves consistent threads, every acknowledged run, and an ending of the others', {
  timeout: 180_000,
}, async ({ annotate }) => {
  await annotate(`CRASH_SEED=${seed}`)
  const random = randomOf(seed)
  const path = tempFile()
  const ended: Ended[] = []
  let interrupted = 0
  for (let round = 0; round < ROUNDS; round += 1) {
    const child = startChild(ownNode.bin as string, [script, path, String(round), String(THREADS)])
    const runner = new SqliteAgentRunner({ path, driver, leaseMs: 2_000 })
    ended.push(await child.next<Ended>())
    const followed = ['t0', 't1', 't2', 't3'].map((threadId) => readAll(runner, threadId))
    await new Promise((resolve) => setTimeout(resolve, random() * 700))
    child.process.kill('SIGKILL')
    await child.exited
    ended.push(...child.rest().map((line) => JSON.parse(line) as Ended))

    for (const [index, events] of (await Promise.all(followed)).entries()) {
      const { type, code, runId = '' } = events.at(-1) ?? {}
      if (type === 'RUN_FINISHED') ended.push({ threadId: `t${index}`, runId, status: 'finished' })
      else expect({ type, code }).toEqual({ type: 'RUN_ERROR', code: 'run_interrupted' })
    }
    await expect
      .poll(
        async () =>
          (await runner.threads.list({ limit: 100 })).threads.filter(({ running }) => running).length,
        { timeout: 30_000 },
      )
      .toBe(0)
    const { threads } = await runner.threads.list({ limit: 100 })
    expect(threads).toHaveLength(THREADS)
    for (const { key, last } of threads) {
      const events = await readAll(runner, key.threadId)
      if (last?.status === 'interrupted') {
        interrupted += 1
        expect(events.at(-1)).toMatchObject({ type: 'RUN_ERROR', code: 'run_interrupted' })
      } else expect(events.at(-1)?.type).toBe('RUN_FINISHED')
    }
    await runner.close({ drainMs: 0 })
  }

  const database = openDatabase(path, driver)
  onTestFinished(() => void database.close())
  expect(database.prepare('PRAGMA integrity_check').all()).toMatchObject([{ integrity_check: 'ok' }])
  const runner = new SqliteAgentRunner({ path, driver })
  onTestFinished(() => runner.close({ drainMs: 0 }))
  expect(interrupted).toBeGreaterThan(0)
  for (const { threadId, runId, status } of ended) {
    expect(status).toBe('finished')
    const known = database
      .prepare(
        "SELECT status, ending FROM flightdeck_runs WHERE run_id = ? AND thread = (SELECT id FROM flightdeck_threads WHERE thread_id = ? AND owner = '')",
      )
      .all(runId, threadId)
    expect(known, runId).toMatchObject([{ status: 'finished' }])
    const content = await runner.threads.content({ threadId })
    const answer = content?.messages.find(({ id }) => id === `answer-${runId}`)
    expect(answer?.json, runId).toContain('"0 1 2 3 4 5 6 7 "')
  }
})
