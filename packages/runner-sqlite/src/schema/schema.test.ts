import { readFileSync, writeFileSync } from 'node:fs'
import { expect, onTestFinished, test } from 'vitest'
import { bundle, ownNode, startChild } from '../../test/child.ts'
import { driver, tempFile } from '../../test/database.ts'
import { Connection } from '../database/connection.ts'
import { openDatabase } from '../database/drivers.ts'
import type { SqliteDatabase } from '../database/sqlite-database.ts'
import { migrate } from './schema.ts'

const FIRST = [
  'CREATE TABLE notes (text TEXT NOT NULL)',
  'ALTER TABLE notes ADD COLUMN size INTEGER NOT NULL DEFAULT 0; UPDATE notes SET size = length(text)',
]
const NEXT =
  'CREATE TABLE upgrades (version INTEGER); INSERT INTO upgrades SELECT version FROM flightdeck_schema'
const WORK = `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000)
  UPDATE notes SET size = size + (SELECT count(*) FROM n) - 20000`

/** Opens a file like the store, with tables of the version that these migrations create. */
function openWith(path: string, migrations: readonly string[]): Connection {
  const connection = new Connection(openDatabase(path, driver), path)
  onTestFinished(() => connection.close(true))
  connection.open(5_000, () => migrate(connection, migrations))
  return connection
}

function versionIn(connection: Connection): unknown {
  return connection.all('SELECT version FROM flightdeck_schema').map(({ version }) => version)
}

/** A file of the previous version, with content. */
function oldFile(): string {
  const path = tempFile()
  const connection = openWith(path, FIRST)
  connection.run("INSERT INTO notes (text, size) VALUES ('as it was', 9)")
  connection.close(true)
  return path
}

test('a file of any version is migrated to the newest with its content, and then not changed again', () => {
  const path = tempFile()
  const oldest = openWith(path, FIRST.slice(0, 1))
  oldest.run("INSERT INTO notes (text) VALUES ('hello')")
  oldest.close(true)
  const newest = [...FIRST, NEXT]
  for (let opened = 0; opened < 2; opened += 1) {
    const connection = openWith(path, newest)
    expect(versionIn(connection)).toEqual([3])
    expect(connection.all('SELECT text, size FROM notes')).toMatchObject([{ text: 'hello', size: 5 }])
    expect(connection.all('SELECT version FROM upgrades')).toMatchObject([{ version: 1 }])
    connection.close(true)
  }
})

test('a failed migration leaves the file unchanged for the version that wrote it', () => {
  const path = oldFile()
  const failing = `DELETE FROM notes; DROP TABLE notes; CREATE TABLE half (done); INSERT INTO nowhere VALUES (1)`
  expect(() => openWith(path, [...FIRST, NEXT, failing])).toThrowError(
    expect.objectContaining({ code: 'failed' }),
  )
  const connection = openWith(path, FIRST)
  expect(versionIn(connection)).toEqual([2])
  expect(connection.all('SELECT text, size FROM notes')).toMatchObject([{ text: 'as it was', size: 9 }])
  const tables = connection.all("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
  expect(tables.map(({ name }) => name)).toEqual(['flightdeck_schema', 'notes'])
})

test('a file of a newer version is refused with that version, and not changed', () => {
  const path = oldFile()
  openWith(path, [...FIRST, NEXT]).close(true)
  const before = readFileSync(path)
  expect(() => openWith(path, FIRST)).toThrowError(
    expect.objectContaining({
      code: 'newer_schema',
      message: expect.stringMatching(/version 3.* version 2: upgrade @flightdeck\/runner-sqlite/),
    }),
  )
  expect(readFileSync(path).equals(before)).toBe(true)
})

test('a process that gets the lock later finds the file migrated and changes nothing', () => {
  const path = oldFile()
  const newest = [...FIRST, NEXT]
  const database = openDatabase(path, driver)
  let isLate = false
  const overtaken: SqliteDatabase = {
    exec: (sql) => {
      if (sql.startsWith('BEGIN') && !isLate) {
        isLate = true
        openWith(path, newest).close(true)
      }
      return database.exec(sql)
    },
    prepare: (sql) => database.prepare(sql),
    close: () => database.close(),
  }
  const connection = new Connection(overtaken, path)
  onTestFinished(() => connection.close(true))
  connection.open(5_000, () => migrate(connection, newest))
  expect(isLate).toBe(true)
  expect(versionIn(connection)).toEqual([3])
  expect(connection.all('SELECT version FROM upgrades')).toMatchObject([{ version: 2 }])
})

test('of several processes that open an old file at once, one migrates it and all can use it', async () => {
  const script = await bundle('child-upgrade')
  const path = oldFile()
  const signal = `${path}.go`
  const migrations = JSON.stringify([...FIRST, WORK, NEXT])
  const args = [script, path, signal, migrations, ...(driver === undefined ? [] : [driver])]
  const children = Array.from({ length: 4 }, () => startChild(ownNode.bin as string, args))
  for (const child of children) expect(await child.next()).toBe('ready')
  writeFileSync(signal, '')
  for (const child of children) expect(await child.next()).toBe(4)
  const connection = openWith(path, [...FIRST, WORK, NEXT])
  expect(connection.all('SELECT version FROM upgrades')).toMatchObject([{ version: 2 }])
  expect(connection.all('SELECT text, size FROM notes')).toMatchObject([{ text: 'as it was', size: 9 }])
})
