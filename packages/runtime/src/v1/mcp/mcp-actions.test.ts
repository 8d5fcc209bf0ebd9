import { describe, expect, test } from 'vitest'
import {
  convertMCPToolsToActions,
  extractParametersFromSchema,
  generateMcpToolInstructions,
} from '../../index.ts'
import { parametersToSchema } from '../actions/parameters-to-schema.ts'

const schema = {
  type: 'object',
  properties: {
    city: { type: 'string', description: 'Where', enum: ['Rome', 'Oslo'] },
    days: { type: 'integer' },
    tags: { type: 'array', items: { type: 'string' } },
    guest: { type: 'object', properties: { name: { type: 'string' } }, required: ['name'] },
    rooms: { type: 'array', items: { type: 'object', properties: { beds: { type: 'number' } } } },
  },
  required: ['city', 'guest'],
}

const parameters = [
  {
    name: 'city',
    type: 'string',
    required: true,
    description: 'Where. Allowed values: Rome | Oslo',
    enum: ['Rome', 'Oslo'],
  },
  { name: 'days', type: 'number', required: false },
  { name: 'tags', type: 'string[]', required: false },
  {
    name: 'guest',
    type: 'object',
    required: true,
    description: 'Object with properties: name',
    attributes: [{ name: 'name', type: 'string', required: true }],
  },
  {
    name: 'rooms',
    type: 'object[]',
    required: false,
    description: 'Array of objects with properties: beds',
    attributes: [{ name: 'beds', type: 'number', required: false }],
  },
]

const execute = async (): Promise<string> => 'x'

describe('extractParametersFromSchema', () => {
  test.each<[string, Parameters<typeof extractParametersFromSchema>[0]]>([
    ['a schema', schema],
    ['a tool of the older shape', { schema: { parameters: schema }, execute }],
    [
      'a tool of the older shape with a JSON Schema',
      { schema: { parameters: { jsonSchema: schema } }, execute },
    ],
    ['a tool of the AI SDK', { inputSchema: { jsonSchema: schema }, execute }],
  ])('reads the parameters of %s', (_name, given) => {
    expect(extractParametersFromSchema(given)).toEqual(parameters)
  })

  test('gives none for nothing, and what gives the same types again', () => {
    expect(extractParametersFromSchema()).toEqual([])
    const again = parametersToSchema(extractParametersFromSchema(schema))
    expect(again.properties).toMatchObject({
      tags: { type: 'array', items: { type: 'string' } },
      rooms: { type: 'array', items: { type: 'object', properties: { beds: { type: 'number' } } } },
    })
    expect(again.required).toEqual(['city', 'guest'])
  })
})

test('convertMCPToolsToActions calls the tools and says which one failed', async () => {
  const tools = {
    ok: { inputSchema: { jsonSchema: schema }, execute: async (args: unknown) => ({ args }) },
    bad: {
      description: 'Fails',
      execute: async () => {
        throw new Error('boom')
      },
    },
  }
  const [ok, bad] = convertMCPToolsToActions(tools, 'https://u:p@shop.example/mcp')
  expect(ok).toMatchObject({
    name: 'ok',
    description: 'MCP tool: ok (from shop.example/mcp)',
    parameters,
    _isMCPTool: true,
    _mcpEndpoint: 'https://u:p@shop.example/mcp',
  })
  expect(await ok?.handler?.({ a: 1 })).toBe('{"args":{"a":1}}')
  await expect(bad?.handler?.({})).rejects.toThrow("Execution failed for MCP tool 'bad': boom")
})

test('generateMcpToolInstructions lists tools with their parameters, and says nothing of none', () => {
  expect(generateMcpToolInstructions({})).toBe('')
  const text = generateMcpToolInstructions({
    book: { description: 'Books', inputSchema: { jsonSchema: schema }, execute },
  })
  expect(text).toContain('- book: Books')
  expect(text).toContain('    - city* (string) - Where')
  expect(text).toContain('    - days (number)')
})
