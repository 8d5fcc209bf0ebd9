import { McpProblem } from '../errors/mcp-problem.ts'
import { isNotFound } from '../sdk/import-failure.ts'
import { installLine, warnOfMissingPackage } from '../sdk/missing-packages.ts'

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

/**
 * Loads the SDK when a server is first needed. If it is not installed, warns on the console with the line that installs it,
 * and throws a `McpProblem`.
 */
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
    if (!isNotFound(error)) throw new McpProblem('mcp_failed', server, 'could not be used', error)
    const needed = { packageName: '@modelcontextprotocol/sdk', neededBy: `The MCP server ${server}` }
    warnOfMissingPackage(needed)
    // Clients read the problem.
    const what = 'needs a package that is not installed. The console of the server names it.'
    const cause = new Error(installLine(needed.packageName, needed.neededBy), { cause: error })
    throw new McpProblem('mcp_not_installed', server, what, cause)
  }
}
