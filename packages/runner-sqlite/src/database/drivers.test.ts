import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { bun, bundle, node24, ownNode, startChild } from '../../test/child.ts'
import { SqliteStore } from '../store/sqlite-store.ts'
import { openDatabase } from './drivers.ts'

const cases = [
  { runtime: ownNode, driver: 'libsql' },
  { runtime: node24, driver: 'node:sqlite' },
  { runtime: node24, driver: 'better-sqlite3' },
  { runtime: bun, driver: 'bun:sqlite' },
]

describe('a store over each driver', { timeout: 60_000 }, () => {
  let script = ''
  beforeAll(async () => {
    script = await bundle('child-driver')
  })

  test.for(
    cases.flatMap((each) =>
      ['opened by us', 'given'].map((hand) => ({ ...each, name: each.runtime.name, hand })),
    ),
  )(
    '$driver in $name, $hand, keeps every text and reports errors',
    async ({ runtime, driver, hand }, ctx) => {
      const { bin, missing } = runtime
      if (bin === undefined) return ctx.skip(missing)
      const folder = mkdtempSync(join(tmpdir(), 'flightdeck-driver-'))
      onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
      const child = startChild(bin, [script, folder, driver, hand])
      expect(await child.next()).toEqual({
        threads: 64,
        same: 64,
        listed: 8,
        status: 'finished',
        errors: { folder: 'cannot_open', missing: 'cannot_open', text: 'not_a_database' },
        warnings: [],
        ...(hand === 'given' && { answer: 1 }),
      })
      expect(await child.exited).toBe(0)
    },
  )
})

test('the error for a missing driver names the package to install', () => {
  expect(() => openDatabase(':memory:', 'bun:sqlite')).toThrowError(
    expect.objectContaining({ code: 'no_driver', message: expect.stringContaining('npm install libsql') }),
  )
})

test('an unknown driver is refused', () => {
  expect(() => openDatabase(':memory:', 'sqlite3' as 'libsql')).toThrow(/^driver must be one of bun:sqlite, /)
})

test('a value that is not a database, or an asynchronous one, is refused', () => {
  expect(() => new SqliteStore({ database: {} as never })).toThrow(/^database must be an open database/)
  const later = { exec: () => {}, prepare: () => ({ run() {}, get() {}, all: () => [] }), close() {} }
  expect(() => new SqliteStore({ database: later })).toThrow(/^database must be an open database/)
  expect(() => new SqliteStore({})).toThrow('Either path or database must be given')
})
