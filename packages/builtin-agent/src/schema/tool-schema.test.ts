import { toStandardJsonSchema } from '@valibot/to-json-schema'
import { asSchema } from 'ai'
import { type } from 'arktype'
import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { defineTool } from '../config/tool-definition.ts'
import { convertToolsToVercelAITools } from '../tools/client-tools.ts'
import { convertToolDefinitionsToVercelAITools } from '../tools/server-tools.ts'
import { convertJsonSchemaToZodSchema } from './json-schema-to-zod.ts'

/** The schema of a tool as the AI SDK sees it. */
function schemaOf(parameters: Parameters<typeof defineTool>[0]['parameters']) {
  const tools = convertToolDefinitionsToVercelAITools([
    { name: 't', description: 'T', parameters, execute: () => 1 },
  ])
  return asSchema(tools.t?.inputSchema)
}

describe.each([
  ['zod', z.object({ city: z.string().min(2) })],
  ['valibot', toStandardJsonSchema(v.object({ city: v.pipe(v.string(), v.minLength(2)) }))],
  ['arktype', type({ city: 'string >= 2' })],
])('a schema of %s', (_name, parameters) => {
  it('is shown to the model', async () => {
    expect(await schemaOf(parameters).jsonSchema).toMatchObject({
      type: 'object',
      properties: { city: { type: 'string', minLength: 2 } },
      required: ['city'],
    })
  })

  it('checks the arguments', async () => {
    const { validate } = schemaOf(parameters)
    expect(await validate?.({ city: 'Rome' })).toMatchObject({ success: true, value: { city: 'Rome' } })
    expect(await validate?.({ city: 'R' })).toMatchObject({ success: false })
  })
})

describe('a JSON Schema', () => {
  const schema = {
    type: 'object',
    $defs: { a: { const: 1 } },
    properties: { a: { $ref: '#/$defs/a' } },
    not: {},
  }

  it('is passed on whole, of the server and of the client', async () => {
    expect(await schemaOf(schema).jsonSchema).toEqual(schema)
    const { t } = convertToolsToVercelAITools([{ name: 't', description: 'T', parameters: schema }])
    expect(await asSchema(t?.inputSchema).jsonSchema).toEqual(schema)
    expect(t).not.toHaveProperty('execute')
  })

  it('of nothing takes an object without members', async () => {
    const tools = convertToolsToVercelAITools([{ name: 't', description: 'T', parameters: undefined }])
    expect(await asSchema(tools.t?.inputSchema).jsonSchema).toEqual({ type: 'object', properties: {} })
  })
})

it('a schema that cannot be written as JSON Schema is refused with the reason', () => {
  const parameters = v.object({ city: v.string() })
  expect(() => schemaOf(parameters)).toThrow(/'t'.*valibot.*toStandardJsonSchema/s)
})

it('the arguments of a tool are typed by its schema', () => {
  const tool = defineTool({
    name: 't',
    description: 'T',
    parameters: z.object({ city: z.string() }),
    execute: ({ city }) => city.toUpperCase(),
  })
  expect(
    tool.execute?.(
      { city: 'Rome' },
      {
        toolCallId: 'c',
        signal: new AbortController().signal,
        input: { threadId: '', runId: '', messages: [], tools: [], context: [] },
      },
    ),
  ).toBe('ROME')
})

it('convertJsonSchemaToZodSchema makes a schema with the zod that it is given', () => {
  const schema = { type: 'object', properties: { n: { type: 'number' } }, required: ['n'] }
  expect(convertJsonSchemaToZodSchema(schema, true, z).safeParse({ n: 'x' }).success).toBe(false)
  expect(convertJsonSchemaToZodSchema(schema, false, z).safeParse(undefined).success).toBe(true)
  expect(() => convertJsonSchemaToZodSchema(schema, true, {} as typeof z)).toThrow('third argument')
})
