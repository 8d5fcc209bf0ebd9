import { afterEach, expect, test, vi } from 'vitest'
import { classifyModelSpec } from './classify-model-spec.ts'
import { modelProviders } from './providers.ts'
import { resolveModel } from './resolve-model.ts'

afterEach(() => void vi.unstubAllEnvs())

test.each([...modelProviders.keys()].filter((name) => name !== 'openai-compatible'))(
  'a model of %s has a known host',
  (provider) => {
    for (const { baseUrlVariable } of modelProviders.values())
      if (baseUrlVariable !== undefined) vi.stubEnv(baseUrlVariable, undefined)
    expect(classifyModelSpec(`${provider}/some-model`)).not.toBe('unknown')
  },
)

test.each([
  ['https://my.openai.azure.com/openai', 'azure'],
  ['https://openrouter.ai/api/v1', 'openrouter'],
  ['https://api.groq.com/openai/v1', 'groq'],
  ['http://localhost:11434/v1', 'local'],
  ['http://172.20.0.3/v1', 'local'],
  ['http://[::1]:1/v1', 'local'],
  ['https://us-east1-aiplatform.googleapis.com', 'vertex'],
  ['https://bedrock-runtime.eu-west-1.amazonaws.com', 'bedrock'],
  ['https://openai.azure.com.attacker.test', 'other'],
  ['not a url', 'other'],
])('a model at %s is served by %s', (url, host) => {
  vi.stubEnv('OPENAI_BASE_URL', url)
  expect(classifyModelSpec('openai:gpt-5')).toBe(host)
})

test('a model of the AI SDK and an unknown provider are unknown', () => {
  expect(classifyModelSpec(resolveModel('openai/gpt-5'))).toBe('unknown')
  expect(classifyModelSpec('acme/large')).toBe('unknown')
  expect(classifyModelSpec('toString/large')).toBe('unknown')
})
