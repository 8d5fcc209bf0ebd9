import postgres from 'postgres'
import { beforeEach, inject, onTestFinished } from 'vitest'
import './postgres-server.ts'

const given = inject('postgres')

/** Why these tests cannot run; undefined if there is a Postgres. */
export const missing: string | undefined = 'missing' in given ? given.missing : undefined

/** The address of the server. */
export const url: string = 'url' in given ? given.url : ''

/** Skips the tests of a `describe` without a Postgres. */
export function skipWithoutPostgres(): void {
  beforeEach((context) => context.skip(missing !== undefined, missing))
}

let schemas = 0

/** A schema for one test, which is deleted afterwards. */
export function newSchema(): string {
  schemas += 1
  const schema = `test_${process.pid}_${schemas}_${Math.random().toString(36).slice(2, 8)}`
  onTestFinished(async () => {
    const sql = postgres(url, { max: 1, onnotice: () => {} })
    await sql.unsafe(`DROP SCHEMA IF EXISTS ${schema} CASCADE`)
    await sql.end()
  })
  return schema
}
