import Anthropic from '@anthropic-ai/sdk'
import { LLMock } from '@copilotkit/aimock'
import Groq from 'groq-sdk'
import OpenAI, { AzureOpenAI } from 'openai'
import { afterEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { hosts, inputOf, listen, PATH, run, said, send } from '../../../test/endpoint-client.ts'
import { type ModelAnswer, type ModelMock, type ModelRequest, startModel } from '../../../test/model-mock.ts'
import {
  AnthropicAdapter,
  BedrockAdapter,
  CopilotRuntime,
  type CopilotServiceAdapter,
  EmptyAdapter,
  ExperimentalEmptyAdapter,
  ExperimentalOllamaAdapter,
  GoogleGenerativeAIAdapter,
  GroqAdapter,
  OpenAIAdapter,
  UnifyAdapter,
} from '../../index.ts'

afterEach(() => void vi.unstubAllEnvs())

interface AdapterCase {
  readonly name: string
  make(model: ModelMock): CopilotServiceAdapter
  readonly path: string
  readonly headers: Record<string, string>
  /** The model that the request names, in its body or path. */
  readonly model: string
}

const shared = { defaultHeaders: { 'x-team': 'blue' }, defaultQuery: { 'api-version': '2024-10-21' } }

const cases: AdapterCase[] = [
  {
    name: 'OpenAIAdapter with a client of another host',
    make: ({ url }) =>
      new OpenAIAdapter({
        openai: new OpenAI({
          apiKey: 'sk-o',
          baseURL: `${url}/v1`,
          organization: 'org',
          project: 'proj',
          ...shared,
        }),
      }),
    path: '/v1/chat/completions?api-version=2024-10-21',
    headers: {
      authorization: 'Bearer sk-o',
      'openai-organization': 'org',
      'openai-project': 'proj',
      'x-team': 'blue',
    },
    model: 'gpt-4o',
  },
  {
    name: 'OpenAIAdapter with a client of OpenAI',
    make: ({ url }) =>
      new OpenAIAdapter({
        openai: new OpenAI({
          apiKey: 'sk-o',
          fetch: (input, init) => fetch(String(input).replace('https://api.openai.com', url), init),
        }),
        model: 'gpt-5',
      }),
    path: '/v1/responses',
    headers: { authorization: 'Bearer sk-o' },
    model: 'gpt-5',
  },
  {
    name: 'OpenAIAdapter with a client that asks for its key on each request',
    make: ({ url }) =>
      new OpenAIAdapter({ openai: new OpenAI({ apiKey: async () => 'sk-fresh', baseURL: `${url}/v1` }) }),
    path: '/v1/chat/completions',
    headers: { authorization: 'Bearer sk-fresh' },
    model: 'gpt-4o',
  },
  {
    name: 'OpenAIAdapter with a client of Azure',
    make: ({ url }) =>
      new OpenAIAdapter({
        openai: new AzureOpenAI({
          endpoint: url,
          deployment: 'mine',
          apiVersion: '2024-10-21',
          apiKey: 'az',
        }),
      }),
    path: '/openai/deployments/mine/chat/completions?api-version=2024-10-21',
    headers: { 'api-key': 'az' },
    model: 'gpt-4o',
  },
  {
    name: 'OpenAIAdapter with a client of Azure that asks for tokens',
    make: ({ url }) =>
      new OpenAIAdapter({
        openai: new AzureOpenAI({
          endpoint: url,
          apiVersion: '2024-10-21',
          azureADTokenProvider: async () => 'token',
        }),
      }),
    path: '/openai/deployments/gpt-4o/chat/completions?api-version=2024-10-21',
    headers: { authorization: 'Bearer token' },
    model: 'gpt-4o',
  },
  {
    name: 'OpenAIAdapter with the variables of the environment',
    make: ({ url }) => {
      vi.stubEnv('OPENAI_API_KEY', 'sk-env')
      vi.stubEnv('OPENAI_BASE_URL', `${url}/v1`)
      return new OpenAIAdapter({ model: 'local' })
    },
    path: '/v1/chat/completions',
    headers: { authorization: 'Bearer sk-env' },
    model: 'local',
  },
  {
    name: 'AnthropicAdapter with a client',
    make: ({ url }) =>
      new AnthropicAdapter({ anthropic: new Anthropic({ apiKey: 'sk-a', baseURL: url, ...shared }) }),
    path: '/v1/messages?api-version=2024-10-21',
    headers: { 'x-api-key': 'sk-a', 'x-team': 'blue' },
    model: 'claude-opus-4-8',
  },
  {
    name: 'GoogleGenerativeAIAdapter',
    make: ({ url }) => {
      vi.stubEnv('GOOGLE_GENERATIVE_AI_BASE_URL', `${url}/v1beta`)
      return new GoogleGenerativeAIAdapter({ apiKey: 'g-key' })
    },
    path: '/v1beta/models/gemini-2.5-flash:streamGenerateContent?alt=sse',
    headers: { 'x-goog-api-key': 'g-key' },
    model: 'gemini-2.5-flash',
  },
  {
    name: 'GroqAdapter with a client',
    make: ({ url }) => new GroqAdapter({ groq: new Groq({ apiKey: 'gsk', baseURL: url }) }),
    path: '/openai/v1/chat/completions',
    headers: { authorization: 'Bearer gsk' },
    model: 'llama-3.3-70b-versatile',
  },
  {
    name: 'UnifyAdapter',
    make: ({ url }) => {
      vi.stubEnv('UNIFY_BASE_URL', `${url}/v0`)
      return new UnifyAdapter({ apiKey: 'u-key', model: 'llama-3-8b-chat@fireworks-ai' })
    },
    path: '/v0/chat/completions',
    headers: { authorization: 'Bearer u-key' },
    model: 'llama-3-8b-chat@fireworks-ai',
  },
  {
    name: 'ExperimentalOllamaAdapter',
    make: ({ url }) => new ExperimentalOllamaAdapter({ baseUrl: url }),
    path: '/v1/chat/completions',
    headers: { authorization: 'Bearer ollama' },
    model: 'llama3:latest',
  },
]

const allHosts = Object.entries(hosts)

/** A run through the helper of one host: its text, and the requests that its model got. */
async function runThrough(
  [, host]: (typeof allHosts)[number],
  make: (model: ModelMock) => CopilotServiceAdapter,
  { answers = ['Hello'], input = {} }: { answers?: ModelAnswer[]; input?: object } = {},
): Promise<{ text: string; requests: ModelRequest[]; last: string | undefined }> {
  const model = await startModel(...answers)
  const runtime = new CopilotRuntime()
  const serviceAdapter = make(model)
  const url = `${await listen(host(() => ({ runtime, serviceAdapter })))}${PATH}`
  const events = await run(url, inputOf('Hi', input))
  return { text: said(events), requests: model.requests, last: events.at(-1)?.type }
}

describe.each(allHosts)('through the helper for %s', (name, host) => {
  test.each(cases)('$name', async ({ make, path, headers, model }) => {
    const { text, requests, last } = await runThrough([name, host], make)
    expect([text, last]).toEqual(['Hello', 'RUN_FINISHED'])
    expect(requests).toHaveLength(1)
    expect(requests[0]?.path).toBe(path)
    expect(requests[0]?.headers).toMatchObject(headers)
    expect(requests[0]?.body.model ?? requests[0]?.path).toContain(model)
  })

  test('BedrockAdapter', async () => {
    const mock = new LLMock({ port: 0, logLevel: 'silent' })
    mock.onMessage('Hi', { content: 'Hello' })
    await mock.start()
    onTestFinished(() => mock.stop())
    vi.stubEnv('AWS_ENDPOINT_URL_BEDROCK_RUNTIME', mock.url)
    vi.stubEnv('AWS_BEARER_TOKEN_BEDROCK', '')
    const serviceAdapter = new BedrockAdapter({
      region: 'eu-west-1',
      credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' },
    })
    const runtime = new CopilotRuntime()
    const url = `${await listen(host(() => ({ runtime, serviceAdapter })))}${PATH}`
    const events = await run(url, inputOf('Hi'))
    expect([said(events), events.at(-1)?.type]).toEqual(['Hello', 'RUN_FINISHED'])
    expect(mock.getRequests()[0]?.path).toContain('/model/amazon.nova-lite-v1')
  })
})

const [anyHost] = allHosts
if (anyHost === undefined) throw new Error('There is no host')

describe('the variables of the environment give an adapter its key and host', () => {
  test.each<
    [string, (url: string) => [Record<string, string>, CopilotServiceAdapter], ModelRequest['path'], object]
  >([
    [
      'AnthropicAdapter',
      (url) => [{ ANTHROPIC_API_KEY: 'sk-e', ANTHROPIC_BASE_URL: url }, new AnthropicAdapter()],
      '/v1/messages',
      { 'x-api-key': 'sk-e' },
    ],
    [
      'GroqAdapter',
      (url) => [{ GROQ_API_KEY: 'gsk-e', GROQ_BASE_URL: url }, new GroqAdapter()],
      '/openai/v1/chat/completions',
      { authorization: 'Bearer gsk-e' },
    ],
    [
      'UnifyAdapter',
      (url) => [{ UNIFY_API_KEY: 'u-e', UNIFY_BASE_URL: `${url}/v0` }, new UnifyAdapter({ model: 'm@p' })],
      '/v0/chat/completions',
      { authorization: 'Bearer u-e' },
    ],
    [
      'GoogleGenerativeAIAdapter',
      (url) => [
        { GOOGLE_API_KEY: 'g-e', GOOGLE_GENERATIVE_AI_BASE_URL: `${url}/v1beta` },
        new GoogleGenerativeAIAdapter(),
      ],
      '/v1beta/models/gemini-2.5-flash:streamGenerateContent?alt=sse',
      { 'x-goog-api-key': 'g-e' },
    ],
  ])('%s', async (_name, make, path, headers) => {
    const { text, requests } = await runThrough(anyHost, ({ url }) => {
      const [variables, adapter] = make(url)
      for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value)
      return adapter
    })
    expect(text).toBe('Hello')
    expect(requests[0]).toMatchObject({ path, headers })
  })
})

const tool = { name: 'look', description: 'Looks', parameters: { type: 'object', properties: {} } }

describe('settings of an adapter', () => {
  test.each<[string, (model: ModelMock) => CopilotServiceAdapter]>([
    [
      'OpenAIAdapter',
      ({ url }) =>
        new OpenAIAdapter({
          openai: new OpenAI({ apiKey: 'k', baseURL: `${url}/v1` }),
          disableParallelToolCalls: true,
        }),
    ],
    [
      'GroqAdapter',
      ({ url }) =>
        new GroqAdapter({ groq: new Groq({ apiKey: 'k', baseURL: url }), disableParallelToolCalls: true }),
    ],
  ])('disableParallelToolCalls of %s', async (_name, make) => {
    const { requests } = await runThrough(anyHost, make, { input: { tools: [tool] } })
    expect(requests[0]?.body.parallel_tool_calls).toBe(false)
  })

  test('keepSystemRole: a model that prefers the role developer is sent system', async () => {
    const roleWith = async (keepSystemRole: boolean): Promise<unknown> => {
      const { requests } = await runThrough(
        anyHost,
        ({ url }) =>
          new OpenAIAdapter({
            openai: new OpenAI({ apiKey: 'k', baseURL: `${url}/v1` }),
            model: 'o3',
            keepSystemRole,
          }),
        { input: { context: [{ description: 'page', value: 'blue' }] } },
      )
      return requests[0]?.body.messages[0].role
    }
    expect([await roleWith(false), await roleWith(true)]).toEqual(['developer', 'system'])
  })

  test('promptCaching marks the system message and the last message', async () => {
    const bodyWith = async (enabled: boolean): Promise<string> => {
      const { requests } = await runThrough(
        anyHost,
        ({ url }) =>
          new AnthropicAdapter({
            anthropic: new Anthropic({ apiKey: 'k', baseURL: url }),
            promptCaching: { enabled },
          }),
        { input: { context: [{ description: 'page', value: 'blue' }] } },
      )
      const { system, messages } = requests[0]?.body ?? {}
      return JSON.stringify([system.at(-1).cache_control, messages.at(-1).content.at(-1).cache_control])
    }
    expect(await bodyWith(true)).toBe('[{"type":"ephemeral"},{"type":"ephemeral"}]')
    expect(await bodyWith(false)).toBe('[null,null]')
  })

  test('maxInputTokens leaves out the oldest messages, and results without their call', async () => {
    const long = 'x'.repeat(600)
    const messages = [
      { id: '1', role: 'user', content: long },
      {
        id: '2',
        role: 'assistant',
        toolCalls: [{ id: 'c', type: 'function', function: { name: 'look', arguments: `{"at":"${long}"}` } }],
      },
      { id: '3', role: 'tool', toolCallId: 'c', content: 'seen' },
      { id: '4', role: 'user', content: 'And now?' },
    ]
    const { requests } = await runThrough(
      anyHost,
      ({ url }) =>
        new OpenAIAdapter({ openai: new OpenAI({ apiKey: 'k', baseURL: `${url}/v1` }), maxInputTokens: 150 }),
      { input: { messages, tools: [tool] } },
    )
    const sent = requests[0]?.body.messages.filter(({ role }: { role: string }) => role !== 'system')
    expect(sent).toEqual([{ role: 'user', content: 'And now?' }])
  })
})

test('apiVersion of GoogleGenerativeAIAdapter decides the path of its host', async () => {
  const asked: string[] = []
  const real = fetch
  vi.stubGlobal('fetch', (input: string | URL | Request, init?: RequestInit) => {
    const url = String(input instanceof Request ? input.url : input)
    if (!url.startsWith('https://generativelanguage.googleapis.com/')) return real(input, init)
    asked.push(url)
    return Promise.resolve(new Response('{}', { status: 404 }))
  })
  onTestFinished(() => void vi.unstubAllGlobals())
  for (const apiVersion of ['v1', 'v1beta', undefined] as const) {
    await runThrough(anyHost, () => new GoogleGenerativeAIAdapter({ apiKey: 'k', apiVersion }))
  }
  expect(asked.map((url) => url.split('/')[3])).toEqual(['v1', 'v1beta', 'v1beta'])
})

describe('an adapter of the application', () => {
  const serve = async (
    serviceAdapter: CopilotServiceAdapter,
    runtime = new CopilotRuntime(),
  ): Promise<string> => `${await listen(anyHost[1](() => ({ runtime, serviceAdapter })))}${PATH}`

  test('may give a promise of a model, or name a provider and a model', async () => {
    const model = await startModel('Hello')
    const own = new OpenAIAdapter({ openai: new OpenAI({ apiKey: 'k', baseURL: `${model.url}/v1` }) })
    let asked = 0
    const later = await serve({
      name: 'Mine',
      getLanguageModel: async () => {
        asked += 1
        return own.getLanguageModel()
      },
    })
    expect(said(await run(later, inputOf('Hi')))).toBe('Hello')
    expect(said(await run(later, inputOf('Hi')))).toBe('Hello')
    // The helper was called for each request, and the agent is made once.
    expect(asked).toBe(1)
    vi.stubEnv('OPENAI_COMPATIBLE_BASE_URL', `${model.url}/v1`)
    const named = await serve({ provider: 'openai-compatible', model: 'any' })
    expect(said(await run(named, inputOf('Hi')))).toBe('Hello')
  })

  test('that only has process is refused by name, unless there are agents', async () => {
    const adapter: CopilotServiceAdapter = {
      name: 'MineAdapter',
      process: async () => ({ threadId: 't' }),
    }
    const { copilotRuntimeNodeHttpEndpoint } = await import('../../index.ts')
    const options = { endpoint: PATH, serviceAdapter: adapter }
    expect(() => copilotRuntimeNodeHttpEndpoint({ ...options, runtime: new CopilotRuntime() })).toThrow(
      'Service adapter "MineAdapter" does not provide model information',
    )
    const agents = { other: { async *run() {} } }
    copilotRuntimeNodeHttpEndpoint({ ...options, runtime: new CopilotRuntime({ agents }) })
  })

  test.each([new EmptyAdapter(), new ExperimentalEmptyAdapter()])('$name makes no agent', async (adapter) => {
    const log: string[] = []
    const logger = { ...console, warn: (message: string) => void log.push(message) }
    const url = await serve(adapter, new CopilotRuntime({ logger }))
    expect(await (await send(url, 'info')).json()).toMatchObject({ agents: {} })
    const response = await send(url, 'agent/run', inputOf('Hi'))
    expect(response.status).toBe(404)
    expect(await response.json()).toMatchObject({ code: 'agent_not_found' })
    expect(log.filter((message) => message.startsWith('No default agent'))).toEqual([
      'No default agent: pass agents to CopilotRuntime, or a service adapter other than EmptyAdapter to the endpoint',
    ])
  })

  test('adds nothing to agents of the application', async () => {
    const other = { async *run() {} }
    const url = await serve(new OpenAIAdapter(), new CopilotRuntime({ agents: { other } }))
    const info: unknown = await (await send(url, 'info')).json()
    expect(Object.keys(Reflect.get(Object(info), 'agents'))).toEqual(['other'])
  })
})

test('two endpoints of one runtime have an agent each', async () => {
  const [one, two] = [await startModel('One'), await startModel('Two')]
  const runtime = new CopilotRuntime()
  const urls = await Promise.all(
    [one, two].map(async ({ url }) => {
      const serviceAdapter = new OpenAIAdapter({ openai: new OpenAI({ apiKey: 'k', baseURL: `${url}/v1` }) })
      return `${await listen(anyHost[1](() => ({ runtime, serviceAdapter })))}${PATH}`
    }),
  )
  const texts = await Promise.all(urls.map(async (url) => said(await run(url, inputOf('Hi')))))
  expect(texts).toEqual(['One', 'Two'])
})
