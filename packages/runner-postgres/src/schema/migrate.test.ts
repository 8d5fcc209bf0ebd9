import postgres from 'postgres'
import { describe, expect, onTestFinished, test } from 'vitest'
import { newSchema, skipWithoutPostgres, url } from '../../test/database.ts'
import { openClient } from '../database/open-client.ts'
import { PostgresStore } from '../store/postgres-store.ts'
import { migrate, migrationSql } from './migrate.ts'
import { MIGRATIONS } from './migrations.ts'
import { tablesOf } from './tables.ts'

const claim = { key: { threadId: 't' }, claimId: 'c', runId: 'r', agentId: 'a', now: 1, leaseMs: 60_000 }

function open(schema: string, options: { migrate?: boolean } = {}): PostgresStore {
  const store = new PostgresStore({ url, schema, maxConnections: 2, ...options })
  onTestFinished(() => store.close())
  return store
}

describe('migrations', () => {
  skipWithoutPostgres()

  test('of instances that start at once are applied once', async () => {
    const schema = newSchema()
    const lists = await Promise.all(Array.from({ length: 8 }, () => open(schema).list({ limit: 1 })))
    expect(lists).toHaveLength(8)
  })

  test('can be applied by hand', async () => {
    const schema = newSchema()
    const store = open(schema, { migrate: false })
    await expect(store.list({ limit: 1 })).rejects.toMatchObject({ code: 'no_tables' })
    const sql = postgres(url, { max: 1, onnotice: () => {} })
    await sql.unsafe(migrationSql({ schema }))
    await sql.end()
    expect(await store.claim(claim)).toMatchObject({ claimed: true })
  })

  test('of a newer release stop this one only if it cannot use the tables', async () => {
    const schema = newSchema()
    const { client } = openClient({ url, maxConnections: 1 })
    onTestFinished(() => client.close?.())
    const known = MIGRATIONS.at(-1)?.version ?? 0
    const next = { version: known + 1, worksWith: known, statements: () => [] }
    await migrate(client, tablesOf(schema), [...MIGRATIONS, next])
    expect(await open(schema).list({ limit: 1 })).toEqual({ threads: [] })
    const last = { version: known + 2, worksWith: known + 2, statements: () => [] }
    await migrate(client, tablesOf(schema), [...MIGRATIONS, next, last])
    await expect(open(schema).list({ limit: 1 })).rejects.toMatchObject({ code: 'newer_schema' })
  })

  test('that fail change nothing', async () => {
    const schema = newSchema()
    const { client } = openClient({ url, maxConnections: 1 })
    onTestFinished(() => client.close?.())
    const bad = { version: 99, worksWith: 99, statements: () => ['SELECT nothing_like_this'] }
    await expect(migrate(client, tablesOf(schema), [...MIGRATIONS, bad])).rejects.toThrow()
    expect(await open(schema).list({ limit: 1 })).toEqual({ threads: [] })
  })
})

test.each(['Upper', 'a-b', '1a', 'a"; drop schema public; --', ''])('the schema %j is refused', (schema) => {
  expect(() => tablesOf(schema)).toThrow(TypeError)
})
