import { describe, expect, it } from 'vitest'
import { readSettings } from './settings.ts'

describe('readSettings', () => {
  it('uses a mock provider without a key', () => {
    expect(readSettings({ OPENAI_API_KEY: '' })).toEqual({ port: 4000, transcription: { kind: 'mock' } })
  })

  it('uses OpenAI or a compatible endpoint with a key', () => {
    const env = {
      PORT: '0',
      OPENAI_API_KEY: 'k',
      OPENAI_BASE_URL: 'http://a/v1',
      OPENAI_TRANSCRIPTION_MODEL: '',
    }
    expect(readSettings(env)).toEqual({
      port: 0,
      transcription: { kind: 'openai', apiKey: 'k', baseUrl: 'http://a/v1', model: undefined },
    })
  })

  it('prefers a self-hosted Whisper server', () => {
    expect(readSettings({ WHISPER_URL: 'http://a/inference', OPENAI_API_KEY: 'k' }).transcription).toEqual({
      kind: 'whisper',
      url: 'http://a/inference',
      model: undefined,
    })
  })

  it.each(['-1', '70000', 'http'])('throws for the port %j', (port) => {
    expect(() => readSettings({ PORT: port })).toThrow(`PORT is '${port}'`)
  })
})
