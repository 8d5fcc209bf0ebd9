import { saying, scriptedAgent } from '@flightdeck/testkit'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import {
  AnthropicAdapter,
  buildSchema,
  CopilotRuntime,
  type CopilotServiceAdapter,
  convertServiceAdapterError,
  copilotKitEndpoint,
  copilotRuntimeNodeHttpEndpoint,
  createCopilotRuntimeHandler,
  createLogger,
  EmptyAdapter,
  GuardrailsValidationFailureResponse,
  getCommonConfig,
  getSdkClientOptions,
  InMemoryAgentRunner,
  langGraphPlatformEndpoint,
  MessageStreamInterruptedResponse,
  OpenAIAdapter,
  OpenAIAssistantAdapter,
  resolveEndpointType,
  TelemetryAgentRunner,
  UnifyAdapter,
  UnknownErrorResponse,
} from '../index.ts'
import { CopilotRuntime as StrictRuntime } from '../v2.ts'
import { olderNames } from './options.ts'

const agents = { default: scriptedAgent((input) => saying(input, ['Hi'])) }

/** Options as a caller without types may write them. */
const made = (options: object): CopilotRuntime => new CopilotRuntime(options)

describe('what is not served is refused, with what to do instead', () => {
  test.each<[string, object, string]>([
    [
      'a remote endpoint',
      { remoteEndpoints: [copilotKitEndpoint({ url: 'http://x' })] },
      'register the agent under agents, { default: new HttpAgent',
    ],
    ['a remote action', { remoteActions: [{ url: 'http://x' }] }, 'and the actions under actions'],
    [
      'a deployment of LangGraph',
      { remoteEndpoints: [langGraphPlatformEndpoint({ deploymentUrl: 'http://x', agents: [] })] },
      'LangGraphAgent from "@ag-ui/langgraph"',
    ],
    [
      'a LangServe chain',
      { langserve: [{ name: 'chain', description: '', chainUrl: 'http://x' }] },
      'POST http://x/invoke with { input }',
    ],
    ['an unknown option', { acitons: [] }, "has no option 'acitons'"],
    ['agents that are a list', { agents: [agents.default] }, 'agents must be an object of agents by id'],
    ['agents that are null', { agents: null }, 'agents must be an object of agents by id'],
    ['actions that are none', { actions: {} }, 'actions must be an array, or a function'],
    ['an agent that is none', { agents: { default: {} } }, 'agents.default is not an agent'],
    [
      'a middleware that is no function',
      { middleware: { onBeforeRequest: 1 } },
      'middleware.onBeforeRequest must be',
    ],
    [
      'an unknown middleware',
      { middleware: { onRequest: () => {} } },
      "middleware has no option 'onRequest'",
    ],
    ['the older name of observability_c', { logging: { enabled: true } }, 'Pass observability_c: {'],
    [
      'the older form of observability_c',
      { observability_c: { enabled: true, progressive: true, logger: {} } },
      'Pass hooks: { handleRequest',
    ],
    ['hooks without enabled', { observability_c: { hooks: {} } }, 'observability_c.enabled must be true or'],
    [
      'two actions of one name',
      { actions: [{ name: 'now' }, { name: 'now' }] },
      "Two actions are called 'now'",
    ],
    ['an action without a name', { actions: [{ handler: () => {} }] }, 'Every action needs a name'],
    ['a handler that is none', { actions: [{ name: 'now', handler: 1 }] }, "handler of the action 'now'"],
    [
      'parameters as a schema',
      { actions: [{ name: 'now', parameters: { type: 'object' } }] },
      "parameters of the action 'now' must be an array",
    ],
    ['MCP servers that are no list', { mcpServers: {} }, 'mcpServers must be an array'],
    [
      'MCP servers of BuiltInAgent',
      { mcpServers: [{ type: 'http', url: 'http://x' }], createMCPClient: () => {} },
      'mcpServers[0].endpoint must be the URL',
    ],
    [
      'hooks that are missing',
      { observability_c: { enabled: true } },
      'observability_c.hooks.handleRequest must be',
    ],
  ])('%s', (_name, options, message) => {
    expect(() => made(options)).toThrow(message)
  })

  test('an unknown option, with the options that exist: those of /v2 and those of the older API', () => {
    const listed = (Runtime: new (options: never) => unknown): string[] => {
      try {
        new Runtime({ agents, acitons: [] } as never)
      } catch (error) {
        return /Its options are: (.*)\.$/.exec(String(error))?.[1]?.split(', ') ?? []
      }
      return []
    }
    const newer = listed(StrictRuntime)
    expect(newer).toEqual(expect.arrayContaining(['agents', 'runner', 'identifyUser']))
    expect(newer).not.toContain('actions')
    expect(listed(CopilotRuntime)).toEqual([...newer, ...olderNames])
  })

  test.each(olderNames)('the option %s, by the class of /v2', (name) => {
    const options = { agents, [name]: [] }
    expect(() => new StrictRuntime(options)).toThrow(
      `'${name}' is an option of the older API: import CopilotRuntime from the root of the package`,
    )
  })

  test('and lists that are empty are not', () => {
    expect(made({ remoteEndpoints: [], remoteActions: [], langserve: [], mcpServers: [] }).mode).toBe('sse')
  })

  test.each<[string, () => unknown, string]>([
    ['OpenAIAssistantAdapter', () => new OpenAIAssistantAdapter({ assistantId: 'a' }), 'new OpenAIAdapter'],
    ['buildSchema', () => buildSchema(), 'serves no GraphQL'],
    ['UnifyAdapter without a model', () => new UnifyAdapter(JSON.parse('{}')), 'UnifyAdapter needs a model'],
    [
      'processRuntimeRequest',
      () => made({}).processRuntimeRequest({}),
      'createCopilotRuntimeHandler({ runtime })',
    ],
    ['getAllAgents', () => made({}).getAllAgents({}), 'resolveAgents(runtime.agents, request)'],
    ['discoverAgentsFromEndpoints', () => made({}).discoverAgentsFromEndpoints({}), 'the option agents'],
    ['loadAgentState', () => made({}).loadAgentState({}, 't', 'a'), 'GET /threads/:threadId/state'],
    ['errorGraphQLError', () => made({}).errorGraphQLError({}, {}), 'the option onError'],
  ])('%s', (_name, call, message) => {
    expect(call).toThrow(message)
  })
})

describe('options without effect say so once', () => {
  const warned: string[] = []
  const logger = {
    debug: () => {},
    info: () => {},
    error: () => {},
    warn: (text: string) => void warned.push(text),
  }
  const uselessOf = (make: () => unknown): string[] => {
    warned.length = 0
    make()
    make()
    return warned.filter((text) => text.includes('has no effect')).map((text) => text.split(' ')[0] ?? '')
  }

  test('of the runtime', () => {
    const options = {
      delegateAgentProcessingToServiceAdapter: true,
      onStopGeneration: () => {},
      licenseToken: 'token',
      telemetryId: 'id',
      telemetryProperties: {},
      exposeMemoryRoutes: true,
      generateThreadNames: true,
    }
    expect(uselessOf(() => made({ logger, ...options }))).toEqual(Object.keys(options))
  })

  test('for MCP servers', () => {
    expect(uselessOf(() => made({ logger, createMCPClient: async () => ({ tools: () => ({}) }) }))).toEqual([
      'createMCPClient',
    ])
    expect(uselessOf(() => made({ logger, allowRequestMcpServers: () => true }))).toEqual([
      'allowRequestMcpServers',
    ])
  })

  test('of an action', () => {
    const actions = [{ name: 'now', additionalConfig: { a: 1 } }]
    expect(uselessOf(() => made({ logger, actions }))).toEqual(['additionalConfig'])
  })

  const adapters = (): CopilotServiceAdapter[] => [
    new OpenAIAdapter({ model: 'gpt-4o', ...{ temperature: 0 } }),
    new AnthropicAdapter({ promptCaching: { enabled: true, debug: true } }),
  ]

  test('of a service adapter, when an endpoint has it', () => {
    warned.length = 0
    const runtime = made({ logger })
    for (let times = 0; times < 2; times++) {
      for (const serviceAdapter of adapters()) {
        copilotRuntimeNodeHttpEndpoint({ runtime, serviceAdapter, endpoint: '/api' })
      }
    }
    expect(warned.filter((text) => /temperature|promptCaching/.test(text))).toEqual([
      expect.stringContaining("OpenAIAdapter has no option 'temperature'. Its options are: openai, model"),
      expect.stringContaining('promptCaching.debug has no effect'),
    ])
  })

  test('on the console as every other warning, or nowhere with logger: false', () => {
    const warn = vi.spyOn(console, 'warn').mockReturnValue()
    onTestFinished(() => warn.mockRestore())
    const serve = (options: object): void => {
      const runtime = made({ onStopGeneration: () => {}, ...options })
      for (const serviceAdapter of adapters()) {
        copilotRuntimeNodeHttpEndpoint({ runtime, serviceAdapter, endpoint: '/api', logLevel: 'debug' })
      }
    }
    serve({ logger: false })
    expect(warn.mock.calls).toEqual([])
    serve({})
    serve({})
    const lines = warn.mock.calls.map(([line]) => String(line))
    expect(lines.filter((line) => !line.startsWith('[flightdeck] warning: '))).toEqual([])
    for (const text of ['onStopGeneration has no', "no option 'temperature'", 'logLevel has no']) {
      expect(lines.filter((line) => line.includes(text))).toHaveLength(1)
    }
  })

  test('of an endpoint', () => {
    const runtime = made({ logger, agents })
    const options = { properties: { a: 1 }, cloud: { publicApiKey: 'k' }, logLevel: 'debug' as const }
    const serve = () => copilotRuntimeNodeHttpEndpoint({ runtime, endpoint: '/api', ...options })
    expect(uselessOf(serve)).toEqual(Object.keys(options))
    const misspelt = { runtime, endpoint: '/api', serviceAdaptor: new EmptyAdapter() }
    expect(() => copilotRuntimeNodeHttpEndpoint(misspelt)).toThrow("has no option 'serviceAdaptor'")
  })
})

describe('the runtime', () => {
  test('needs no options, tells what it was made with, and is its own instance', () => {
    const options = { agents }
    const runtime = new CopilotRuntime(options)
    expect(runtime.agents).toBeTypeOf('function')
    expect(new CopilotRuntime().instance).toBeInstanceOf(CopilotRuntime)
    expect(runtime.instance).toBe(runtime)
    expect(runtime.params).toBe(options)
  })

  test.each([
    ['a record', agents],
    ['a promise', Promise.resolve(agents)],
    [
      'a function of the request',
      ({ request }: { request: Request }) => (request.url.length > 0 ? agents : {}),
    ],
  ])('is served by the handler of /v2, with agents as %s', async (_name, given) => {
    const handler = createCopilotRuntimeHandler({ runtime: new CopilotRuntime({ agents: given }) })
    const info: unknown = await (await handler(new Request('http://localhost/info'))).json()
    expect(info).toMatchObject({ agents: { default: {} } })
  })

  test('takes a service adapter for handlers that are not made by a helper', async () => {
    const runtime = new CopilotRuntime()
    runtime.handleServiceAdapter(new OpenAIAdapter())
    const handler = createCopilotRuntimeHandler({ runtime })
    expect(await (await handler(new Request('http://localhost/info'))).json()).toMatchObject({
      agents: { default: { className: 'BuiltInAgent', description: '' } },
    })
  })

  test('shares its threads with others that bring no runner, until it is closed', async () => {
    const [one, two] = [new CopilotRuntime({ agents }), new CopilotRuntime({ agents })]
    const threadId = crypto.randomUUID()
    const input = { threadId, runId: 'r', messages: [], tools: [], context: [] }
    const waiting = scriptedAgent([{ until: new Promise(() => {}) }])
    one.runner.run({ threadId, agent: waiting, input })
    await vi.waitFor(async () => expect(await two.runner.isRunning({ threadId })).toBe(true), {
      timeout: 30_000,
    })
    await two.close({ drainMs: 0 })
    expect(await one.runner.isRunning({ threadId })).toBe(true)
    await one.close({ drainMs: 0 })
    expect(await new CopilotRuntime({ agents }).runner.isRunning({ threadId })).toBe(false)
  })
})

describe('small names', () => {
  test('resolveEndpointType tells the kinds of endpoints apart', () => {
    expect(resolveEndpointType({ url: 'x' })).toBe('copilotKit')
    expect(resolveEndpointType({ deploymentUrl: 'x', agents: [] })).toBe('langgraph-platform')
  })

  test.each([
    [401, 'AUTHENTICATION_ERROR', 401],
    [429, 'CONFIGURATION_ERROR', 429],
    [500, 'NETWORK_ERROR', 500],
    [undefined, 'NETWORK_ERROR', 503],
  ])('convertServiceAdapterError of %s', (status, code, statusCode) => {
    const error = convertServiceAdapterError(
      Object.assign(new TypeError('no'), { status, error: { type: 'odd' } }),
      'Mine',
    )
    expect(error).toMatchObject({
      name: 'CopilotKitLowLevelError',
      message: 'Mine API error: no',
      code,
      statusCode,
      responseData: { type: 'odd' },
      originalErrorType: 'TypeError',
    })
  })

  test('getSdkClientOptions gives what a client was constructed with', () => {
    const options = { defaultHeaders: { a: 'b' } }
    expect(getSdkClientOptions({ _options: options })).toBe(options)
    expect(getSdkClientOptions({})).toEqual({})
  })

  test('failed responses', () => {
    expect([
      new GuardrailsValidationFailureResponse({ guardrailsReason: 'rude' }),
      new MessageStreamInterruptedResponse({ messageId: 'm' }),
      new UnknownErrorResponse({ description: 'odd' }),
    ]).toMatchObject([
      { code: 'failed', reason: 'GUARDRAILS_VALIDATION_FAILED', details: { guardrailsReason: 'rude' } },
      { code: 'failed', reason: 'MESSAGE_STREAM_INTERRUPTED', details: { messageId: 'm' } },
      { code: 'failed', reason: 'UNKNOWN_ERROR', details: { description: 'odd' } },
    ])
  })

  test('createLogger writes what is at least as important as its level', () => {
    const error = vi.spyOn(console, 'error').mockReturnValue()
    const info = vi.spyOn(console, 'info').mockReturnValue()
    const logger = createLogger({ component: 'mine' }).child({ component: 'part' })
    logger.info('quiet')
    logger.error('loud', 1)
    getCommonConfig({ logLevel: 'info' }).logging.info('told')
    expect(error.mock.calls).toEqual([['[part]', 'loud', 1]])
    expect(info.mock.calls).toEqual([['[CopilotKit Runtime]', 'told']])
    vi.stubEnv('LOG_LEVEL', 'debug')
    onTestFinished(() => void vi.unstubAllEnvs())
    createLogger({ level: 'error' }).info('the environment decides')
    expect(info.mock.lastCall).toEqual(['the environment decides'])
    error.mockRestore()
    info.mockRestore()
  })

  test('TelemetryAgentRunner gives the runner that it is passed', () => {
    const runner = new InMemoryAgentRunner()
    expect(new TelemetryAgentRunner({ runner })).toBe(runner)
    expect(new TelemetryAgentRunner()).toBeInstanceOf(InMemoryAgentRunner)
  })
})
