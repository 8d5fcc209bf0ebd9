import { afterEach, expect, test, vi } from 'vitest'
import type { AnyMCPClient, MCPEndpointConfig } from './mcp-client.ts'
import { mcpTools } from './mcp-tools.ts'

afterEach(() => void vi.useRealTimers())

test('a server that does not answer in time is left out, and the others are asked meanwhile', async () => {
  vi.useFakeTimers()
  const asked: string[] = []
  const warnings: unknown[] = []
  const create = async ({ endpoint }: MCPEndpointConfig): Promise<AnyMCPClient> => {
    asked.push(endpoint)
    if (endpoint.includes('silent')) return new Promise(() => {})
    return { tools: async () => ({ order: { execute: async () => 'ok' } }) }
  }
  const logger = {
    debug: () => {},
    info: () => {},
    error: () => {},
    warn: (_message: string, fields?: object) => void warnings.push(fields),
  }
  const servers = [{ endpoint: 'http://silent.example' }, { endpoint: 'http://good.example' }]
  const tools = mcpTools(servers, { create, logger })
  expect(asked).toEqual(servers.map(({ endpoint }) => endpoint))
  await vi.advanceTimersByTimeAsync(4_999)
  expect(warnings).toEqual([])
  await vi.advanceTimersByTimeAsync(1)
  expect((await tools).map(({ name }) => name)).toEqual(['order'])
  expect(warnings).toEqual([{ server: 'silent.example', error: new Error('No tools within 5000 ms') }])
  const again = mcpTools(servers, { create, logger })
  await vi.advanceTimersByTimeAsync(5_000)
  await again
  expect(asked.filter((endpoint) => endpoint.includes('silent'))).toHaveLength(2)
})
