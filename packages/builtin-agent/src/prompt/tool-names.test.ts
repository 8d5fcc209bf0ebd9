import { jsonSchema } from 'ai'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startMcpServer, type TestMcpServer, text } from '../../test/mcp-server.ts'
import { testApis } from '../../test/model-apis.ts'
import { ofType } from '../../test/run-agent.ts'
import { schemasOf, type TwoTurns, turnsOf, twoTurns } from '../../test/two-turns.ts'
import { defineTool } from '../config/tool-definition.ts'
import { ToolNames } from './tool-names.ts'

const parameters = { type: 'object' as const, properties: {} }
const NAMES = ['1st', '2-fast', 'files.read', 'odd name!', 'größe', 'toString', `n${'5'.repeat(80)}`, 'a:b/c']

let mcp: TestMcpServer

beforeAll(async () => {
  const tools = Object.fromEntries(
    NAMES.map((name) => [name, { run: () => text('seen'), inputSchema: parameters }]),
  )
  mcp = await startMcpServer({ tools })
})
afterAll(() => mcp.kill())

/** The ways to offer tools, and the name by which events have the first of these names. */
const offers: Record<
  string,
  (name: string) => { turns: Pick<TwoTurns, 'config' | 'input'>; known?: string }
> = {
  client: (name) => ({ turns: { input: { tools: [{ name, description: 'Looks', parameters }] } } }),
  server: (name) => ({
    turns: { config: { tools: [defineTool({ name, description: '', parameters, execute: () => 'seen' })] } },
  }),
  'MCP client': (name) => ({
    turns: {
      config: {
        mcpClients: [
          { tools: async () => ({ [name]: { inputSchema: jsonSchema(parameters), execute: () => 'seen' } }) },
        ],
      },
    },
  }),
  'MCP server': (name) => ({
    turns: { config: { mcpServers: [{ type: 'http', url: mcp.url }] } },
    known: name.replace(/[^a-zA-Z0-9_-]/g, '_').slice(0, 64),
  }),
}

const cases = NAMES.flatMap((name) => Object.keys(offers).map((who) => [name, who] as const))

describe.each(testApis)('over $name', (api) => {
  it.each(cases)('a tool named %s of a %s is called by a name that is accepted', async (name, who) => {
    const { turns, known = name } = offers[who]?.(name) ?? expect.fail()
    let sent: string | undefined
    const { first, next, nextRequests } = await twoTurns(api, {
      ...turns,
      answers: [
        (response, request) => {
          const offered = Object.keys(schemasOf(request))
          sent = offered.length === 1 ? offered[0] : offered[NAMES.indexOf(name)]
          api.call(response, { id: 'c1', name: String(sent), args: '{}' })
        },
      ],
    })
    expect([first.error, next.error]).toEqual([undefined, undefined])
    expect(ofType(first.events, 'TOOL_CALL_START')).toMatchObject([{ toolCallName: known }])
    expect(ofType(first.events, 'TOOL_CALL_RESULT').map(({ content }) => content)).toEqual(
      who === 'client' ? [] : ['seen'],
    )
    const [request = expect.fail()] = nextRequests
    expect(Object.keys(schemasOf(request))).toContain(sent)
    expect(JSON.stringify(turnsOf(request))).toContain(`"name":"${sent}"`)
  })

  it('a forced choice names the tool as it was sent', async () => {
    const { turns } = offers.server?.('odd name!') ?? expect.fail()
    const { first, firstRequests } = await twoTurns(api, {
      ...turns,
      config: { ...turns.config, toolChoice: { type: 'tool', toolName: 'odd name!' } },
      answers: [(response) => api.call(response, { id: 'c1', name: 'odd_name_', args: '{}' })],
    })
    expect(first.error).toBeUndefined()
    const { tool_choice, toolConfig } = firstRequests[0]?.body ?? {}
    expect(JSON.stringify(tool_choice ?? toolConfig)).toContain('"odd_name_"')
  })
})

it('only a name that the provider rejects is changed', () => {
  const tools = ['1st', 'a.b', 'ok'].map((name) => ({ name }))
  const sentBy = (api: ConstructorParameters<typeof ToolNames>[1]): string[] =>
    tools.map(({ name }) => new ToolNames(tools, api).sent(name))
  expect(sentBy('responses')).toEqual(['1st', 'a_b', 'ok'])
  expect(sentBy('google')).toEqual(['_1st', 'a.b', 'ok'])
  expect(sentBy('chat')).toEqual(['_1st', 'a_b', 'ok'])
})

it('tools keep names of their own', () => {
  const names = ['a b', 'a.b', 'a_b', `${'x'.repeat(64)}1`, `${'x'.repeat(64)}2`]
  const map = new ToolNames(
    names.map((name) => ({ name })),
    'responses',
  )
  const sent = names.map((name) => map.sent(name))
  expect(new Set(sent).size).toBe(names.length)
  expect(sent[2]).toBe('a_b')
  expect(sent.map((name) => map.own(name))).toEqual(names)
})
