import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { SqliteDriver } from '../src/database/drivers.ts'

/** The driver of the tests: the first available, or the one in the environment. */
export const driver: SqliteDriver | undefined = process.env.TEST_SQLITE_DRIVER as SqliteDriver | undefined

/** A file for one test, in a temporary folder. */
export function tempFile(): string {
  const folder = mkdtempSync(join(tmpdir(), 'flightdeck-sqlite-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return join(folder, 'threads.db')
}
