import { afterEach, describe, expect, it, vi } from 'vitest'
import { failure, type ProviderRequest, startProvider, type TestProvider } from '../../test/provider-mock.ts'
import { inputOf, runToEnd, user } from '../../test/run-agent.ts'
import { BuiltInAgent, type ModelAccess, resolveModel } from '../index.ts'

let provider: TestProvider | undefined

afterEach(async () => {
  vi.unstubAllEnvs()
  await provider?.close()
  provider = undefined
})

async function requestOf(spec: string, access: ModelAccess): Promise<ProviderRequest | undefined> {
  provider = await startProvider(failure(400, {}))
  const model = resolveModel(spec, { apiKey: 'key', baseURL: provider.url, ...access })
  await runToEnd(new BuiltInAgent({ model, maxRetries: 0 }), inputOf({ messages: [user('hi')] }))
  return provider.requests[0]
}

describe('access to a model', () => {
  it('of openai may be by chat completions, for an organization and a project', async () => {
    const request = await requestOf('openai/gpt-4o', {
      api: 'chat',
      organization: 'org-1',
      project: 'proj-1',
    })
    expect(request?.path).toBe('/chat/completions')
    expect(request?.headers).toMatchObject({
      authorization: 'Bearer key',
      'openai-organization': 'org-1',
      'openai-project': 'proj-1',
    })
  })

  it.each(['openai/any', 'openai-compatible/any', 'anthropic/any', 'google/any', 'minimax/any'])(
    'of %s sends further headers through the given fetch',
    async (spec) => {
      const sent: string[] = []
      const send: typeof fetch = (input, init) => {
        sent.push(String(input))
        return fetch(input, init)
      }
      const request = await requestOf(spec, { headers: { 'x-team': 'blue' }, fetch: send })
      expect(request?.headers['x-team']).toBe('blue')
      expect(sent).toEqual([`${provider?.url}${request?.path}`])
    },
  )

  it('of bedrock signs with the credentials for the region', async () => {
    const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' }
    vi.stubEnv('AWS_BEARER_TOKEN_BEDROCK', '')
    const request = await requestOf('bedrock/amazon.nova-lite-v1:0', {
      apiKey: undefined,
      region: 'eu-west-1',
      credentials,
    })
    expect(request?.path).toBe('/model/amazon.nova-lite-v1%3A0/converse-stream')
    expect(request?.headers.authorization).toMatch(
      /^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\/\d{8}\/eu-west-1\/bedrock\/aws4_request/,
    )
  })
})
