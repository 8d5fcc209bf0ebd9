import { readFileSync } from 'node:fs'
import { storedSize, type ThreadKey } from '@flightdeck/run-engine/store'
import { expect, onTestFinished, test } from 'vitest'
import { driver, tempFile } from '../../test/database.ts'
import { openDatabase } from '../database/drivers.ts'
import type { SqliteDatabase } from '../database/sqlite-database.ts'
import { SqliteStore } from '../store/sqlite-store.ts'

/** Tables of version 1: two threads, one with an interrupt, one with a running run. */
const VERSION_1 = readFileSync(new URL('../../test/version-1.sql', import.meta.url), 'utf8')

const plans: ThreadKey = { threadId: 'plans', owner: 'ann' }
const open: ThreadKey = { threadId: 't' }

function openRaw(path: string): SqliteDatabase {
  const database = openDatabase(path, driver)
  onTestFinished(() => void database.close())
  return database
}

function upgraded(): { store: SqliteStore; raw: SqliteDatabase } {
  const path = tempFile()
  const raw = openRaw(path)
  raw.exec(VERSION_1)
  const store = new SqliteStore({ path, driver })
  onTestFinished(() => store.close())
  return { store, raw }
}

test('a file of version 1 keeps its threads, runs, interrupts and the interrupted run', async () => {
  const { store, raw } = upgraded()
  expect(raw.prepare('SELECT version FROM flightdeck_schema').all()).toMatchObject([{ version: 3 }])
  const thread = await store.get(plans)
  expect(thread).toMatchObject({
    name: 'Lisbon',
    archived: true,
    head: 6,
    state: '{"city":"Lisbon"}',
    interrupts: [{ id: 'i1' }],
    last: { runId: 'run-2', status: 'paused' },
  })
  expect(thread?.messages.map(({ id }) => id)).toEqual(['u1', 'a1', 'u2'])
  expect((await store.runs({ key: plans, limit: 9 })).map(({ runId }) => runId)).toEqual(['run-2', 'run-1'])
  expect(await store.abandoned(9)).toEqual([open])
  const { running } = (await store.peek(open)) ?? {}
  const seized = await store.seize({ key: open, epoch: running?.epoch ?? 0, leaseMs: 60_000 })
  expect(seized?.thread.running?.opening).toContain('Are you there?')
  const generation = seized?.thread.generation ?? ''
  expect(await store.read({ key: open, generation, after: 3, maxBytes: 1_000 })).toMatchObject({ first: 4 })
})

test('a file of version 1 has the same sizes as a new one', async () => {
  const { store } = upgraded()
  const kept = await Promise.all(
    [plans, open].map(async (key) => ({
      ...(await store.get(key)),
      runs: await store.runs({ key, limit: 9 }),
    })),
  )
  const [ofPlans = 0, ofOpen = 0] = kept.map((thread) => storedSize(thread))
  const events = 181
  expect(await store.retain({ maxBytes: ofPlans + ofOpen + events }, 1)).toEqual([])
  const removals = await store.retain({ maxBytes: ofPlans + ofOpen + events - 1 }, 1)
  expect(removals).toEqual([{ key: plans, reason: 'bytes', bytes: ofPlans }])
  expect(await store.retain({ maxBytes: ofOpen + events }, 1)).toEqual([])
})
