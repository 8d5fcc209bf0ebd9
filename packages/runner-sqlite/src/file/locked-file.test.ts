import { saying, scriptedAgent } from '@flightdeck/testkit'
import { expect, onTestFinished, test } from 'vitest'
import { driver, tempFile } from '../../test/database.ts'
import { claimed } from '../../test/runs.ts'
import { openDatabase } from '../database/drivers.ts'
import { SqliteAgentRunner } from '../sqlite-agent-runner.ts'
import { SqliteStore } from '../store/sqlite-store.ts'

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

test('no client receives the ending of a run while another connection locks the file', async () => {
  const path = tempFile()
  const runner = new SqliteAgentRunner({ path, driver, busyTimeoutMs: 100 })
  onTestFinished(() => runner.close({ drainMs: 0 }))
  const other = openDatabase(path, driver)
  let start = (): void => {}
  const started = new Promise<void>((resolve) => {
    start = resolve
  })
  const input = { threadId: 't', runId: 'r', messages: [], tools: [], context: [] }
  const agent = scriptedAgent([{ until: started }, ...saying(input, ['the answer'])])
  const run = await runner.start({ threadId: 't', agent, input })
  let status: string | undefined
  void run.ended.then((summary) => {
    status = summary.status
  })
  other.exec('BEGIN IMMEDIATE')
  start()
  // Longer than the lock timeout of a client, and than the first attempts take.
  await pause(3_000)
  expect(status).toBeUndefined()
  expect((await runner.threads.get({ threadId: 't' }))?.running).toMatchObject({ runId: 'r' })
  other.exec('ROLLBACK')
  other.close()
  await expect.poll(() => status).toBe('finished')
  const again = new SqliteAgentRunner({ path, driver })
  onTestFinished(() => again.close({ drainMs: 0 }))
  expect((await again.threads.get({ threadId: 't' }))?.last).toMatchObject({ runId: 'r', status: 'finished' })
  expect((await again.threads.content({ threadId: 't' }))?.messages).toMatchObject([{ id: 'm1' }])
})

test('a stop and a start are refused as busy while another connection locks the file, and reads are not', async () => {
  const path = tempFile()
  const runner = new SqliteAgentRunner({ path, driver, busyTimeoutMs: 100 })
  onTestFinished(() => runner.close({ drainMs: 0 }))
  const other = openDatabase(path, driver)
  const key = { threadId: 't' }
  const input = { threadId: 't', runId: 'r', messages: [], tools: [], context: [] }
  const agent = scriptedAgent([
    ...saying(input, ['hello']).slice(0, -1),
    { until: new Promise<void>(() => {}) },
  ])
  const run = await runner.start({ ...key, agent, input })
  const busy = { code: 'busy', unavailable: 'busy' }
  other.exec('BEGIN IMMEDIATE')
  // The run has ended by then, but its end is not stored: the same for every further stop, and for the next run.
  await expect(runner.stop(key)).rejects.toMatchObject(busy)
  await expect(runner.stop({ ...key, runId: 'r' })).rejects.toMatchObject(busy)
  const next = { ...input, runId: 'r2' }
  await expect(runner.start({ ...key, agent, input: next })).rejects.toMatchObject(busy)
  await expect(runner.threads.delete(key)).rejects.toMatchObject(busy)
  await expect(runner.threads.clear(undefined)).rejects.toMatchObject(busy)
  await expect(runner.threads.archive(key, true)).rejects.toMatchObject(busy)
  await expect(runner.start({ threadId: 'new', agent, input: next })).rejects.toMatchObject(busy)
  const reader = await runner.follow(key)
  expect((await reader.next(1))?.events.join()).toContain('hello')
  reader.close()
  expect((await runner.threads.get(key))?.running).toMatchObject({ runId: 'r' })
  other.exec('ROLLBACK')
  other.close()
  expect((await run.ended).status).toBe('cancelled')
  expect(await runner.stop(key)).toBe(false)
  expect(await runner.threads.delete(key)).toBe(true)
})

test('joining an abandoned run is refused as busy while another connection locks the file', async () => {
  const path = tempFile()
  const dead = new SqliteStore({ path, driver })
  await claimed(dead, { threadId: 't' }, { leaseMs: 1 })
  await dead.close()
  const other = openDatabase(path, driver)
  const runner = new SqliteAgentRunner({ path, driver, busyTimeoutMs: 100 })
  onTestFinished(() => runner.close({ drainMs: 0 }))
  other.exec('BEGIN IMMEDIATE')
  await expect(runner.follow({ threadId: 't' })).rejects.toMatchObject({ code: 'busy', unavailable: 'busy' })
  other.exec('ROLLBACK')
  other.close()
  const reader = await runner.follow({ threadId: 't' })
  expect((await reader.next(1))?.events.join()).toContain('run_interrupted')
})
