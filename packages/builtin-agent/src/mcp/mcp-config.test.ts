import type { createMCPClient } from '@ai-sdk/mcp'
import type { StreamableHTTPClientTransportOptions } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import { expectTypeOf, it } from 'vitest'
import type { MCPClient, MCPClientConfigHTTP, MCPTransport } from './mcp-config.ts'

it('takes what the MCP SDK and the AI SDK make', () => {
  expectTypeOf<StreamableHTTPClientTransportOptions>().toExtend<NonNullable<MCPClientConfigHTTP['options']>>()
  expectTypeOf<Awaited<ReturnType<typeof createMCPClient>>>().toExtend<MCPClient>()
  expectTypeOf<
    import('@modelcontextprotocol/sdk/client/sse.js').SSEClientTransport
  >().toExtend<MCPTransport>()
})
