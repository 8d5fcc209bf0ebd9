import { copyFileSync, existsSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import type { RunObserver } from '@flightdeck/run-engine'
import { saying, scriptedAgent } from '@flightdeck/testkit'
import { expect, onTestFinished, test } from 'vitest'
import { driver, tempFile } from '../../test/database.ts'
import { openDatabase } from '../database/drivers.ts'
import { SqliteAgentRunner, type SqliteAgentRunnerOptions } from '../sqlite-agent-runner.ts'

const MISSING = { name: 'SqliteStoreError', code: 'file_missing', unavailable: 'all' }

const inputOf = (threadId: string) => ({ threadId, runId: 'r', messages: [], tools: [], context: [] })

function open(options: SqliteAgentRunnerOptions): SqliteAgentRunner {
  const runner = new SqliteAgentRunner(options)
  onTestFinished(() => runner.close({ drainMs: 0 }))
  return runner
}

/** Runs an agent on a thread to its end. */
async function talk(runner: SqliteAgentRunner, threadId: string): Promise<void> {
  const input = inputOf(threadId)
  const run = await runner.start({ threadId, agent: scriptedAgent(saying(input, ['hello'])), input })
  expect((await run.ended).status).toBe('finished')
}

const ids = async (runner: SqliteAgentRunner): Promise<string[]> =>
  (await runner.threads.list()).threads.map(({ key }) => key.threadId).sort()

test('a deleted file refuses every operation with one error, until a file is there again', async () => {
  const path = tempFile()
  const errors: unknown[] = []
  const observer: RunObserver = { onStoreError: (error) => errors.push(error) }
  const runner = open({ path, driver, observers: [observer] })
  await talk(runner, 'before')
  rmSync(path)
  const key = { threadId: 'before' }
  const refusals = await Promise.all(
    [
      () => talk(runner, 'during'),
      () => runner.follow(key),
      () => runner.stop(key),
      () => runner.threads.list(),
      () => runner.threads.get(key),
      () => runner.threads.content(key),
      () => runner.threads.events(key),
      () => runner.threads.runs(key),
      () => runner.threads.rename(key, 'name'),
      () => runner.threads.archive(key, true),
      () => runner.threads.delete(key),
      () => runner.threads.clear(undefined),
      () => runner.threads.changes(),
    ].map((operation) => operation().catch((error: unknown) => error)),
  )
  for (const refusal of refusals) expect(refusal).toMatchObject(MISSING)
  expect(new Set(refusals).size).toBe(1)
  // The maintenance of the runner reports it, with the same object.
  await expect.poll(() => errors.length).toBeGreaterThan(0)
  expect(new Set(errors)).toEqual(new Set(refusals))
  expect(existsSync(path)).toBe(false)

  writeFileSync(path, '')
  await talk(runner, 'after')
  expect(await ids(runner)).toEqual(['after'])
  expect(await ids(open({ path, driver }))).toEqual(['after'])
})

test('a file that was moved away is complete, and continues when it is put back', async () => {
  const path = tempFile()
  const runner = open({ path, driver })
  await talk(runner, 'first')
  renameSync(path, `${path}.moved`)
  await expect(ids(runner)).rejects.toMatchObject(MISSING)
  copyFileSync(`${path}.moved`, `${path}.copy`)
  expect(await ids(open({ path: `${path}.copy`, driver }))).toEqual(['first'])
  renameSync(`${path}.moved`, path)
  await talk(runner, 'second')
  expect(await ids(open({ path, driver }))).toEqual(['first', 'second'])
})

test('a run in progress is stored when the file is back', async () => {
  const path = tempFile()
  const runner = open({ path, driver })
  let go = (): void => {}
  const until = new Promise<void>((resolve) => {
    go = resolve
  })
  const input = inputOf('t')
  const agent = scriptedAgent([{ until }, ...saying(input, ['hello'])])
  const run = await runner.start({ threadId: 't', agent, input })
  renameSync(path, `${path}.moved`)
  go()
  await expect(runner.stop({ threadId: 't' })).rejects.toMatchObject(MISSING)
  renameSync(`${path}.moved`, path)
  await run.ended
  expect((await open({ path, driver }).threads.get({ threadId: 't' }))?.last?.runId).toBe('r')
})

test('a file that was replaced is used, without the log of the former one', async () => {
  const path = tempFile()
  const other = tempFile()
  const writer = open({ path: other, driver })
  await talk(writer, 'of the backup')
  await writer.close()
  const runner = open({ path, driver })
  await talk(runner, 'lost')
  const { revision } = await runner.threads.changes()
  // The log of the former file is beside it, with all that was written.
  renameSync(other, path)
  expect(await ids(runner)).toEqual(['of the backup'])
  await talk(runner, 'new')
  expect(await runner.threads.changes({ since: revision })).toMatchObject({ reset: true })
  const database = openDatabase(path, driver)
  onTestFinished(() => void database.close())
  expect(database.prepare('PRAGMA integrity_check').get()).toMatchObject({ integrity_check: 'ok' })
  expect(await ids(open({ path, driver }))).toEqual(['new', 'of the backup'])
})

test('a run whose file was replaced by an older copy is interrupted and writes nothing', async () => {
  const path = tempFile()
  const copy = tempFile()
  const runner = open({ path, driver, stopGraceMs: 50 })
  await talk(runner, 't')
  const source = openDatabase(path, driver)
  source.exec(`VACUUM INTO '${copy}'`)
  source.close()
  const input = inputOf('t')
  let go = (): void => {}
  const until = new Promise<void>((resolve) => {
    go = resolve
  })
  const agent = scriptedAgent([{ until }, ...saying(input, ['lost'])])
  const run = await runner.start({ threadId: 't', agent, input: { ...input, runId: 'r2' } })
  renameSync(copy, path)
  go()
  expect((await run.ended).status).toBe('interrupted')
  expect((await runner.threads.runs({ threadId: 't' })).map(({ runId }) => runId)).toEqual(['r'])
})

test('a file that is not a database is refused, and the right one is used when it is there', async () => {
  const path = tempFile()
  const runner = open({ path, driver })
  await talk(runner, 'lost')
  rmSync(path)
  await expect(ids(runner)).rejects.toThrow('was deleted or moved away')
  writeFileSync(path, 'not a database'.repeat(100))
  await expect(ids(runner)).rejects.toMatchObject(MISSING)
  await expect(ids(runner)).rejects.toMatchObject({ cause: { code: 'not_a_database' } })
  rmSync(path)
  writeFileSync(path, '')
  await talk(runner, 'kept')
  expect(await ids(runner)).toEqual(['kept'])
})

test('a database that was passed in is only used with its own file', async () => {
  const path = tempFile()
  const database = openDatabase(path, driver)
  onTestFinished(() => void database.close())
  const runner = open({ database })
  await talk(runner, 'first')
  renameSync(path, `${path}.moved`)
  writeFileSync(path, '')
  await expect(ids(runner)).rejects.toMatchObject(MISSING)
  rmSync(path)
  renameSync(`${path}.moved`, path)
  expect(await ids(runner)).toEqual(['first'])
})

test('a new file shares nothing with processes that have the deleted one open', async () => {
  const path = tempFile()
  const runner = open({ path, driver })
  await talk(runner, 'lost')
  const index = statSync(`${path}-shm`).ino
  rmSync(path)
  const other = open({ path, driver })
  await talk(other, 'new')
  expect(statSync(`${path}-shm`).ino).not.toBe(index)
  expect(await ids(runner)).toEqual(['new'])
  await talk(runner, 'newer')
  expect(await ids(other)).toEqual(['new', 'newer'])
})
