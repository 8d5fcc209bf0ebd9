import { describe, expect, it } from 'vitest'
import { readSettings } from './settings.ts'

describe('readSettings', () => {
  it('listens on port 4000 of localhost by default, without a model', () => {
    expect(readSettings({})).toMatchObject({
      host: '127.0.0.1',
      port: 4000,
      tokenMs: 24,
      csvPath: undefined,
      model: undefined,
    })
  })

  it('reads the environment, and ignores empty values', () => {
    const env = {
      HOST: '0.0.0.0',
      PORT: '0',
      DEMO_TOKEN_MS: '1',
      ASSISTANT_DATA: '/somewhere',
      EXPENSES_CSV: '',
    }
    expect(readSettings(env)).toEqual({
      host: '0.0.0.0',
      port: 0,
      tokenMs: 1,
      dataFolder: '/somewhere',
      csvPath: undefined,
      model: undefined,
    })
  })

  it.each(['-1', '70000', 'http', '1e3', '4000.5'])('throws for the port %j', (port) => {
    expect(() => readSettings({ PORT: port })).toThrow(`PORT is '${port}'`)
  })
})
