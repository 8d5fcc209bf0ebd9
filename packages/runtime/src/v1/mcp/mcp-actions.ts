import type { Action } from '../actions/action.ts'
import type { Parameter } from '../actions/parameter.ts'
import type { MCPTool } from './mcp-client.ts'
import { extractParametersFromSchema } from './parameters-of-schema.ts'
import { serverName } from './server-name.ts'

/** An action that calls a tool of an MCP server. */
export interface MCPAction extends Action<Parameter[]> {
  _isMCPTool: true
  _mcpEndpoint: string
}

/** The tools of an MCP client as actions. A result that is no string is written as JSON. */
export function convertMCPToolsToActions(tools: Record<string, MCPTool>, mcpEndpoint: string): MCPAction[] {
  return Object.entries(tools).map(([name, tool]) => ({
    name,
    description: tool.description || `MCP tool: ${name} (from ${serverName(mcpEndpoint)})`,
    parameters: extractParametersFromSchema(tool),
    handler: (args: unknown) => callTool(name, tool, args),
    _isMCPTool: true,
    _mcpEndpoint: mcpEndpoint,
  }))
}

async function callTool(name: string, tool: MCPTool, args: unknown): Promise<string> {
  try {
    const result = await tool.execute(args)
    return typeof result === 'string' ? result : (JSON.stringify(result) ?? '')
  } catch (cause) {
    const text = cause instanceof Error ? cause.message : String(cause)
    throw new Error(`Execution failed for MCP tool '${name}': ${text}`, { cause })
  }
}

/** A text that tells a model which MCP tools there are and how to use them; empty for none. */
export function generateMcpToolInstructions(tools: Record<string, MCPTool>): string {
  const entries = Object.entries(tools)
  if (entries.length === 0) return ''
  const lists = entries.map(([name, tool]) => {
    const parameters = extractParametersFromSchema(tool).map(
      ({ name: parameter, required, type = 'string', description = '' }) =>
        `    - ${parameter}${required === false ? '' : '*'} (${type})${description && ` - ${description}`}`,
    )
    return [`- ${name}: ${tool.description ?? ''}`, ...parameters].join('\n')
  })
  return `You can call these tools of MCP servers:
${lists.join('\n')}

An asterisk marks a required parameter. Call a tool only when it serves what the user asked for, with every required parameter,
and use what it returned in your answer.`
}
