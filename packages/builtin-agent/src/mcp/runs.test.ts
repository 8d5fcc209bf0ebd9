import { afterEach, describe, expect, it } from 'vitest'
import { startMcpServer, type TestMcpServerOptions, text } from '../../test/mcp-server.ts'
import { chatCalls, chatText, startProvider } from '../../test/provider-mock.ts'
import { inputOf, ofType, order, runToEnd, said, user } from '../../test/run-agent.ts'
import { BuiltInAgent, type BuiltInAgentClassicConfig, type McpProblem } from '../index.ts'

const cleanups: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
})

const input = inputOf({ messages: [user('Which colour?')] })

async function serve(options: TestMcpServerOptions) {
  const server = await startMcpServer(options)
  cleanups.push(() => server.kill())
  return server
}

/** An agent on a mock model that calls the tool `colour` if it exists, and repeats its last result. */
async function agentWith(config: Partial<BuiltInAgentClassicConfig>) {
  const provider = await startProvider((response, { body }) => {
    const last = body.messages.at(-1)
    if (last.role === 'tool') chatText(response, `It is ${last.content}.`)
    else if (body.tools) chatCalls(response, { id: 'c1', name: 'colour', args: '{"of":"sky"}' })
    else chatText(response, 'I do not know.')
  })
  const agent = new BuiltInAgent({
    model: 'openai-compatible/test-model',
    baseURL: provider.url,
    maxRetries: 0,
    stateTools: false,
    ...config,
  })
  cleanups.push(
    () => provider.close(),
    () => agent.close(),
  )
  return { agent, requests: provider.requests }
}

describe.each(['http', 'sse'] as const)('a run with a server on %s', (transport) => {
  it('calls its tools, with the configured headers on every request', async () => {
    const inputSchema = {
      type: 'object' as const,
      properties: { of: { enum: ['sky', 'sea'] } },
      additionalProperties: false,
    }
    const asked: unknown[] = []
    const run = (given: object) => {
      asked.push(given)
      return text('blue')
    }
    const colour = { run, description: 'The colour of a thing', inputSchema }
    const server = await serve({ transport, authorization: 'Bearer key', tools: { colour } })
    const headers = { Authorization: 'Bearer key', 'X-Tenant': 'a' }
    const { agent, requests } = await agentWith({
      mcpServers: [{ type: transport, url: server.url, headers }],
    })
    const { events, error } = await runToEnd(agent, input)

    expect(error).toBeUndefined()
    expect(order(events)).toEqual([
      'RUN_STARTED',
      'TOOL_CALL_START',
      'TOOL_CALL_ARGS',
      'TOOL_CALL_END',
      'TOOL_CALL_RESULT',
      'TEXT_MESSAGE_START',
      'TEXT_MESSAGE_CONTENT',
      'TEXT_MESSAGE_END',
      'RUN_FINISHED',
    ])
    expect(said(events)).toBe('It is blue.')
    expect(asked).toEqual([{ of: 'sky' }])
    expect(requests[0]?.body.tools).toEqual([
      {
        type: 'function',
        function: { name: 'colour', description: 'The colour of a thing', parameters: inputSchema },
      },
    ])

    await agent.close()
    const sent = server.requests.map((request) => [
      request.headers.authorization,
      request.headers['x-tenant'],
    ])
    expect(sent.length).toBeGreaterThan(3)
    expect(new Set(sent.map(String))).toEqual(new Set(['Bearer key,a']))
    await expect.poll(() => server.ended()).toBe(1)
  })

  it('goes on without it, and says so, when it refuses the credentials', async () => {
    const server = await serve({ transport, authorization: 'Bearer key' })
    const problems: McpProblem[] = []
    const { agent, requests } = await agentWith({
      mcpServers: [{ type: transport, url: `${server.url}?key=s3cret` }],
      onMcpProblem: (problem) => problems.push(problem),
    })
    const { events, error } = await runToEnd(agent, input)
    expect(error).toBeUndefined()
    expect(said(events)).toBe('I do not know.')
    expect(requests[0]?.body).not.toHaveProperty('tools')
    const host = `127.0.0.1:${server.port}`
    const message = `MCP server ${host} refused the credentials`
    expect(events[1]).toEqual({
      type: 'CUSTOM',
      name: 'flightdeck.mcp_problem',
      value: { code: 'mcp_unauthorized', server: host, message },
    })
    expect(problems.map((problem) => problem.message)).toEqual([message])
  })

  it('fails when it is required and refuses the credentials', async () => {
    const server = await serve({ transport, authorization: 'Bearer key' })
    const { agent, requests } = await agentWith({
      mcpServers: [{ type: transport, url: server.url, required: true }],
    })
    const { events } = await runToEnd(agent, input)
    expect(order(events)).toEqual(['RUN_STARTED', 'RUN_ERROR'])
    expect(events.at(-1)).toMatchObject({
      code: 'mcp_unavailable',
      message: `MCP server 127.0.0.1:${server.port} refused the credentials`,
    })
    expect(requests).toEqual([])
  })
})

it('a run says which tools it leaves out because their names are taken', async () => {
  const server = await serve({ tools: { colour: { run: () => text('blue') } } })
  const { agent } = await agentWith({ mcpServers: [{ type: 'http', url: server.url }] })
  const tools = [{ name: 'colour', description: 'The colour of the page', parameters: { type: 'object' } }]
  const { events } = await runToEnd(agent, { ...input, tools })
  expect(ofType(events, 'CUSTOM').map(({ value }) => value)).toMatchObject([{ code: 'mcp_name_clash' }])
  expect(ofType(events, 'TOOL_CALL_RESULT')).toEqual([])
})

it('a client whose tools() never settles does not block a run', async () => {
  const client = { tools: () => new Promise<never>(() => {}), connectTimeoutMs: 20 }
  const { agent } = await agentWith({ mcpClients: [client] })
  const { events } = await runToEnd(agent, input)
  expect(ofType(events, 'CUSTOM').map(({ value }) => value)).toMatchObject([{ code: 'mcp_timeout' }])
  expect(said(events)).toBe('I do not know.')
})
