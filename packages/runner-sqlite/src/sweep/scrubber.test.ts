import { existsSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { driver, tempFile } from '../../test/database.ts'
import { append, claimed, finish } from '../../test/runs.ts'
import { openDatabase } from '../database/drivers.ts'
import { SqliteStore } from '../store/sqlite-store.ts'

const PATIENTLY = { timeout: 20_000 }

function randomOf(seed: number): () => number {
  let state = seed * 7_919
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296
    return state / 4_294_967_296
  }
}

/** The content of the file and its log. */
function bytesOf(path: string): string {
  return [path, `${path}-wal`].map((file) => (existsSync(file) ? readFileSync(file, 'latin1') : '')).join('')
}

/** Deletions that were not cleaned up yet. */
function litterOf(path: string): unknown {
  const raw = openDatabase(path, driver)
  const row = raw.prepare('SELECT litter FROM flightdeck_counter').get()
  raw.close()
  return Number((row as { litter: unknown }).litter)
}

// SQLite moves rows between pages, and leaves copies behind.
test.each(process.env.TEST_FULL ? [1, 2, 3, 4, 5, 6, 7, 8] : [1, 2])(
  'deleted threads leave no trace among those that stay (seed %i)',
  async (seed) => {
    const random = randomOf(seed)
    const path = tempFile()
    const store = new SqliteStore({ path, driver })
    const kept = new Set<string>()
    const deleted: string[] = []
    const anyKept = (): string => [...kept][Math.floor(random() * kept.size)] as string
    for (let step = 0; step < 200; step += 1) {
      const choice = random()
      if (choice < 0.25 && kept.size > 3) {
        const threadId = anyKept()
        await store.remove({ threadId })
        kept.delete(threadId)
        deleted.push(threadId)
        continue
      }
      const threadId = choice < 0.6 || kept.size === 0 ? `T${step}T` : anyKept()
      kept.add(threadId)
      const text = (): string =>
        JSON.stringify(`<<${threadId}>>`.repeat(1 + Math.floor(random() ** 4 * 1_500)))
      const run = await claimed(store, { threadId })
      const events = Array.from({ length: 1 + Math.floor(random() * 30) }, text)
      await append(run, store, events)
      const messages = [...run.thread.messages, { id: `m${step}`, json: text() }].slice(
        random() < 0.3 ? 1 : 0,
      )
      await finish(run, store, { messages, state: text(), head: run.thread.head + events.length })
    }
    await store.close()
    const bytes = bytesOf(path)
    expect(deleted.length).toBeGreaterThan(20)
    expect(deleted.filter((threadId) => bytes.includes(`<<${threadId}>>`))).toEqual([])
    expect([...kept].every((threadId) => bytes.includes(`<<${threadId}>>`))).toBe(true)
    expect(litterOf(path)).toBe(0)
  },
)

test('deleted content is removed from the log when the last reader of an older state is done', async () => {
  const path = tempFile()
  const store = new SqliteStore({ path, driver })
  const run = await claimed(store, { threadId: 't' })
  await finish(run, store, { state: '"the secret"' })
  const reader = openDatabase(path, driver)
  reader.exec('BEGIN; SELECT count(*) FROM flightdeck_states')
  await store.remove({ threadId: 't' })
  await expect.poll(() => litterOf(path), PATIENTLY).toBe(0)
  expect(bytesOf(path).includes('the secret')).toBe(true)
  reader.exec('ROLLBACK')
  await expect.poll(() => bytesOf(path).includes('the secret'), PATIENTLY).toBe(false)
  reader.close()
  await store.close()
})

test('deletions of a killed process are cleaned up by the next', async () => {
  const path = tempFile()
  await new SqliteStore({ path, driver }).close()
  const raw = openDatabase(path, driver)
  raw.exec(`
    PRAGMA secure_delete = OFF;
    INSERT INTO flightdeck_states VALUES (7, '"the secret"');
    DELETE FROM flightdeck_states;
    UPDATE flightdeck_counter SET litter = 1`)
  raw.close()
  const store = new SqliteStore({ path, driver })
  expect(bytesOf(path).includes('the secret')).toBe(true)
  await expect.poll(() => bytesOf(path).includes('the secret'), PATIENTLY).toBe(false)
  await store.close()
})
