import { afterEach, expect, it } from 'vitest'
import { startMcpServer, text } from '../../test/mcp-server.ts'
import { testApis } from '../../test/model-apis.ts'
import { ofType } from '../../test/run-agent.ts'
import { schemasOf, twoTurns } from '../../test/two-turns.ts'
import type { McpProblem } from '../errors/mcp-problem.ts'

const cleanups: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup()
})

const schema = { type: 'object', properties: { q: { type: 'string' } } }

/** A tool that a server lists, by what is odd about it: whether it is offered, under which name, or what is reported. */
const odd: Record<string, { listed: unknown; offered?: string; fault?: string }> = {
  'required is null': {
    listed: { name: 'odd', inputSchema: { type: 'object', properties: {}, required: null } },
    fault: "'odd' that cannot be used: required",
  },
  'required is no list of names': {
    listed: { name: 'odd', inputSchema: { type: 'object', required: [1] } },
    fault: "'odd' that cannot be used: required",
  },
  'properties is null': {
    listed: { name: 'odd', inputSchema: { type: 'object', properties: null } },
    fault: "'odd' that cannot be used: properties",
  },
  'the type is string': {
    listed: { name: 'odd', inputSchema: { type: 'string' } },
    fault: "'odd' that cannot be used: the type",
  },
  'the schema is a list': { listed: { name: 'odd', inputSchema: [] }, fault: "'odd' that cannot be used" },
  'no name': { listed: { inputSchema: schema }, fault: "'tools[1]' that cannot be used: it has no name" },
  'a name that is no text': { listed: { name: 5, inputSchema: schema }, fault: "'tools[1]'" },
  'no object': { listed: null, fault: "'tools[1]' that cannot be used: it is no object" },
  'no inputSchema': { listed: { name: 'odd' }, offered: 'odd' },
  'an inputSchema that is null': { listed: { name: 'odd', inputSchema: null }, offered: 'odd' },
  'no type': { listed: { name: 'odd', inputSchema: { properties: {} } }, offered: 'odd' },
  'a description that is no text': {
    listed: { name: 'odd', description: 5, inputSchema: schema },
    offered: 'odd',
  },
  'a name with a space': { listed: { name: 'very odd', inputSchema: schema }, offered: 'very_odd' },
  'a name twice': { listed: { name: 'good1', inputSchema: schema }, fault: "'good1', a name that is taken" },
  'annotations of a wrong type': {
    listed: { name: 'odd', annotations: 'none', title: 7, outputSchema: 'x', inputSchema: schema },
    offered: 'odd',
  },
  'an unknown $schema': {
    listed: { name: 'odd', inputSchema: { ...schema, $schema: 'https://example.com/mine' } },
    offered: 'odd',
  },
  'a property that is true': {
    listed: { name: 'odd', inputSchema: { type: 'object', properties: { q: true } } },
    offered: 'odd',
  },
  'a $ref to itself': {
    listed: {
      name: 'odd',
      inputSchema: {
        type: 'object',
        properties: { q: { $ref: '#/$defs/node' } },
        $defs: { node: { type: 'object', properties: { next: { $ref: '#/$defs/node' } } } },
      },
    },
    offered: 'odd',
  },
}

const cases = Object.entries(odd).flatMap(([name, one]) => testApis.map((api) => ({ name, api, one })))

it.each(cases)(
  'a tool with $name hides no other tool over $api.name, in this run and in the next',
  async ({ api, one: { listed, offered, fault } }) => {
    const good2 = { name: 'good2', inputSchema: schema }
    const server = await startMcpServer({
      tools: { good1: { run: () => text('seen') } },
      listed: [listed, good2],
    })
    cleanups.push(() => server.kill())
    const problems: McpProblem[] = []
    const { first, next, firstRequests, nextRequests } = await twoTurns(api, {
      config: {
        mcpServers: [{ type: 'http', url: server.url }],
        onMcpProblem: (problem) => problems.push(problem),
      },
      answers: [(response) => api.call(response, { id: 'c1', name: 'good1', args: '{}' })],
    })
    expect([first.error, next.error]).toEqual([undefined, undefined])
    expect(ofType(first.events, 'TOOL_CALL_RESULT')).toMatchObject([{ content: 'seen' }])
    const names = ['good1', 'good2', ...(offered === undefined ? [] : [offered])].sort()
    for (const request of [firstRequests[0], nextRequests[0]]) {
      expect(request && Object.keys(schemasOf(request)).sort()).toEqual(names)
    }
    const expected = fault === undefined ? [] : [expect.stringContaining(fault)]
    expect(problems.map(({ message }) => message)).toEqual([...expected, ...expected])
  },
)
