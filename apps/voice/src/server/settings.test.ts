import { describe, expect, it } from 'vitest'
import { readSettings } from './settings.ts'

describe('readSettings', () => {
  it('imitates a provider where there is no key', () => {
    expect(readSettings({ OPENAI_API_KEY: '' })).toEqual({ port: 4000, listener: { kind: 'imitated' } })
  })

  it('asks OpenAI, or an endpoint like it, with a key', () => {
    const env = {
      PORT: '0',
      OPENAI_API_KEY: 'k',
      OPENAI_BASE_URL: 'http://a/v1',
      OPENAI_TRANSCRIPTION_MODEL: '',
    }
    expect(readSettings(env)).toEqual({
      port: 0,
      listener: { kind: 'openai', apiKey: 'k', baseUrl: 'http://a/v1', model: undefined },
    })
  })

  it('asks a Whisper server of your own before all others', () => {
    expect(readSettings({ WHISPER_URL: 'http://a/inference', OPENAI_API_KEY: 'k' }).listener).toEqual({
      kind: 'whisper',
      url: 'http://a/inference',
      model: undefined,
    })
  })

  it.each(['-1', '70000', 'http'])('says what is wrong with the port %j', (port) => {
    expect(() => readSettings({ PORT: port })).toThrow(`PORT is '${port}'`)
  })
})
