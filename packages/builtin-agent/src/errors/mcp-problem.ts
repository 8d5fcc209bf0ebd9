/**
 * What can be wrong with a source of tools.
 *
 * - `mcp_not_installed`: `@modelcontextprotocol/sdk` is missing
 * - `mcp_bad_config`: the URL is none, or not of http or https
 * - `mcp_unauthorized`: the server answered 401 or 403
 * - `mcp_unreachable`: no connection, or it broke
 * - `mcp_timeout`: the server took too long
 * - `mcp_failed`: the server answered with an error
 * - `mcp_bad_tool`: a tool of the server's list cannot be used, so it is left out
 * - `mcp_name_clash`: two sources have a tool of one name; the first keeps it, the other's is left out
 */
export type McpProblemCode =
  | 'mcp_not_installed'
  | 'mcp_bad_config'
  | 'mcp_unauthorized'
  | 'mcp_unreachable'
  | 'mcp_timeout'
  | 'mcp_failed'
  | 'mcp_bad_tool'
  | 'mcp_name_clash'

/** A source of tools that could not be used. The message names the host and no credential, so a caller may see it. */
export class McpProblem extends Error {
  override readonly name = 'McpProblem'
  /** What went wrong, from a closed list. */
  readonly code: McpProblemCode
  /** The host and port of the server, or `mcpClients[0]`. */
  readonly server: string

  constructor(code: McpProblemCode, server: string, what: string, cause?: unknown) {
    super(`MCP server ${server} ${what}`, cause === undefined ? undefined : { cause })
    this.code = code
    this.server = server
  }
}
