import { describe, expect, it } from 'vitest'
import { chooseModel } from './choose-model.ts'

describe('chooseModel', () => {
  it('is undefined without a key and a name', () => {
    expect(chooseModel({ MODEL: '', OPENAI_API_KEY: '' })).toBeUndefined()
  })

  it.each([
    [{ OPENAI_API_KEY: 'k', GOOGLE_API_KEY: 'k' }, 'openai/gpt-4.1-mini'],
    [{ ANTHROPIC_API_KEY: 'k' }, 'anthropic/claude-haiku-4-5'],
    [{ GOOGLE_API_KEY: 'k' }, 'google/gemini-2.5-flash'],
    [{ OPENAI_API_KEY: 'k', MODEL: 'anthropic/claude-sonnet-4-5' }, 'anthropic/claude-sonnet-4-5'],
  ])('with %j it is %s', (env, name) => {
    expect(chooseModel(env)).toEqual({ name, baseURL: undefined })
  })

  it('accepts a self-hosted server', () => {
    const env = { MODEL: 'openai-compatible/qwen3', MODEL_BASE_URL: 'http://localhost:11434/v1' }
    expect(chooseModel(env)).toEqual({
      name: 'openai-compatible/qwen3',
      baseURL: 'http://localhost:11434/v1',
    })
  })

  it('throws for an invalid name', () => {
    expect(() => chooseModel({ MODEL: 'gpt-4' })).toThrow("MODEL is 'gpt-4', but must be provider/model")
  })
})
