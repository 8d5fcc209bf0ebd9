import { describe, expect, it } from 'vitest'
import { readSettings } from './settings.ts'

describe('readSettings', () => {
  it('listens on port 4000 and keeps the threads in the data folder of the app', () => {
    const settings = readSettings({})
    expect(settings).toMatchObject({ port: 4000, wordMs: 40 })
    expect(settings.databasePath).toMatch(/data.threads\.db$/)
  })

  it('reads the environment, and ignores empty values', () => {
    const env = { PORT: '0', THREADS_DB: '/tmp/t.db', THREADS_WORD_MS: '' }
    expect(readSettings(env)).toEqual({ port: 0, databasePath: '/tmp/t.db', wordMs: 40 })
  })

  it.each(['-1', '70000', 'http', '1e3'])('throws for the port %j', (port) => {
    expect(() => readSettings({ PORT: port })).toThrow(`PORT is '${port}'`)
  })
})
