import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Tool, ToolSet } from 'ai'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { AI_SDK_VERSION } from '../../test/ai-sdk-version.ts'
import { startMcpServer, type TestMcpServer, type TestMcpServerOptions, text } from '../../test/mcp-server.ts'
import {
  createMcpConnections,
  knownMcpTools,
  type McpConnections,
  type McpConnectionsOptions,
  type McpProblem,
  type OpenMcpToolsOptions,
  openMcpTools,
} from './index.ts'

const cleanups: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
})

async function serve(options?: TestMcpServerOptions): Promise<TestMcpServer> {
  const server = await startMcpServer(options)
  cleanups.push(() => server.kill())
  return server
}

function keep(options?: McpConnectionsOptions): McpConnections {
  const connections = createMcpConnections(options)
  cleanups.push(() => connections.close())
  return connections
}

/** Opens tools and collects what is reported. */
async function open(options: OpenMcpToolsOptions) {
  const problems: McpProblem[] = []
  const opened = await openMcpTools({ onFailure: (problem) => problems.push(problem), ...options })
  cleanups.push(() => opened.close())
  return { ...opened, problems }
}

/** Calls a tool as the AI SDK does. */
async function call(tools: ToolSet, name: string, input: unknown = {}, abortSignal?: AbortSignal) {
  const tool = tools[name] as Tool<unknown, unknown> | undefined
  if (!tool?.execute) throw new Error(`No tool ${name} among ${Object.keys(tools).join(', ')}`)
  const options = { toolCallId: 'call-1', messages: [], ...(abortSignal ? { abortSignal } : {}) }
  const output: unknown = await tool.execute(input, options)
  return { output, model: await tool.toModelOutput?.({ toolCallId: 'call-1', input, output }) }
}

const until = (condition: () => boolean): Promise<void> =>
  vi.waitFor(() => expect(condition()).toBe(true), { timeout: 10_000 })

/** A tool that answers only when its call is cancelled. */
function endless() {
  const state = { called: 0, cancelled: 0 }
  const run = (_input: unknown, signal: AbortSignal) =>
    new Promise<never>((_resolve, reject) => {
      state.called += 1
      signal.addEventListener('abort', () => {
        state.cancelled += 1
        reject(new Error('cancelled'))
      })
    })
  return { state, tools: { wait: { run } } }
}

describe.each(['http', 'sse'] as const)('a server on %s', (transport) => {
  it('gives its tools, and answers their calls', async () => {
    const { type, url } = await serve({ transport })
    const { tools, problems } = await open({ mcpServers: [{ type, url }] })
    expect(await call(tools, 'echo', { text: 'hi' })).toEqual({
      output: 'you said hi',
      model: { type: 'text', value: 'you said hi' },
    })
    expect(tools.echo?.description).toBe('The tool echo')
    expect(problems).toEqual([])
  })

  it('gets the configured headers with every request', async () => {
    const { type, url, requests } = await serve({ transport, authorization: 'Bearer k' })
    const headers = { Authorization: 'Bearer k', 'X-Tenant': 'a' }
    const { tools, problems, close } = await open({ mcpServers: [{ type, url, headers }] })
    await call(tools, 'echo', { text: 'hi' })
    await close()
    expect(problems).toEqual([])
    expect(new Set(requests.map((one) => one.headers['x-tenant']))).toEqual(new Set(['a']))
    expect(requests.map((one) => one.rpc)).toEqual(
      expect.arrayContaining(['initialize', 'tools/list', 'tools/call']),
    )
  })

  it('is left out and reported without its own text when it rejects the credentials', async () => {
    const { type, url, port } = await serve({ transport, authorization: 'Bearer k' })
    const { tools, problems } = await open({ mcpServers: [{ type, url: `${url}?key=s3cret` }] })
    expect(tools).toEqual({})
    expect(problems).toEqual([
      expect.objectContaining({ code: 'mcp_unauthorized', server: `127.0.0.1:${port}` }),
    ])
    expect(problems[0]?.message).not.toMatch(/hunter2|s3cret/)
  })

  it('is one session for runs with the same headers, one after another and at once', async () => {
    const { type, url, sessions } = await serve({ transport })
    const connections = keep()
    const config = { connections, mcpServers: [{ type, url, headers: { a: '1', b: '2' } }] }
    const reordered = { connections, mcpServers: [{ type, url, headers: { B: '2', A: '1' } }] }
    const first = await Promise.all([open(config), open(reordered)])
    await Promise.all(first.map((one) => one.close()))
    const second = await open(config)
    expect(await call(second.tools, 'echo', { text: '2' })).toMatchObject({ output: 'you said 2' })
    expect(sessions()).toBe(1)
  })

  it('is another session for other headers, also while the first is in use', async () => {
    const { type, url, sessions, requests } = await serve({ transport })
    const connections = keep()
    const one = await open({
      connections,
      mcpServers: [{ type, url, headers: { authorization: 'Bearer a' } }],
    })
    const two = await open({
      connections,
      mcpServers: [{ type, url, headers: { authorization: 'Bearer b' } }],
    })
    await call(one.tools, 'echo', { text: '' })
    await call(two.tools, 'echo', { text: '' })
    await call(one.tools, 'echo', { text: '' })
    expect(sessions()).toBe(2)
    const calls = requests.filter((request) => request.rpc === 'tools/call')
    expect(calls.map((request) => request.headers.authorization)).toEqual([
      'Bearer a',
      'Bearer b',
      'Bearer a',
    ])
  })

  it('is let go of when it has been idle for a while', async () => {
    const { type, url, sessions, ended } = await serve({ transport })
    const connections = keep({ idleMs: 10 })
    const { close } = await open({ connections, mcpServers: [{ type, url }] })
    expect(knownMcpTools({ connections, mcpServers: [{ type, url }] })).toHaveLength(1)
    await close()
    await until(() => ended() === 1)
    expect(sessions()).toBe(1)
    expect(knownMcpTools({ connections, mcpServers: [{ type, url }] })).toEqual([])
  })

  it('is let go of at the end of the run when no connections are kept', async () => {
    const { type, url, ended } = await serve({ transport })
    const { close } = await open({ mcpServers: [{ type, url }] })
    expect(ended()).toBe(0)
    await close()
    await until(() => ended() === 1)
  })

  it('that dies in the middle of a call fails the call at once', async () => {
    const { state, tools } = endless()
    const server = await serve({ transport, tools })
    const { type, url, port } = server
    const opened = await open({ mcpServers: [{ type, url }] })
    const calling = call(opened.tools, 'wait')
    await until(() => state.called === 1)
    await Promise.all([
      server.kill(),
      expect(calling).rejects.toMatchObject({ code: 'mcp_unreachable', server: `127.0.0.1:${port}` }),
    ])
  })

  it('that died and came back is used again, in the same run and in the next', async () => {
    const server = await serve({ transport })
    const { type, url, port } = server
    const connections = keep()
    const mcpServers = [{ type, url }]
    const { tools } = await open({ connections, mcpServers })
    expect(await call(tools, 'echo', { text: '1' })).toMatchObject({ output: 'you said 1' })
    await server.kill()
    await expect(call(tools, 'echo', { text: '2' })).rejects.toMatchObject({ name: 'McpProblem' })
    const again = await serve({ transport, port })
    expect(await call(tools, 'echo', { text: '3' })).toMatchObject({ output: 'you said 3' })
    const next = await open({ connections, mcpServers })
    expect(await call(next.tools, 'echo', { text: '4' })).toMatchObject({ output: 'you said 4' })
    expect(again.sessions()).toBe(1)
  })

  it('sees a call end when the run is aborted', async () => {
    const { state, tools } = endless()
    const { type, url, requests } = await serve({ transport, tools })
    const opened = await open({ mcpServers: [{ type, url }] })
    const abort = new AbortController()
    const calling = call(opened.tools, 'wait', {}, abort.signal)
    await until(() => state.called === 1)
    abort.abort(new Error('stopped'))
    await expect(calling).rejects.toThrow('stopped')
    await until(() => state.cancelled === 1)
    await until(() => requests.find((one) => one.rpc === 'tools/call')?.closed === true)
  })

  it('that never answers a call fails it after the time-out', async () => {
    const { tools } = endless()
    const { type, url } = await serve({ transport, tools })
    const opened = await open({ mcpServers: [{ type, url, callTimeoutMs: 30 }] })
    await expect(call(opened.tools, 'wait')).rejects.toMatchObject({ code: 'mcp_timeout' })
  })

  it('is waited for as long as it takes where no time is too long', async () => {
    const late = new Promise<void>((resolve) => setTimeout(resolve, 30))
    const tools = { wait: { run: () => late.then(() => text('late')) } }
    const { type, url } = await serve({ transport, tools })
    const connections = keep({ idleMs: Infinity })
    const patient = { type, url, connectTimeoutMs: Infinity, callTimeoutMs: Infinity }
    const opened = await open({ mcpServers: [patient], connections })
    expect(opened.problems).toEqual([])
    expect((await call(opened.tools, 'wait')).output).toBe('late')
  })

  it('hears nothing of calls that were done when the run is aborted later', async () => {
    const { type, url, requests } = await serve({ transport })
    const abort = new AbortController()
    const { tools } = await open({ mcpServers: [{ type, url }], signal: abort.signal })
    await call(tools, 'echo', { text: '' }, abort.signal)
    abort.abort()
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(requests.map((one) => one.rpc)).not.toContain('notifications/cancelled')
  })
})

describe('openMcpTools', () => {
  it('opens another session and repeats the call when the server no longer knows the first', async () => {
    const server = await serve()
    const { tools } = await open({ mcpServers: [{ type: 'http', url: server.url }] })
    server.forget()
    const answers = await Promise.all(['1', '2'].map((said) => call(tools, 'echo', { text: said })))
    expect(answers.map((one) => one.output)).toEqual(['you said 1', 'you said 2'])
    expect(server.sessions()).toBe(2)
  })

  const reconnectionOptions = {
    initialReconnectionDelay: 10,
    maxReconnectionDelay: 10,
    reconnectionDelayGrowFactor: 1,
    maxRetries: 2,
  }

  it('waits for the answer of a call whose stream broke and was resumed', async () => {
    let finish = (): void => {}
    const finished = new Promise<void>((resolve) => {
      finish = resolve
    })
    const run = () => finished.then(() => text('done at last'))
    const server = await serve({ resumable: true, tools: { slow: { run } } })
    const { tools } = await open({
      mcpServers: [{ type: 'http', url: server.url, options: { reconnectionOptions } }],
    })
    const calling = call(tools, 'slow')
    const posted = () => server.requests.some((one) => one.rpc === 'tools/call')
    await until(posted)
    const before = server.requests.length
    server.cut()
    await until(() => server.requests.slice(before).some((one) => one.headers['last-event-id'] !== undefined))
    finish()
    expect(await calling).toMatchObject({ output: 'done at last' })
  })

  it('fails a call whose stream broke and could not be resumed', async () => {
    const { state, tools: endlessTools } = endless()
    const server = await serve({ resumable: true, tools: endlessTools })
    const { tools } = await open({
      mcpServers: [{ type: 'http', url: server.url, options: { reconnectionOptions } }],
    })
    const calling = call(tools, 'wait')
    await until(() => state.called === 1)
    await Promise.all([server.kill(), expect(calling).rejects.toMatchObject({ code: 'mcp_unreachable' })])
  })

  it('lists the tools of an open connection again once they are old, and opens another one if that fails', async () => {
    const server = await serve()
    const connections = keep({ toolsMaxAgeMs: -1 })
    const options = { connections, mcpServers: [{ type: 'http' as const, url: server.url }] }
    await (await open(options)).close()
    await (await open(options)).close()
    expect(server.requests.filter((one) => one.rpc === 'tools/list')).toHaveLength(2)
    server.forget()
    expect((await open(options)).tools).toHaveProperty('echo')
    expect(server.sessions()).toBe(2)
  })

  it('keeps the tools of the others when a server is not there, hangs, or has no valid address', async () => {
    const silent = createServer(() => {})
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
    cleanups.push(
      () => silent.closeAllConnections(),
      () => silent.close(),
    )
    const hanging = `http://127.0.0.1:${(silent.address() as AddressInfo).port}/`
    const { url } = await serve()
    const { tools, problems } = await open({
      mcpServers: [
        { type: 'http', url: 'http://127.0.0.1:9/' },
        { type: 'http', url: hanging, connectTimeoutMs: 50 },
        { type: 'sse', url: hanging, connectTimeoutMs: 50 },
        { type: 'http', url: 'file:///etc/passwd' },
        { type: 'http', url },
      ],
    })
    expect(Object.keys(tools)).toEqual(['echo'])
    expect(problems.map((problem) => problem.code).sort()).toEqual([
      'mcp_bad_config',
      'mcp_timeout',
      'mcp_timeout',
      'mcp_unreachable',
    ])
  })

  it('rejects at once when a required server fails, and gives the others back', async () => {
    const { url, requests, ended } = await serve()
    const opened = () => requests.some((one) => one.rpc === 'tools/list' && one.closed)
    const failing = async (): Promise<Response> => {
      await until(opened)
      throw new TypeError('fetch failed')
    }
    const opening = openMcpTools({
      mcpServers: [
        { type: 'http', url },
        { type: 'http', url: 'http://127.0.0.1:9/', required: true, options: { fetch: failing } },
        { type: 'http', url: 'http://127.0.0.1:9/', options: { fetch: () => new Promise(() => {}) } },
      ],
    })
    await expect(opening).rejects.toMatchObject({ code: 'mcp_unreachable', server: '127.0.0.1:9' })
    await until(() => ended() === 1)
  })

  it('ends the opening when the run is aborted, and leaves it to another run that waits for it', async () => {
    const { url, sessions } = await serve()
    let answer = (): void => {}
    const held = new Promise<void>((resolve) => {
      answer = resolve
    })
    let asked = 0
    const slowFetch = async (input: string | URL, init?: RequestInit): Promise<Response> => {
      asked += 1
      await held
      return fetch(input, init)
    }
    const mcpServers = [{ type: 'http' as const, url, options: { fetch: slowFetch } }]
    const connections = keep()
    const abort = new AbortController()
    const first = openMcpTools({ connections, mcpServers, signal: abort.signal })
    const second = open({ connections, mcpServers })
    await until(() => asked === 1)
    abort.abort(new Error('stopped'))
    await expect(first).rejects.toThrow('stopped')
    answer()
    expect((await second).tools).toHaveProperty('echo')
    expect(sessions()).toBe(1)
  })

  it('drops the connection when every run that waited for it is aborted', async () => {
    let signal: AbortSignal | null | undefined
    const never = (_input: unknown, init?: RequestInit): Promise<Response> => {
      signal = init?.signal
      return new Promise(() => {})
    }
    const abort = new AbortController()
    const opening = openMcpTools({
      connections: keep(),
      mcpServers: [{ type: 'http', url: 'http://127.0.0.1:9/', options: { fetch: never } }],
      signal: abort.signal,
    })
    await until(() => signal !== undefined)
    abort.abort(new Error('stopped'))
    await expect(opening).rejects.toThrow('stopped')
    await until(() => signal?.aborted === true)
  })

  it('hands the schema of a tool over whole', async () => {
    const inputSchema = {
      type: 'object' as const,
      $defs: { id: { type: 'string', pattern: '^[a-z]+$' } },
      properties: {
        id: { $ref: '#/$defs/id' },
        kind: { const: 'x' },
        size: { type: ['integer', 'null'], exclusiveMinimum: 0 },
        either: { allOf: [{ minLength: 2 }, { maxLength: 4 }] },
      },
      additionalProperties: { type: 'number' },
    }
    const { url } = await serve({ tools: { schema: { run: () => text(''), inputSchema } } })
    const connections = keep()
    const mcpServers = [{ type: 'http' as const, url }]
    const { tools } = await open({ connections, mcpServers })
    expect(tools.schema?.inputSchema).toMatchObject({ jsonSchema: inputSchema })
    expect(knownMcpTools({ connections, mcpServers })).toEqual([
      { name: 'schema', description: 'The tool schema', parameters: inputSchema },
    ])
  })

  it('keeps the first of two tools with one name, clients before servers, and reports the other', async () => {
    const one = await serve({ tools: { a: { run: () => text('one') }, b: { run: () => text('one') } } })
    const two = await serve({ tools: { b: { run: () => text('two') }, c: { run: () => text('two') } } })
    const given: ToolSet = { a: { inputSchema: { type: 'object' } as never, execute: () => 'client' } }
    const { tools, problems } = await open({
      mcpServers: [
        { type: 'http', url: one.url },
        { type: 'http', url: two.url },
      ],
      mcpClients: [{ tools: async () => given }],
      takenNames: ['c'],
    })
    expect(Object.keys(tools)).toEqual(['a', 'b'])
    expect((await call(tools, 'a')).output).toBe('client')
    expect((await call(tools, 'b')).output).toBe('one')
    expect(problems.map(({ code, message }) => ({ code, message }))).toEqual([
      {
        code: 'mcp_name_clash',
        message: `MCP server 127.0.0.1:${one.port} has a tool 'a', a name that is taken`,
      },
      {
        code: 'mcp_name_clash',
        message: `MCP server 127.0.0.1:${two.port} has a tool 'b', a name that is taken`,
      },
      {
        code: 'mcp_name_clash',
        message: `MCP server 127.0.0.1:${two.port} has a tool 'c', a name that is taken`,
      },
    ])
  })

  it('names tools with their prefix and in letters that models take, and calls them by their own', async () => {
    const { url } = await serve({ tools: { 'files/read.all': { run: () => text('read') } } })
    const { tools } = await open({ mcpServers: [{ type: 'http', url, prefix: 'disk_' }] })
    expect(Object.keys(tools)).toEqual(['disk_files_read_all'])
    expect((await call(tools, 'disk_files_read_all')).output).toBe('read')
  })

  it('reports a client that is silent for too long, or gives nothing', async () => {
    const silent = { tools: () => new Promise<never>(() => {}), connectTimeoutMs: 20 }
    const empty = { tools: async () => undefined as unknown as ToolSet }
    const { tools, problems } = await open({ mcpClients: [silent, empty] })
    expect(tools).toEqual({})
    expect(problems.map(({ code, server }) => [code, server]).sort()).toEqual([
      ['mcp_failed', 'mcpClients[1]'],
      ['mcp_timeout', 'mcpClients[0]'],
    ])
    const late = async () => {
      await new Promise((resolve) => setTimeout(resolve, 30))
      return {}
    }
    expect((await open({ mcpClients: [{ tools: late, connectTimeoutMs: Infinity }] })).problems).toEqual([])
    const required = openMcpTools({ mcpClients: [{ ...silent, required: true }] })
    await expect(required).rejects.toThrow('MCP server mcpClients[0] did not give its tools in 20 ms')
  })

  it.each([
    [
      'throws',
      () => {
        throw new Error('no disk')
      },
    ],
    ['rejects', () => Promise.reject(new Error('no disk'))],
  ])('continues when the callback for a problem %s', async (_name, onFailure) => {
    const mcpServers = [{ type: 'http' as const, url: 'http://127.0.0.1:9/' }]
    const { tools, problems } = await openMcpTools({ mcpServers, onFailure })
    expect(tools).toEqual({})
    expect(problems.map(({ code }) => code)).toEqual(['mcp_unreachable'])
  })

  it.each([-32000, -32001, 404])('throws what the server says with the code %i', async (code) => {
    const run = () => {
      throw Object.assign(new Error('Project 7 does not exist'), { code, data: { project: 7 } })
    }
    const server = await serve({ tools: { close: { run } } })
    const { tools } = await open({ mcpServers: [{ type: 'http', url: server.url }] })
    await expect(call(tools, 'close')).rejects.toThrow('Project 7 does not exist')
    expect(server.sessions()).toBe(1)
  })

  it('reports a client that fails, never closes one, and fails the run only when asked', async () => {
    const close = vi.fn(async () => {})
    const broken = { tools: () => Promise.reject(new Error('no database')), close }
    const opened = await open({ mcpClients: [broken] })
    expect(opened.problems).toEqual([
      expect.objectContaining({
        code: 'mcp_failed',
        server: 'mcpClients[0]',
        cause: new Error('no database'),
      }),
    ])
    await opened.close()
    await expect(openMcpTools({ mcpClients: [{ ...broken, required: true }] })).rejects.toThrow(
      'MCP server mcpClients[0] answered with an error',
    )
    expect(close).not.toHaveBeenCalled()
  })

  it('throws what a failing tool says, so that the model can read it', async () => {
    const { url } = await serve({
      tools: {
        fail: { run: () => ({ ...text('no such city'), isError: true }) },
        crash: {
          run: () => {
            throw new Error('it crashed')
          },
        },
      },
    })
    const { tools } = await open({ mcpServers: [{ type: 'http', url }] })
    await expect(call(tools, 'fail')).rejects.toThrow('no such city')
    await expect(call(tools, 'crash')).rejects.toThrow('it crashed')
  })

  it('gives images to the model as images', async () => {
    const { url } = await serve({
      tools: {
        draw: {
          run: () => ({
            content: [
              { type: 'text', text: 'a cat' },
              { type: 'image', data: 'AAAA', mimeType: 'image/png' },
            ],
          }),
        },
      },
    })
    const { tools } = await open({ mcpServers: [{ type: 'http', url }] })
    expect(await call(tools, 'draw')).toEqual({
      output: [
        { type: 'text', text: 'a cat' },
        { type: 'image', source: { type: 'data', value: 'AAAA', mimeType: 'image/png' } },
      ],
      model: {
        type: 'content',
        value: [
          { type: 'text', text: 'a cat' },
          AI_SDK_VERSION === 6
            ? { type: 'image-data', data: 'AAAA', mediaType: 'image/png' }
            : { type: 'file', data: { type: 'data', data: 'AAAA' }, mediaType: 'image/png' },
        ],
      },
    })
  })
})
