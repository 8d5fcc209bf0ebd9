// Code of an application. consumer-types.test.ts compiles it with each compiler and module resolution.
import { HttpAgent } from '@ag-ui/client'
import { CopilotRuntime as RootRuntime } from '@flightdeck/runtime'
import { createCopilotEndpointExpress } from '@flightdeck/runtime/express'
import {
  AgentRunner,
  type AgentRunnerRunRequest,
  BasicAgent,
  BuiltInAgent,
  CopilotRuntime,
  type CopilotRuntimeHooks,
  type CopilotRuntimeOptions,
  type CopilotSseRuntimeOptions,
  createCopilotRuntimeHandler,
  defineTool,
  type EventSource,
  type HandlerHookContext,
  InMemoryAgentRunner,
  type RouteInfo,
  type TranscribeFileOptions,
  TranscriptionService,
} from '@flightdeck/runtime/v2'
import { createCopilotExpressHandler } from '@flightdeck/runtime/v2/express'
import { createCopilotHonoHandler } from '@flightdeck/runtime/v2/hono'
import { createCopilotNodeListener } from '@flightdeck/runtime/v2/node'
import { HttpAgent as OlderHttpAgent } from 'ag-ui-client-0'
import express from 'express'
import { Hono } from 'hono'

const url = 'http://localhost:9'

class MyTranscriptions extends TranscriptionService {
  async transcribeFile({ audioFile, mimeType, size }: TranscribeFileOptions): Promise<string> {
    return `${audioFile.name} ${mimeType} ${size}`
  }
}

class MyRunner extends AgentRunner {
  run({ agent, input }: AgentRunnerRunRequest): EventSource {
    return agent.run(input)
  }
  async *connect() {}
  isRunning(): boolean {
    return false
  }
  stop(): boolean {
    return false
  }
}

/** Written for `@copilotkit/runtime`, whose runners drive the agent through its client-side pipeline. */
class MyOlderRunner extends MyRunner {
  override async *run({ agent, input }: AgentRunnerRunRequest) {
    agent.setMessages(input.messages)
    agent.setState(input.state)
    agent.threadId = input.threadId
    const types: string[] = []
    await agent.runAgent(input, { onEvent: ({ event }) => void types.push(event.type) })
    for (const type of types) yield { type }
  }
}

const tool = defineTool({
  name: 'look',
  description: 'Looks',
  parameters: { type: 'object', properties: {} },
  execute: async () => 'seen',
})

const maybe: CopilotRuntimeOptions['limits'] = Math.random() > 2 ? { maxMessages: 1 } : undefined
const options: CopilotRuntimeOptions & CopilotSseRuntimeOptions = {
  agents: {
    current: new HttpAgent({ url }),
    older: new OlderHttpAgent({ url }),
    builtIn: new BuiltInAgent({ model: 'openai/gpt-4o-mini', tools: [tool] }),
    basic: new BasicAgent({ model: 'openai/gpt-4o', prompt: 'You are helpful.' }),
    plain: { async *run() {} },
  },
  runner: new InMemoryAgentRunner(),
  limits: maybe,
  transcriptionService: new MyTranscriptions(),
  licenseToken: 'left over',
  telemetryProperties: { team: 'a' },
  generateThreadNames: false,
  openGenerativeUI: false,
  intelligence: Math.random() > 2 ? undefined : undefined,
  beforeRequestMiddleware: async ({ request, path, runtime }) => {
    if (runtime.mode !== 'sse' || path === '') throw new Response(null, { status: 401 })
    return request
  },
  afterRequestMiddleware: ({ messages, threadId, runId, response }) => {
    console.info(messages.length, threadId, runId, response.status)
  },
}
const agents = { ...options.agents }
const runtime = new CopilotRuntime({ ...options, agents: async ({ request }) => (request ? agents : {}) })
const root: CopilotRuntime = new RootRuntime({ agents: Promise.resolve({}), runner: new MyOlderRunner() })

function nameOf(route: RouteInfo): string | undefined {
  if (route.method === 'agent/run') return route.agentId.toUpperCase()
  if (route.method === 'agent/stop') return route.agentId + route.threadId
  return route.agentId ?? route.threadId
}
const hooks: CopilotRuntimeHooks = {
  onRequest: ({ request, runtime: { runner } }) => {
    if (!request.headers.has('authorization') || !runner) throw new Response('Unauthorized', { status: 401 })
  },
  onBeforeHandler: (context: HandlerHookContext) => void nameOf(context.route),
  onResponse: ({ response }) => new Response(response.body, response),
  onError: async ({ error, route }) => console.error(error, route?.agentId),
}

const basePath = '/api/copilotkit'
const cors = { origin: 'https://app.example.com', credentials: true }
export const GET: (request: Request) => Promise<Response> = createCopilotRuntimeHandler({
  runtime,
  basePath,
  hooks,
  cors,
})
export const listener = createCopilotNodeListener({ runtime, basePath, mode: 'single-route', cors: true })
express()
  .use(createCopilotExpressHandler({ runtime, basePath, hooks, cors }))
  .use('/copilotkit', createCopilotEndpointExpress({ runtime: root, basePath: '/' }))
export const app = new Hono().route('/', createCopilotHonoHandler({ runtime, basePath, hooks, cors }))
