import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { SqliteDriver } from './drivers.ts'

/** The driver that the tests use: the first there is, or the one that whoever runs them names. */
export const driver: SqliteDriver | undefined = process.env.TEST_SQLITE_DRIVER as SqliteDriver | undefined

/** A file for one test, in a folder that goes with it. */
export function tempFile(): string {
  const folder = mkdtempSync(join(tmpdir(), 'flightdeck-sqlite-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return join(folder, 'threads.db')
}
