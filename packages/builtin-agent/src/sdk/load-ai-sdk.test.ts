import { expect, it } from 'vitest'
import { AI_SDK_VERSION } from '../../test/ai-sdk-version.ts'
import { loadAiSdk } from './load-ai-sdk.ts'

it('the tests run with the version of the AI SDK that they are started for', async () => {
  const expected = process.env.TEST_AI_SDK_VERSION ?? '6'
  expect(String(AI_SDK_VERSION)).toBe(expected)
  expect('isStepCount' in (await loadAiSdk())).toBe(expected === '7')
})

it('the providers have the specification of that version', async () => {
  const { createOpenAI } = await import('@ai-sdk/openai')
  const { createAnthropic } = await import('@ai-sdk/anthropic')
  const { createGoogleGenerativeAI } = await import('@ai-sdk/google')
  const { createOpenAICompatible } = await import('@ai-sdk/openai-compatible')
  const models = [
    createOpenAI({ apiKey: 'k' })('m'),
    createAnthropic({ apiKey: 'k' })('m'),
    createGoogleGenerativeAI({ apiKey: 'k' })('m'),
    createOpenAICompatible({ name: 'n', baseURL: 'http://localhost' })('m'),
  ]
  const specification = AI_SDK_VERSION === 7 ? 'v4' : 'v3'
  expect(new Set(models.map((model) => model.specificationVersion))).toEqual(new Set([specification]))
})
