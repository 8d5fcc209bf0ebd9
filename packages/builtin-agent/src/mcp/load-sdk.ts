import { McpProblem } from '../errors/mcp-problem.ts'

type ClientModule = typeof import('@modelcontextprotocol/sdk/client/index.js')
type HttpModule = typeof import('@modelcontextprotocol/sdk/client/streamableHttp.js')
type TypesModule = typeof import('@modelcontextprotocol/sdk/types.js')
type SseModule = typeof import('@modelcontextprotocol/sdk/client/sse.js')

/** The parts of `@modelcontextprotocol/sdk` that a client needs. */
export interface McpSdk {
  Client: ClientModule['Client']
  StreamableHTTPClientTransport: HttpModule['StreamableHTTPClientTransport']
  SSEClientTransport: SseModule['SSEClientTransport']
  ResultSchema: TypesModule['ResultSchema']
}

/** Loads the SDK when a server is first needed. Throws a `McpProblem` that says how to install it. */
export async function loadMcpSdk(server: string): Promise<McpSdk> {
  try {
    // Each awaited by itself: so bundlers see that a missing package is dealt with here.
    const { Client } = await import('@modelcontextprotocol/sdk/client/index.js')
    const { StreamableHTTPClientTransport } = await import(
      '@modelcontextprotocol/sdk/client/streamableHttp.js'
    )
    const { SSEClientTransport } = await import('@modelcontextprotocol/sdk/client/sse.js')
    const { ResultSchema } = await import('@modelcontextprotocol/sdk/types.js')
    return { Client, StreamableHTTPClientTransport, SSEClientTransport, ResultSchema }
  } catch (error) {
    const what = 'needs the package @modelcontextprotocol/sdk: npm install @modelcontextprotocol/sdk'
    throw new McpProblem('mcp_not_installed', server, what, error)
  }
}
