import { createMCPClient } from '@ai-sdk/mcp'
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js'
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js'
import express from 'express'
import OpenAI from 'openai'
import { describe, expect, onTestFinished, test } from 'vitest'
import * as z from 'zod'
import {
  hosts,
  inputOf,
  listen,
  PATH,
  type RunEvent,
  results,
  run,
  said,
} from '../../../test/endpoint-client.ts'
import { type ModelAnswer, type ModelMock, startModel } from '../../../test/model-mock.ts'
import { type AnyMCPClient, CopilotRuntime, type MCPEndpointConfig, OpenAIAdapter } from '../../index.ts'
import type { CopilotRuntimeConstructorParams } from '../options.ts'

/** A real MCP server with one tool, over HTTP. */
async function startMcpServer(): Promise<string> {
  const app = express()
  app.use(express.json())
  app.all('/mcp', async (req, res) => {
    const server = new McpServer({ name: 'shop', version: '1.0.0' })
    server.registerTool(
      'order',
      { description: 'Orders', inputSchema: { item: z.string(), tags: z.array(z.string()) } },
      async ({ item, tags }) =>
        item === 'nothing'
          ? { isError: true, content: [{ type: 'text', text: 'sold out' }] }
          : { content: [{ type: 'text', text: `${item} ${tags.join('+')}` }] },
    )
    const transport = new StreamableHTTPServerTransport()
    res.on('close', () => void server.close())
    await server.connect(transport)
    await transport.handleRequest(req, res, req.body)
  })
  return `${await listen(app)}/mcp`
}

const overHttp = async ({ endpoint, apiKey }: MCPEndpointConfig): Promise<AnyMCPClient> =>
  createMCPClient({
    transport: {
      type: 'http',
      url: endpoint,
      ...(apiKey && { headers: { Authorization: `Bearer ${apiKey}` } }),
    },
  })

/** A client of the older shape, which notes how it is called. */
function olderClient(tools: Record<string, unknown>): AnyMCPClient & { closed: boolean } {
  const client = {
    closed: false,
    tools: async () => tools,
    close: async () => {
      client.closed = true
    },
  }
  return client
}

interface Served {
  readonly model: ModelMock
  readonly runtime: CopilotRuntime
  readonly warnings: { message: string; fields: unknown }[]
  run(input?: object): Promise<RunEvent[]>
}

async function serve(
  params: CopilotRuntimeConstructorParams,
  answers: ModelAnswer[],
  host = hosts['Next App Router'],
): Promise<Served> {
  const model = await startModel(...answers)
  const warnings: Served['warnings'] = []
  const logger = {
    debug: () => {},
    info: () => {},
    warn: (message: string, fields?: unknown) => void warnings.push({ message, fields }),
    error: () => {},
  }
  const runtime = new CopilotRuntime({ logger, ...params })
  onTestFinished(() => runtime.close({ drainMs: 0 }))
  const serviceAdapter = new OpenAIAdapter({
    openai: new OpenAI({ apiKey: 'k', baseURL: `${model.url}/v1` }),
  })
  if (host === undefined) throw new Error('There is no such host')
  const url = `${await listen(host(() => ({ runtime, serviceAdapter })))}${PATH}`
  return { model, runtime, warnings, run: (input = {}) => run(url, inputOf('Hi', input)) }
}

function offered({ model }: Served, call = 0): string[] {
  const tools: { function: { name: string } }[] = model.requests[call]?.body.tools ?? []
  return tools.map((tool) => tool.function.name).filter((name) => !name.startsWith('AGUI'))
}

const order = { call: 'order', args: { item: 'tea', tags: ['hot', 'green'] } }

describe.each(Object.entries(hosts))('MCP servers through the helper for %s', (_name, host) => {
  test('with a client of the AI SDK: the arguments arrive whole', async () => {
    const endpoint = await startMcpServer()
    const params = { mcpServers: [{ endpoint }], createMCPClient: overHttp }
    const served = await serve(params, [order, 'Done'], host)
    const events = await served.run()
    expect(JSON.stringify(results(events))).toContain('tea hot+green')
    expect(said(events)).toBe('Done')
  })
})

describe('MCP servers', () => {
  test('with a client of the older shape', async () => {
    const calls: unknown[][] = []
    const parameters = { properties: { item: { type: 'string' } }, required: ['item'] }
    const client = olderClient({
      order: {
        schema: { parameters },
        execute: async (...args: unknown[]) => {
          calls.push(args)
          return { ordered: true }
        },
      },
    })
    const endpoint = 'https://user:pass@shop.example/mcp?key=secret'
    const served = await serve({ mcpServers: [{ endpoint }], createMCPClient: async () => client }, [
      order,
      'Done',
    ])
    expect(results(await served.run())).toEqual(['{"ordered":true}'])
    expect(calls).toEqual([
      [
        order.args,
        { toolCallId: expect.any(String), abortSignal: expect.any(AbortSignal), messages: expect.any(Array) },
      ],
    ])
    const [tool] = served.model.requests[0]?.body.tools ?? []
    expect(tool.function).toMatchObject({
      description: 'MCP tool: order (from shop.example/mcp)',
      parameters: { type: 'object', ...parameters },
    })
  })

  test('of tools with one name: the last server wins, an action wins over both', async () => {
    const clientOf = async ({ endpoint }: MCPEndpointConfig): Promise<AnyMCPClient> => {
      const execute = async (): Promise<string> => `by ${new URL(endpoint).hostname}`
      return olderClient({ order: { execute }, act: { execute } })
    }
    const served = await serve(
      {
        mcpServers: [{ endpoint: 'http://first.example' }, { endpoint: 'http://last.example' }],
        createMCPClient: clientOf,
        actions: [{ name: 'act', handler: () => 'by the action' }],
      },
      [{ call: 'order' }, { call: 'act' }, 'Done'],
    )
    expect(results(await served.run())).toEqual(['by last.example', 'by the action'])
    expect(offered(served).sort()).toEqual(['act', 'order'])
  })

  test('with a client that promises the schema of a tool', async () => {
    const jsonSchema = { type: 'object', properties: { item: { type: 'string' } }, required: ['item'] }
    const client = olderClient({
      order: { inputSchema: { jsonSchema: Promise.resolve(jsonSchema) }, execute: async () => 'ok' },
    })
    const params = { mcpServers: [{ endpoint: 'http://one.example' }], createMCPClient: async () => client }
    const served = await serve(params, ['Hi'])
    await served.run()
    expect(served.model.requests[0]?.body.tools[0].function.parameters).toMatchObject(jsonSchema)
  })

  test('whose tool fails tell the model, and the run goes on', async () => {
    const endpoint = await startMcpServer()
    const served = await serve({ mcpServers: [{ endpoint }], createMCPClient: overHttp }, [
      { call: 'order', args: { item: 'nothing', tags: [] } },
      'Sorry',
    ])
    const events = await served.run()
    expect(JSON.stringify(results(events))).toContain('sold out')
    expect(said(events)).toBe('Sorry')
  })

  test('that are down are left out of a run without their secrets in the log, and used once they are up', async () => {
    let isUp = false
    const createClient = async ({ endpoint }: MCPEndpointConfig): Promise<AnyMCPClient> => {
      if (endpoint.includes('good')) return olderClient({ good: { execute: async () => 1 } })
      if (!isUp) throw new Error('connection refused')
      return olderClient({ late: { execute: async () => 1 } })
    }
    const served = await serve(
      {
        mcpServers: [
          { endpoint: 'http://good.example' },
          { endpoint: 'http://u:pw@down.example/mcp?token=t0p' },
        ],
        createMCPClient: createClient,
      },
      ['Hi'],
    )
    expect((await served.run()).at(-1)?.type).toBe('RUN_FINISHED')
    isUp = true
    await served.run()
    expect([offered(served, 0), offered(served, 1)]).toEqual([['good'], ['good', 'late']])
    const logged = served.warnings.filter(({ message }) => message.startsWith('An MCP server'))
    expect(logged).toEqual([
      expect.objectContaining({ fields: expect.objectContaining({ server: 'down.example/mcp' }) }),
    ])
  })

  test('share one client for each configuration, apart by credentials, closed with the runtime', async () => {
    const made: { config: MCPEndpointConfig; client: ReturnType<typeof olderClient> }[] = []
    const served = await serve(
      {
        createMCPClient: async (config) => {
          const client = olderClient({ [`tool_${config.apiKey}`]: { execute: async () => 1 } })
          made.push({ config, client })
          return client
        },
        mcpServers: [{ endpoint: 'http://one.example', apiKey: 'a' }],
        allowRequestMcpServers: ({ endpoint }) => endpoint === 'http://one.example',
      },
      ['Hi'],
    )
    await served.run()
    await served.run()
    const properties = { mcpServers: [{ endpoint: 'http://one.example', apiKey: 'b' }] }
    await served.run({ forwardedProps: properties })
    expect(made.map(({ config }) => config.apiKey)).toEqual(['a', 'b'])
    expect([offered(served, 1), offered(served, 2)]).toEqual([['tool_a'], ['tool_b']])
    await served.runtime.close({ drainMs: 0 })
    expect(made.map(({ client }) => client.closed)).toEqual([true, true])
  })

  test('a process keeps a hundred clients and closes the one that was used longest ago', async () => {
    const clients = new Map<string, ReturnType<typeof olderClient>>()
    const served = await serve(
      {
        createMCPClient: async ({ endpoint }) => {
          const client = olderClient({})
          clients.set(endpoint, client)
          return client
        },
        allowRequestMcpServers: () => true,
      },
      ['Hi'],
    )
    const ask = (from: number, to: number): Promise<RunEvent[]> => {
      const mcpServers = Array.from({ length: to - from }, (_, at) => ({
        endpoint: `http://s${from + at}.example`,
      }))
      return served.run({ forwardedProps: { mcpServers } })
    }
    await ask(0, 100)
    await ask(0, 1)
    await ask(100, 101)
    const closed = [...clients].filter(([, client]) => client.closed).map(([endpoint]) => endpoint)
    expect(closed).toEqual(['http://s1.example'])
  })

  test.each(['mcpServers', 'mcpEndpoints'])(
    'that a client names in %s are used only if they are allowed',
    async (name) => {
      const connected: string[] = []
      const createClient = async ({ endpoint }: MCPEndpointConfig): Promise<AnyMCPClient> => {
        connected.push(endpoint)
        return olderClient({})
      }
      const named = {
        [name]: [{ endpoint: 'http://metadata.internal' }, { endpoint: 'http://fine.example' }, 7],
      }
      const closed = await serve({ createMCPClient: createClient, actions: [] }, ['Hi'])
      await closed.run({ forwardedProps: named })
      expect(connected).toEqual([])
      const open = await serve(
        {
          createMCPClient: createClient,
          allowRequestMcpServers: ({ endpoint }) => endpoint.endsWith('fine.example'),
        },
        ['Hi'],
      )
      await open.run({ forwardedProps: named })
      expect(connected).toEqual(['http://fine.example'])
    },
  )

  test('without createMCPClient are refused at construction', () => {
    expect(() => new CopilotRuntime({ mcpServers: [{ endpoint: 'http://x.example' }] })).toThrow(
      'MCP Integration Error: `mcpServers` were provided, but the `createMCPClient` function was not passed',
    )
  })
})
