import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { describe, expect, onTestFinished, test } from 'vitest'
import { driver, tempFile } from '../../test/database.ts'
import { append, claimed, finish } from '../../test/runs.ts'
import { openDatabase } from '../database/drivers.ts'
import type { SqliteDatabase } from '../database/sqlite-database.ts'
import { pageSql } from '../threads/lists.ts'
import { SqliteStore, type SqliteStoreOptions } from './sqlite-store.ts'

const key = { threadId: 't' }

function openStore(options: SqliteStoreOptions): SqliteStore {
  const store = new SqliteStore({ ...(options.database === undefined && { driver }), ...options })
  onTestFinished(() => store.close())
  return store
}

function openRaw(path: string): SqliteDatabase {
  const database = openDatabase(path, driver)
  onTestFinished(() => void database.close())
  return database
}

/** A database that records its statements. */
function noting(path: string): { database: SqliteDatabase; ran: string[] } {
  const ran: string[] = []
  const inner = openRaw(path)
  const database: SqliteDatabase = {
    exec: (sql) => inner.exec(sql),
    close: () => {},
    prepare: (sql) => {
      const statement = inner.prepare(sql)
      return {
        run: (...values) => {
          ran.push(sql)
          return statement.run(...values)
        },
        get: (...values) => statement.get(...values),
        all: (...values) => statement.all(...values),
      }
    },
  }
  return { database, ran }
}

describe('writing', () => {
  test('writes of one turn are committed together', async () => {
    const { database, ran } = noting(tempFile())
    const store = openStore({ database })
    const claims = await Promise.all(
      Array.from({ length: 20 }, (_, at) => claimed(store, { threadId: `t${at}` })),
    )
    ran.length = 0
    await Promise.all(claims.map((claim) => append(claim, store, ['{"n":1}', '{"n":2}'])))
    // One on an idle machine. A long transaction is split so that other work proceeds.
    expect(ran.filter((sql) => sql === 'COMMIT').length).toBeLessThan(claims.length / 2)
    expect(ran.filter((sql) => sql.startsWith('INSERT INTO flightdeck_events'))).toHaveLength(40)
  })

  test('a refused write affects no other write', async () => {
    const store = openStore({ path: tempFile() })
    const good = await claimed(store, { threadId: 'good' })
    const stale = { ...(await claimed(store, { threadId: 'stale' })), epoch: 99_999 }
    const results = await Promise.allSettled([
      append(good, store, ['{"n":1}']),
      append(stale, store, ['{"n":1}']),
      append({ ...good, thread: { ...good.thread, head: 7 } }, store, ['{"n":8}']),
    ])
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected'])
    expect(results[1]).toMatchObject({ reason: { name: 'StaleEpochError' } })
    expect((await store.peek(good.key))?.head).toBe(1)
  })

  test('a long append is written in parts and read completely', async () => {
    const store = openStore({ path: tempFile() })
    const run = await claimed(store, key)
    const events = Array.from({ length: 2_345 }, (_, n) => JSON.stringify({ n }))
    await append(run, store, events)
    const read = await store.read({ key, generation: run.thread.generation, after: 0, maxBytes: Infinity })
    expect(read).toEqual({ gone: false, first: 1, events, legacy: [] })
  })

  test('the end of a run writes only changed messages', async () => {
    const { database, ran } = noting(tempFile())
    const store = openStore({ database })
    const messageOf = (n: number, text = 'x') => ({
      id: `m${n}`,
      json: JSON.stringify({ id: `m${n}`, text }),
    })
    const first = Array.from({ length: 50 }, (_, n) => messageOf(n))
    await finish(await claimed(store, key), store, { messages: first, head: 1 })
    const run = await claimed(store, key)
    ran.length = 0
    const messages = run.thread.messages.map((message, n) => (n === 7 ? messageOf(7, 'changed') : message))
    await finish(run, store, { messages: [...messages.slice(0, 40), messageOf(99)], head: 2 })
    expect(ran.filter((sql) => sql.includes('INTO flightdeck_messages'))).toHaveLength(2)
    const kept = (await store.get(key))?.messages
    expect(kept).toHaveLength(41)
    expect([kept?.[7], kept?.[40]]).toEqual([messageOf(7, 'changed'), messageOf(99)])
  })

  test('an ending is flushed to disk, earlier writes are not', async () => {
    const path = tempFile()
    const raw = openRaw(path)
    const executed: string[] = []
    const exec = (sql: string): unknown => {
      executed.push(sql)
      return raw.exec(sql)
    }
    const store = openStore({ database: { exec, prepare: (sql) => raw.prepare(sql), close: () => {} } })
    const run = await claimed(store, key)
    await append(run, store, ['{"n":1}'])
    const before = executed.filter((sql) => sql.includes('synchronous')).at(-1)
    await finish(run, store, { head: 1 })
    const after = executed.filter((sql) => sql.includes('synchronous')).at(-1)
    expect([before, after]).toEqual(['PRAGMA synchronous = NORMAL', 'PRAGMA synchronous = FULL'])
  })

  test('the original ending of a run can be read until the next run starts', async () => {
    const store = openStore({ path: tempFile() })
    const run = await claimed(store, key)
    await append(run, store, ['{"n":1}', '{"n":2}'])
    await finish(run, store, { head: 2 })
    const request = { key, generation: run.thread.generation, after: 1, maxBytes: Infinity }
    expect(await store.read(request)).toEqual({ gone: false, first: 2, events: ['{"n":2}'], legacy: [] })
    await claimed(store, key)
    expect(await store.read(request)).toEqual({ gone: true })
  })

  test('the totals of threads and characters match the stored data', async () => {
    const path = tempFile()
    const store = openStore({ path })
    for (let n = 0; n < 8; n += 1) {
      const run = await claimed(store, { threadId: `t${n % 5}`, owner: n % 2 ? 'ada' : undefined })
      await append(run, store, ['{"event":1}'])
      if (n === 7) break
      const message = { id: 'm', json: JSON.stringify('x'.repeat(n * 10)) }
      await finish(run, store, {
        messages: n === 3 ? [] : [message],
        state: n === 2 ? undefined : '{}',
        head: n,
      })
    }
    await store.remove({ threadId: 't0' })
    const raw = openRaw(path)
    const kept = raw
      .prepare(`SELECT (SELECT count(*) FROM flightdeck_threads) AS threads,
        (SELECT total(length(json)) FROM flightdeck_messages) + (SELECT total(length(json)) FROM flightdeck_states) +
        (SELECT total(length(ending)) FROM flightdeck_runs) +
        (SELECT total(size) FROM flightdeck_events e JOIN flightdeck_claims c ON c.thread = e.thread) AS bytes`)
      .get()
    const counted = raw.prepare('SELECT threads, bytes FROM flightdeck_counter').get()
    expect(counted).toMatchObject({ ...(kept as object), ...(counted as object) })
    expect(Number((counted as { bytes: number }).bytes)).toBe(Number((kept as { bytes: number }).bytes))
    expect(Number((counted as { threads: number }).threads)).toBe(
      Number((kept as { threads: number }).threads),
    )
  })
})

describe('reading', () => {
  test('every page of a list is found by an index, without sorting', () => {
    const path = tempFile()
    openStore({ path })
    const raw = openRaw(path)
    for (const byAgent of [false, true]) {
      for (const isFirst of [false, true]) {
        const sql = pageSql(byAgent, isFirst)
        const values = [...sql.matchAll(/\?/g)].map(() => 1)
        const plan = raw.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(...values) as { detail: string }[]
        const details = plan.map(({ detail }) => detail)
        expect(details[0]).toMatch(
          byAgent
            ? /^SEARCH t USING INDEX flightdeck_threads_by_agent \(owner=\? AND agent_id=\? AND archived=\?/
            : /^SEARCH t USING INDEX flightdeck_threads_by_activity \(owner=\? AND archived=\?/,
        )
        if (!isFirst) expect(details[0]).toContain('(active_at,thread_id)<(?,?)')
        expect(details.filter((detail) => detail.includes('SCAN') || detail.includes('TEMP'))).toEqual([])
      }
    }
  })

  test('a thread without an owner and one whose owner is empty are distinct', async () => {
    const store = openStore({ path: tempFile() })
    await claimed(store, key)
    await claimed(store, { ...key, owner: '' })
    expect(await store.clear('')).toBe(1)
    expect((await store.list({ limit: 5 })).threads.map((thread) => thread.key)).toEqual([key])
  })

  test('subscribers are notified of writes of another connection', async () => {
    const path = tempFile()
    const [one, other] = [openStore({ path }), openStore({ path })]
    const run = await claimed(one, key)
    const woken: string[] = []
    onTestFinished(other.watch(key, () => woken.push('thread')))
    onTestFinished(other.watch({ threadId: 'else' }, () => woken.push('else')))
    onTestFinished(other.watchList(undefined, () => woken.push('list')))
    await append(run, one, ['{"n":1}'])
    await expect.poll(() => woken).toEqual(['thread'])
    await finish(run, one, { head: 1 })
    await expect.poll(() => woken).toContain('list')
    expect(woken).not.toContain('else')
    woken.length = 0
    await one.remove(key)
    await expect.poll(() => woken.sort()).toEqual(['list', 'thread'])
  })

  test('a request for changes that are no longer kept returns reset', async () => {
    const path = tempFile()
    const store = openStore({ path })
    const { revision } = await store.changes({ limit: 1 })
    openRaw(path).exec(`
      INSERT INTO flightdeck_tombstones SELECT value, ':ada', 'gone' FROM (WITH RECURSIVE n (value) AS
        (SELECT 1 UNION ALL SELECT value + 1 FROM n WHERE value < 10000) SELECT value FROM n);
      UPDATE flightdeck_counter SET value = 10000, tombstones = 10000`)
    expect(await store.changes({ since: revision, limit: 2 })).toMatchObject({ reset: false })
    await claimed(store, key)
    await store.remove(key)
    expect(await store.changes({ since: revision, limit: 2 })).toMatchObject({ reset: true, deleted: [] })
    expect(await store.changes({ since: 9_000, limit: 2 })).toMatchObject({ reset: false, deleted: ['t'] })
  })
})

describe('deleting', () => {
  test.each(['remove', 'clear', 'retain'] as const)(
    '%s leaves no trace in the file or its log',
    async (how) => {
      const path = tempFile()
      const store = new SqliteStore({ path, driver })
      const secret = 'The-secret-of-this-test'
      for (let n = 0; n < 12; n += 1) {
        const text = `${secret} ${'filler '.repeat((n * 397) % 1_500)} ${secret}`
        const run = await claimed(store, { threadId: `t${n % 6}` }, { opening: JSON.stringify(text) })
        await append(run, store, [JSON.stringify({ text }), JSON.stringify({ n, text })])
        const messages = [...run.thread.messages, { id: `m${n}`, json: JSON.stringify({ text }) }]
        await finish(run, store, {
          messages: n % 4 === 3 ? messages.slice(1) : messages,
          state: JSON.stringify(text),
          head: n,
        })
        await store.update({ key: run.key, now: 1, name: `${secret} ${n}` })
      }
      await claimed(store, { threadId: 'kept' })
      const files = [path, `${path}-wal`]
      const found = (): string[] =>
        files.filter((file) => existsSync(file) && readFileSync(file).includes(secret))
      expect(found()).not.toEqual([])
      if (how === 'remove') for (let n = 0; n < 6; n += 1) await store.remove({ threadId: `t${n}` })
      if (how === 'clear') expect(await store.clear(undefined)).toBe(7)
      if (how === 'retain') expect(await store.retain({ maxAgeMs: 1 }, Date.now())).toHaveLength(6)
      await store.close()
      expect(found()).toEqual([])
    },
  )
})

describe('errors', () => {
  test('tables of a newer version are not changed', async () => {
    const path = tempFile()
    await new SqliteStore({ path, driver }).close()
    openRaw(path).exec('UPDATE flightdeck_schema SET version = 99')
    expect(() => new SqliteStore({ path, driver })).toThrowError(
      expect.objectContaining({ code: 'newer_schema', message: expect.stringContaining('upgrade') }),
    )
  })

  test('a database with tables of the application is shared with it', async () => {
    const raw = openRaw(tempFile())
    raw.exec('CREATE TABLE users (name TEXT); INSERT INTO users VALUES (1); PRAGMA user_version = 42')
    const store = new SqliteStore({ database: raw })
    await finish(await claimed(store, key), store, { head: 1 })
    await store.remove(key)
    await store.close()
    expect(raw.prepare('SELECT name FROM users').all()).toMatchObject([{ name: '1' }])
    expect(raw.prepare('PRAGMA user_version').get()).toMatchObject({ user_version: 42 })
  })

  test('a full disk rejects writes, and the store continues when there is space again', async () => {
    const raw = openRaw(tempFile())
    const store = openStore({ database: raw })
    const run = await claimed(store, key)
    const { page_count } = raw.prepare('PRAGMA page_count').get() as { page_count: number }
    raw.exec(`PRAGMA max_page_count = ${page_count + 1}`)
    const large = [JSON.stringify('x'.repeat(1_000_000))]
    await expect(append(run, store, large)).rejects.toMatchObject({ name: 'SqliteStoreError', code: 'full' })
    expect((await store.peek(key))?.head).toBe(0)
    raw.exec('PRAGMA max_page_count = 1000000')
    await append(run, store, large)
    expect((await store.peek(key))?.head).toBe(1)
  })

  test('a read-only database fails with read_only', () => {
    const raw = openRaw(tempFile())
    raw.exec('PRAGMA query_only = ON')
    expect(() => new SqliteStore({ database: raw })).toThrowError(
      expect.objectContaining({ code: 'read_only' }),
    )
  })

  test('a damaged file fails with corrupt', async () => {
    const path = tempFile()
    const store = new SqliteStore({ path, driver })
    for (let n = 0; n < 50; n += 1)
      await finish(await claimed(store, { threadId: `t${n}` }), store, { head: 1 })
    await store.close()
    const bytes = readFileSync(path)
    bytes.fill(0xff, 4_096, bytes.length)
    writeFileSync(path, bytes)
    const use = async (): Promise<unknown> => {
      const damaged = openStore({ path })
      return await damaged.list({ limit: 10 })
    }
    await expect(use()).rejects.toMatchObject({ name: 'SqliteStoreError', code: 'corrupt' })
  })

  test('a write waits for the lock of another process, and gives up after the timeout', async () => {
    const path = tempFile()
    const patient = openStore({ path })
    const hasty = openStore({ path, busyTimeoutMs: 50 })
    const raw = openRaw(path)
    raw.exec('BEGIN IMMEDIATE')
    const waiting = claimed(patient, key)
    await expect(claimed(hasty, key)).rejects.toMatchObject({ name: 'SqliteStoreError', code: 'busy' })
    expect(await hasty.peek(key)).toBeUndefined()
    raw.exec('ROLLBACK')
    expect((await waiting).epoch).toBeGreaterThan(0)
  })

  test('a later write waits for its own timeout, although an earlier one has given up', async () => {
    const path = tempFile()
    const store = openStore({ path, busyTimeoutMs: 2_000 })
    const raw = openRaw(path)
    raw.exec('BEGIN IMMEDIATE')
    const first = claimed(store, key).finally(() => raw.exec('ROLLBACK'))
    const givenUp = expect(first).rejects.toMatchObject({ code: 'busy' })
    await new Promise((resolve) => setTimeout(resolve, 1_000))
    const second = claimed(store, { threadId: 'later' })
    await givenUp
    expect((await second).epoch).toBeGreaterThan(0)
    expect(await store.peek(key)).toBeUndefined()
  })

  test('a closed store fails with closed', async () => {
    const store = openStore({ path: ':memory:' })
    await claimed(store, key)
    await store.close()
    await store.close()
    await expect(store.peek(key)).rejects.toMatchObject({ code: 'closed' })
    await expect(claimed(store, key)).rejects.toMatchObject({ code: 'closed' })
  })

  test('the claims of a closed store are abandoned at once', async () => {
    const path = tempFile()
    const [one, other] = [openStore({ path }), openStore({ path })]
    const { epoch } = await claimed(one, key)
    expect(await other.abandoned(5)).toEqual([])
    expect(await other.seize({ key, epoch, leaseMs: 1_000 })).toBeUndefined()
    await one.close()
    expect(await other.abandoned(5)).toEqual([key])
    expect((await other.seize({ key, epoch, leaseMs: 1_000 }))?.epoch).toBeGreaterThan(epoch)
  })
})
