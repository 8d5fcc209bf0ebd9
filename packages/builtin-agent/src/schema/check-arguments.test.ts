import { type JSONSchema7, jsonSchema } from 'ai'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startMcpServer, type TestMcpServer, text } from '../../test/mcp-server.ts'
import { testApis } from '../../test/model-apis.ts'
import { ofType } from '../../test/run-agent.ts'
import { type TwoTurns, twoTurns } from '../../test/two-turns.ts'
import { defineTool } from '../config/tool-definition.ts'
import { createArgumentsCheck } from './check-arguments.ts'

const parameters = {
  type: 'object' as const,
  properties: { city: { type: 'string' }, days: { type: 'integer', minimum: 1 } },
}
const called: unknown[] = []
let mcp: TestMcpServer

beforeAll(async () => {
  const run = (input: unknown) => {
    called.push(input)
    return text('sunny')
  }
  mcp = await startMcpServer({ tools: { forecast: { run, inputSchema: parameters } } })
})

afterAll(() => mcp.kill())

const server = defineTool({
  name: 'forecast',
  description: 'Forecasts',
  parameters,
  execute: (input) => {
    called.push(input)
    return 'sunny'
  },
})

/** As the MCP client of the AI SDK has them: schemas without a check. */
const clientTools = {
  forecast: {
    description: 'Forecasts',
    inputSchema: jsonSchema(parameters as JSONSchema7),
    execute: (input: unknown) => {
      called.push(input)
      return 'sunny'
    },
  },
}

/** Where the tool is that the model calls. */
const places: Record<string, () => TwoTurns> = {
  server: () => ({ config: { tools: [server] } }),
  MCP: () => ({ config: { mcpServers: [{ type: 'http', url: mcp.url }] } }),
  'MCP client of the application': () => ({ config: { mcpClients: [{ tools: async () => clientTools }] } }),
}

/** What the model writes as arguments, what the tool is called with, and what goes back to the provider. */
const inputs = [
  { args: 'null', calledWith: [{}], sentBack: {} },
  { args: '"abc"', calledWith: [], sentBack: {}, told: 'must be a JSON object' },
  { args: '[1]', calledWith: [], sentBack: {}, told: 'must be a JSON object' },
  { args: '{"city":5}', calledWith: [], sentBack: { city: 5 }, told: '/city' },
  { args: '{"days":0}', calledWith: [], sentBack: { days: 0 }, told: '/days' },
  { args: '{"city":"Oslo"}', calledWith: [{ city: 'Oslo' }], sentBack: { city: 'Oslo' } },
]

describe.each(testApis)('over $name', (api) => {
  // Gemini has no place for arguments that are no object: its API answers with a struct.
  const sendable = inputs.filter(({ args }) => api.name !== 'Gemini' || args.startsWith('{'))

  describe.each(Object.entries(places))('a tool of the %s', (_place, turns) => {
    it.each(sendable)('that is called with $args', async ({ args, calledWith, sentBack, told }) => {
      called.length = 0
      const result = await twoTurns(api, {
        ...turns(),
        answers: [(response) => api.call(response, { id: 'c1', name: 'forecast', args })],
      })
      const { first, next, firstRequests, nextRequests } = result
      expect([first.error, next.error]).toEqual([undefined, undefined])
      expect(called).toEqual(calledWith)
      const [answer] = ofType(first.events, 'TOOL_CALL_RESULT')
      expect(String(answer?.content)).toContain(told ?? 'sunny')
      expect([firstRequests[1], nextRequests[0]].map((request) => inputIn(request?.body))).toEqual([
        sentBack,
        sentBack,
      ])
    })
  })

  it.each(sendable)("a client's tool that is called with $args", async ({ args, sentBack }) => {
    const { first, next, nextRequests } = await twoTurns(api, {
      input: { tools: [{ name: 'forecast', description: 'Forecasts', parameters }] },
      answers: [(response) => api.call(response, { id: 'c1', name: 'forecast', args })],
    })
    expect([first.error, next.error]).toEqual([undefined, undefined])
    expect(first.events.at(-1)?.outcome).toMatchObject({ pendingToolCallIds: [expect.any(String)] })
    expect(inputIn(nextRequests[0]?.body)).toEqual(sentBack)
  })
})

/** The arguments of the first call in a request, whichever API it is for. */
function inputIn(body: unknown): unknown {
  let found: unknown
  JSON.stringify(body, (name, value: unknown) => {
    if (name === 'arguments') found ??= JSON.parse(String(value))
    if (name === 'args' || name === 'input') found ??= Array.isArray(value) ? undefined : value
    return value
  })
  return found
}

describe('a schema that is itself invalid is not applied', () => {
  it.each([
    { type: 'strnig' },
    { type: 'object', required: null },
    { type: 'object', properties: { a: { type: 'string', pattern: '[' } } },
    { type: 'object', properties: { a: { $ref: '#/$defs/gone' } } },
    { type: 'object', properties: { a: 'string' } },
    { $ref: '#' },
  ])('%j', async (schema) => {
    expect(await createArgumentsCheck(schema)({ a: 1 })).toEqual({ success: true, value: { a: 1 } })
  })
})

describe('a schema is applied', () => {
  it.each([
    { schema: { type: 'object', required: ['a'] }, value: {}, isValid: false },
    {
      schema: { type: 'object', properties: { a: { $ref: '#/$defs/a' } }, $defs: { a: { type: 'string' } } },
      value: { a: 1 },
      isValid: false,
    },
    { schema: { anyOf: [{ required: ['a'] }, { required: ['b'] }] }, value: { b: 1 }, isValid: true },
    {
      schema: { type: 'object', properties: { a: { enum: ['x', 'y'] } } },
      value: { a: 'z' },
      isValid: false,
    },
    { schema: { type: 'object', additionalProperties: false }, value: { a: 'z' }, isValid: false },
    {
      schema: {
        $schema: 'http://json-schema.org/draft-07/schema#',
        type: 'object',
        properties: { a: { items: [{ type: 'string' }] } },
      },
      value: { a: [1] },
      isValid: false,
    },
  ])('$schema to $value', async ({ schema, value, isValid }) => {
    const result = await createArgumentsCheck(schema)(value)
    expect(result.success).toBe(isValid)
    if (!result.success) expect(result.error.message).toMatch(/^Invalid arguments: \/.+/)
  })
})
