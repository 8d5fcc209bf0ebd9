import { existsSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { openDatabase } from './drivers.ts'
import { SqliteStore } from './sqlite-store.ts'
import { driver, tempFile } from './test-database.ts'
import { append, claimed, finish } from './test-runs.ts'

function randomOf(seed: number): () => number {
  let state = seed * 7_919
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296
    return state / 4_294_967_296
  }
}

// SQLite moves rows between pages as others come and go, and leaves copies where they were.
test.each([1, 4, 9])('deleted threads leave no trace among those that stay (seed %i)', async (seed) => {
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
    const text = (): string => JSON.stringify(`<<${threadId}>>`.repeat(1 + Math.floor(random() ** 4 * 1_500)))
    const run = await claimed(store, { threadId })
    const events = Array.from({ length: 1 + Math.floor(random() * 30) }, text)
    await append(run, store, events)
    const messages = [...run.thread.messages, { id: `m${step}`, json: text() }].slice(random() < 0.3 ? 1 : 0)
    await finish(run, store, { messages, state: text(), head: run.thread.head + events.length })
  }
  await store.close()
  const log = existsSync(`${path}-wal`) ? readFileSync(`${path}-wal`, 'latin1') : ''
  const bytes = readFileSync(path, 'latin1') + log
  expect(deleted.length).toBeGreaterThan(20)
  expect(deleted.filter((threadId) => bytes.includes(`<<${threadId}>>`))).toEqual([])
  expect([...kept].every((threadId) => bytes.includes(`<<${threadId}>>`))).toBe(true)
})

test('what a killed process had no time to clean up is cleaned up by the next', async () => {
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
  const found = (): boolean =>
    [path, `${path}-wal`].some(
      (file) => existsSync(file) && readFileSync(file, 'latin1').includes('the secret'),
    )
  expect(found()).toBe(true)
  await expect.poll(found).toBe(false)
  await store.close()
})
