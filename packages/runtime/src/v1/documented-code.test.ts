// The code that documentation of the older API prints. Changed are the packages that names come from, and what the stricter
// compiler options of this repository refuse.
import { type AbstractAgent, HttpAgent } from '@ag-ui/client'
import { experimental_createMCPClient } from '@ai-sdk/mcp'
import { readEvents } from '@flightdeck/testkit'
import { expect, onTestFinished, test, vi } from 'vitest'
import { inputOf, said } from '../../test/endpoint-client.ts'
import { startModel } from '../../test/model-mock.ts'
import {
  type CopilotErrorEvent,
  CopilotRuntime,
  copilotRuntimeNextJSAppRouterEndpoint,
  GoogleGenerativeAIAdapter,
} from '../index.ts'

type NextRequest = Request

test('the endpoint of the quickstart serves a run', async () => {
  const model = await startModel('Hello from Gemini')
  vi.stubEnv('GOOGLE_API_KEY', 'your_api_key_here')
  vi.stubEnv('GOOGLE_GENERATIVE_AI_BASE_URL', `${model.url}/v1beta`)
  onTestFinished(() => void vi.unstubAllEnvs())

  const serviceAdapter = new GoogleGenerativeAIAdapter({ model: 'gemini-2.5-flash' })
  const runtime = new CopilotRuntime()

  const POST = async (req: NextRequest) => {
    const { handleRequest } = copilotRuntimeNextJSAppRouterEndpoint({
      runtime,
      serviceAdapter,
      endpoint: '/api/copilotkit',
    })

    return handleRequest(req)
  }

  const body = { method: 'agent/run', params: { agentId: 'default' }, body: inputOf('Hi') }
  const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
  const events = await readEvents(await POST(new Request('http://localhost/api/copilotkit', init)))
  expect(said(events)).toBe('Hello from Gemini')
})

test('a runtime needs no options', () => {
  const copilotKit = new CopilotRuntime()
  expect(copilotKit.params).toEqual({})
})

test('agents are a record of AG-UI agents', () => {
  class CustomerSupportAgent extends HttpAgent {
    constructor() {
      super({ url: 'http://localhost/support' })
    }
  }
  const agents: Record<string, AbstractAgent> = {
    support: new CustomerSupportAgent(),
    technical: new HttpAgent({ url: 'http://localhost/technical' }),
  }
  expect(new CopilotRuntime({ agents }).params.agents).toBe(agents)
})

test('createMCPClient connects by the AI SDK', () => {
  const runtime = new CopilotRuntime({
    mcpServers: [{ endpoint: '...' }],
    async createMCPClient(config) {
      return await experimental_createMCPClient({
        transport: {
          type: 'sse',
          url: config.endpoint,
          ...(config.apiKey && { headers: { Authorization: `Bearer ${config.apiKey}` } }),
        },
      })
    },
  })
  expect(runtime.params.mcpServers).toEqual([{ endpoint: '...' }])
})

test('onError is told of structured events', async () => {
  const captured: CopilotErrorEvent[] = []
  const debugDashboard = { capture: (event: CopilotErrorEvent) => void captured.push(event) }

  const runtime = new CopilotRuntime({
    onError: (errorEvent) => {
      debugDashboard.capture(errorEvent)
    },
    agents: async () => {
      throw new Error('no agents')
    },
  })

  const { handleRequest } = copilotRuntimeNextJSAppRouterEndpoint({ runtime, endpoint: '/api' })
  const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"method":"info"}' }
  expect((await handleRequest(new Request('http://localhost/api', init))).status).toBe(500)
  expect(captured).toEqual([expect.objectContaining({ type: 'error', error: new Error('no agents') })])
})

test('a runner that is only an outline evaluates, with a warning', () => {
  class QueueBackedRunner {
    /* ... */
  }
  const warnings: string[] = []
  const logger = {
    debug: () => {},
    info: () => {},
    error: () => {},
    warn: (text: string) => void warnings.push(text),
  }
  const agents = { default: new HttpAgent({ url: 'http://localhost/agent' }) }
  // Only a class that has the methods implements AgentRunner for the type checker.
  const runner = new QueueBackedRunner() as unknown as NonNullable<CopilotRuntime['runner']>
  new CopilotRuntime({ agents, logger, runner })
  expect(warnings).toEqual([expect.stringContaining('first run')])
})
