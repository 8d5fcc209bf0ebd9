import { expect, onTestFinished, test, vi } from 'vitest'
import { driver, tempFile } from '../../test/database.ts'
import { append, claimed, finish } from '../../test/runs.ts'
import { openDatabase } from '../database/drivers.ts'
import { SqliteStore } from '../store/sqlite-store.ts'

test('the events of an ended run are deleted, also without further activity and after a restart', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] })
  onTestFinished(() => void vi.useRealTimers())
  const path = tempFile()
  const database = openDatabase(path, driver)
  onTestFinished(() => void database.close())
  const held = (): unknown => database.prepare('SELECT count(*) AS held FROM flightdeck_events').get()
  const pass = async (ms: number): Promise<void> => {
    await vi.advanceTimersByTimeAsync(ms)
    for (let turn = 0; turn < 50; turn += 1) await new Promise((resolve) => setImmediate(resolve))
  }
  const end = async (store: SqliteStore, threadId: string): Promise<void> => {
    const claim = await claimed(store, { threadId })
    await append(claim, store, ['{"n":1}', '{"n":2}'])
    await finish(claim, store, { head: 3 })
  }
  const store = new SqliteStore({ path, driver })
  for (let at = 0; at < 6; at += 1) await end(store, `t${at}`)
  await pass(59_000)
  expect(held()).toMatchObject({ held: 18 })
  await pass(61_000)
  expect(held()).toMatchObject({ held: 0 })
  await end(store, 'last')
  await store.close()
  expect(held()).toMatchObject({ held: 3 })
  const again = new SqliteStore({ path, driver })
  onTestFinished(() => again.close())
  await pass(121_000)
  expect(held()).toMatchObject({ held: 0 })
})
