import { afterEach, describe, expect, it, vi } from 'vitest'
import { chatCalls, chatText, failure, startProvider } from '../../test/provider-mock.ts'
import { historyAfter, inputOf, runToEnd, said, user } from '../../test/run-agent.ts'
import { BuiltInAgent, defineTool, resolveModel } from '../index.ts'
import { modelProviders } from './providers.ts'

/** The providers whose API is chat completions: their names, the variables of their keys, and their own addresses. */
const hosts: [names: string[], keys: string[], address: string][] = [
  [['groq'], ['GROQ_API_KEY'], 'https://api.groq.com/openai/v1'],
  [['mistral', 'mistralai'], ['MISTRAL_API_KEY'], 'https://api.mistral.ai/v1'],
  [['xai', 'x-ai'], ['XAI_API_KEY'], 'https://api.x.ai/v1'],
  [['deepseek'], ['DEEPSEEK_API_KEY'], 'https://api.deepseek.com/v1'],
  [['moonshotai', 'moonshot'], ['MOONSHOT_API_KEY'], 'https://api.moonshot.ai/v1'],
  [['cerebras'], ['CEREBRAS_API_KEY'], 'https://api.cerebras.ai/v1'],
  [['togetherai', 'together'], ['TOGETHER_API_KEY', 'TOGETHER_AI_API_KEY'], 'https://api.together.xyz/v1'],
  [['fireworks', 'fireworks-ai'], ['FIREWORKS_API_KEY'], 'https://api.fireworks.ai/inference/v1'],
  [['deepinfra'], ['DEEPINFRA_API_KEY'], 'https://api.deepinfra.com/v1/openai'],
  [['perplexity'], ['PERPLEXITY_API_KEY'], 'https://api.perplexity.ai'],
  [['openrouter'], ['OPENROUTER_API_KEY'], 'https://openrouter.ai/api/v1'],
  [['cohere'], ['COHERE_API_KEY'], 'https://api.cohere.ai/compatibility/v1'],
  [['huggingface'], ['HUGGINGFACE_API_KEY', 'HF_TOKEN'], 'https://router.huggingface.co/v1'],
  [['baseten'], ['BASETEN_API_KEY'], 'https://inference.baseten.co/v1'],
  [['alibaba'], ['ALIBABA_API_KEY'], 'https://dashscope-intl.aliyuncs.com/compatible-mode/v1'],
  [['gateway'], ['AI_GATEWAY_API_KEY'], 'https://ai-gateway.vercel.sh/v1'],
  [['ollama'], [], 'http://localhost:11434/v1'],
  [['lmstudio', 'lm-studio'], [], 'http://localhost:1234/v1'],
  [['vllm'], [], 'http://localhost:8000/v1'],
  [['minimax'], ['MINIMAX_API_KEY'], 'https://api.minimax.io/v1'],
]

afterEach(() => vi.unstubAllEnvs())

/** The address and the headers of the first request of a model, which is not sent. */
async function requestOf(spec: string): Promise<{ url: string; headers: Headers }> {
  const requests: { url: string; headers: Headers }[] = []
  const model = resolveModel(spec, {
    fetch: async (input, init) => {
      requests.push({ url: String(input), headers: new Headers(init?.headers) })
      return Response.json({}, { status: 400 })
    },
  })
  const { error } = await runToEnd(
    new BuiltInAgent({ model, maxRetries: 0 }),
    inputOf({ messages: [user('hi')] }),
  )
  return requests[0] ?? expect.fail(String(error))
}

/** Sets only these variables of those that a provider may read. */
function setVariables(variables: Record<string, string>): void {
  for (const { keyVariables, baseUrlVariable } of modelProviders.values()) {
    for (const name of [...keyVariables, baseUrlVariable ?? '']) vi.stubEnv(name, undefined)
  }
  for (const name of ['OLLAMA_HOST', 'AZURE_RESOURCE_NAME', 'AZURE_OPENAI_ENDPOINT'])
    vi.stubEnv(name, undefined)
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value)
}

describe.each(hosts.flatMap(([names, ...rest]) => names.map((name) => [name, ...rest] as const)))(
  'a model of %s',
  (name, keys, address) => {
    it.each(keys.length === 0 ? [undefined] : keys)('is called with the key in %s', async (variable) => {
      setVariables(variable === undefined ? {} : { [variable]: 'secret' })
      const { url, headers } = await requestOf(`${name}/org/model:free`)
      expect(url).toBe(`${address}/chat/completions`)
      expect(headers.get('authorization')).toBe(variable === undefined ? null : 'Bearer secret')
    })

    it('says which key is missing', async () => {
      setVariables({})
      const { error } = await runToEnd(
        new BuiltInAgent({ model: `${name}:m`, baseURL: 'http://127.0.0.1:9', maxRetries: 0 }),
        inputOf({ messages: [user('hi')] }),
      )
      expect(String(error)).toContain(keys[0] ?? 'could not be reached')
    })
  },
)

describe('addresses from variables', () => {
  it.each([
    ['groq/m', { GROQ_BASE_URL: 'http://proxy/v1' }, 'http://proxy/v1'],
    ['ollama/m', { OLLAMA_HOST: 'box' }, 'http://box:11434/v1'],
    ['ollama/m', { OLLAMA_HOST: '0.0.0.0:7000' }, 'http://127.0.0.1:7000/v1'],
    ['ollama/m', { OLLAMA_HOST: 'https://box.example/' }, 'https://box.example/v1'],
    ['ollama/m', { OLLAMA_HOST: 'box', OLLAMA_BASE_URL: 'http://other/v1' }, 'http://other/v1'],
    ['vllm/m', { VLLM_BASE_URL: 'http://gpu:8000/v1' }, 'http://gpu:8000/v1'],
    ['azure/m', { AZURE_RESOURCE_NAME: 'res' }, 'https://res.openai.azure.com/openai/v1'],
    ['azure/m', { AZURE_OPENAI_ENDPOINT: 'https://r.example/' }, 'https://r.example/openai/v1'],
    [
      'azure_openai:m',
      { AZURE_OPENAI_ENDPOINT: 'https://r.example/openai/v1' },
      'https://r.example/openai/v1',
    ],
  ])('%s with %o', async (spec, variables, address) => {
    setVariables({ GROQ_API_KEY: 'k', AZURE_OPENAI_API_KEY: 'k', ...variables })
    expect((await requestOf(spec)).url).toBe(`${address}/chat/completions`)
  })

  it('azure sends its key as api-key, and needs an address', async () => {
    setVariables({ AZURE_API_KEY: 'secret', AZURE_RESOURCE_NAME: 'res' })
    expect((await requestOf('azure/m')).headers.get('api-key')).toBe('secret')
    vi.stubEnv('AZURE_RESOURCE_NAME', undefined)
    const { events } = await runToEnd(
      new BuiltInAgent({ model: 'azure/m' }),
      inputOf({ messages: [user('hi')] }),
    )
    expect(events.at(-1)).toMatchObject({ code: 'invalid_configuration' })
  })

  it.each(['google_genai', 'google_vertexai', 'bedrock_converse', 'amazon-bedrock', 'azure_openai'])(
    '%s is the name of a provider in other runtimes',
    (name) => expect(() => resolveModel(`${name}:m`)).not.toThrow(),
  )
})

it.each([
  ['groq', true],
  ['mistral', false],
  ['cohere', false],
])('%s is asked for its usage: %s', async (name, isAsked) => {
  const provider = await startProvider((response) => chatText(response, 'Hi.'))
  const agent = new BuiltInAgent({ model: `${name}/m`, apiKey: 'k', baseURL: provider.url })
  await runToEnd(agent, inputOf({ messages: [user('hi')] }))
  await provider.close()
  // Both report it in any case, and reject the field.
  expect(provider.requests.map(({ body }) => 'stream_options' in body)).toEqual([isAsked])
})

it('mistral gets ids of tool calls in its format, the same in each request', async () => {
  const add = defineTool({ name: 'add', description: 'Adds', parameters: {}, execute: () => 3 })
  const provider = await startProvider(
    (response) => chatCalls(response, { id: 'call_1', name: 'add', args: '{}' }),
    (response) => chatText(response, 'Three.'),
    failure(400, {}),
  )
  try {
    const agent = new BuiltInAgent({
      model: 'mistral/m',
      apiKey: 'k',
      baseURL: provider.url,
      tools: [add],
      maxRetries: 0,
    })
    const messages = [user('hi')]
    const { events } = await runToEnd(agent, inputOf({ messages }))
    expect(said(events)).toBe('Three.')
    await runToEnd(agent, inputOf({ messages: [...historyAfter(messages, events), user('And now?')] }))
    const [, second, third] = provider.requests.map(({ body }) => body.messages)
    const ids = [second, third].map((sent) => [
      sent?.find((one: { tool_calls?: unknown }) => one.tool_calls)?.tool_calls[0].id,
      sent?.find((one: { role: string }) => one.role === 'tool')?.tool_call_id,
    ])
    expect(ids.flat()).toEqual(Array(4).fill(expect.stringMatching(/^[a-zA-Z0-9]{9}$/)))
    expect(new Set(ids.flat()).size).toBe(1)
  } finally {
    await provider.close()
  }
})
