import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startMcpServer, type TestMcpServer, text } from '../../test/mcp-server.ts'
import { testApis } from '../../test/model-apis.ts'
import { schemasOf, type TwoTurns, twoTurns } from '../../test/two-turns.ts'
import { defineTool } from '../config/tool-definition.ts'

type Schema = Record<string, unknown>

const place = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] }

/** Schemas that a provider refuses as they are, and the properties that the model is told of. */
const schemas: Record<string, { schema: Schema; properties: string[] }> = {
  'without properties': { schema: { type: 'object' }, properties: [] },
  'without anything': { schema: {}, properties: [] },
  'without a type': { schema: { properties: { city: { type: 'string' } } }, properties: ['city'] },
  'of another type': { schema: { type: 'string' }, properties: [] },
  'with required: null': { schema: { type: 'object', properties: {}, required: null }, properties: [] },
  'with a list of types': { schema: { type: ['object', 'null'], properties: {} }, properties: [] },
  'with an array without items': {
    schema: { type: 'object', properties: { list: { type: 'array' } } },
    properties: ['list'],
  },
  'with a reference at the root': {
    schema: { $ref: '#/$defs/place', $defs: { place } },
    properties: ['city'],
  },
  'with a reference to itself': {
    schema: { type: 'object', properties: { child: { $ref: '#' } } },
    properties: ['child'],
  },
  'with formats and requirements': {
    schema: {
      type: 'object',
      properties: { url: { type: 'string', format: 'uri' }, kind: { type: 'string', enum: ['', 'a'] } },
      required: ['url', 'gone'],
    },
    properties: ['kind', 'url'],
  },
}

/** The same for unions at the root, which hosts of chat completions take as they are. */
const unions: Record<string, { schema: Schema; properties: string[] }> = {
  anyOf: {
    schema: { anyOf: [place, { type: 'object', properties: { zip: { type: 'integer' } } }] },
    properties: ['city', 'zip'],
  },
  oneOf: {
    schema: { type: 'object', oneOf: [{ $ref: '#/$defs/place' }, { type: 'null' }], $defs: { place } },
    properties: ['city'],
  },
  allOf: {
    schema: { type: 'object', properties: { a: {} }, allOf: [place, { required: ['a'] }] },
    properties: ['a', 'city'],
  },
}

let mcp: TestMcpServer
let current: Schema = {}

beforeAll(async () => {
  const tool = {
    run: () => text('ok'),
    get inputSchema() {
      return current as { type: 'object' }
    },
  }
  mcp = await startMcpServer({ tools: { look: tool } })
})

afterAll(() => mcp.kill())

const offers: Record<string, (schema: Schema) => Pick<TwoTurns, 'config' | 'input'>> = {
  client: (parameters) => ({ input: { tools: [{ name: 'look', description: 'Looks', parameters }] } }),
  server: (parameters) => ({
    config: { tools: [defineTool({ name: 'look', description: 'Looks', parameters, execute: () => 'ok' })] },
  }),
  MCP: (schema) => {
    current = schema
    return { config: { mcpServers: [{ type: 'http', url: mcp.url }] } }
  },
}

describe.each(testApis)('$name takes the schema of a tool', (api) => {
  describe.each(Object.entries(offers))('of the %s', (who, offer) => {
    // The MCP SDK checks what a server lists; schemas that it refuses do not get here.
    const isListed = ({ type, required }: Schema): boolean =>
      who !== 'MCP' || (type === 'object' && required !== null)
    const listed = Object.entries(schemas).filter(([, { schema }]) => isListed(schema))

    it.each(listed)('%s', async (_name, { schema, properties }) => {
      const { first, next, firstRequests } = await twoTurns(api, offer(schema))
      expect([first.error, next.error]).toEqual([undefined, undefined])
      const sent = schemasOf(firstRequests[0] ?? expect.fail()).look as Schema | undefined
      // Gemini is told of a function without parameters by leaving them out.
      expect(Object.keys((sent?.properties as object) ?? {}).sort()).toEqual(properties)
    })
  })

  it.each(Object.entries(unions))('with %s at the root', async (_name, { schema, properties }) => {
    const { first, next, firstRequests } = await twoTurns(api, offers.client?.(schema) ?? {})
    expect([first.error, next.error]).toEqual([undefined, undefined])
    const sent = schemasOf(firstRequests[0] ?? expect.fail()).look as Schema
    expect(sent.type).toBe('object')
    if (api.name === 'OpenAI chat completions') expect(sent).toMatchObject(schema)
    else expect(Object.keys(sent.properties as object).sort()).toEqual(properties)
  })
})

it('a schema that is accepted stays as it is', async () => {
  const parameters = {
    type: 'object',
    properties: {
      a: { type: 'string', format: 'uri', pattern: '^h' },
      b: { anyOf: [{ type: 'null' }, place] },
    },
    required: ['a'],
    additionalProperties: false,
    'x-own': 1,
  }
  for (const api of testApis.filter(({ name }) => name !== 'Gemini')) {
    const { firstRequests } = await twoTurns(api, offers.client?.(parameters) ?? {})
    expect(schemasOf(firstRequests[0] ?? expect.fail()).look).toEqual(parameters)
  }
})
