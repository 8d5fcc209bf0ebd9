import type { AgentLike } from '@flightdeck/run-engine'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { type Logger, silentLogger } from '../logging/logger.ts'
import { type AgentsConfig, findAgent, resolveAgents } from './agents-config.ts'

function agentCalled(description: string): AgentLike {
  return { description, run: () => ({ subscribe: () => ({ unsubscribe: () => {} }) }) }
}

const one = agentCalled('one')
const request = new Request('http://localhost/')

describe('resolveAgents', () => {
  test.each<[string, AgentsConfig]>([
    ['a record', { one }],
    ['a promise of a record', Promise.resolve({ one })],
    ['a function', () => ({ one })],
    ['a function that gives a promise', async () => ({ one })],
  ])('takes %s', async (_, agents) => {
    expect((await resolveAgents(agents, request)).one).toBe(one)
  })

  test('a function is called each time, with the request', async () => {
    const seen: Request[] = []
    const agents: AgentsConfig = (context) => {
      seen.push(context.request)
      return { one }
    }
    const second = new Request('http://localhost/2')
    await resolveAgents(agents, request)
    await resolveAgents(agents, second)
    expect(seen).toEqual([request, second])
  })

  test('a function without a request is refused', async () => {
    await expect(resolveAgents(() => ({ one }))).rejects.toThrow('resolveAgents(agents, request)')
  })

  test('what the configuration throws is passed on, each time', async () => {
    const agents: AgentsConfig = Promise.reject(new Error('no database'))
    await expect(resolveAgents(agents, request)).rejects.toThrow('no database')
    await expect(resolveAgents(agents, request)).rejects.toThrow('no database')
  })

  test.each(['null', '[]', '"one"', '{"one":{}}', '{"one":null}'])(
    '%s is no record of agents',
    async (text) => {
      await expect(resolveAgents(async () => JSON.parse(text), request)).rejects.toThrow(TypeError)
    },
  )
})

describe('findAgent', () => {
  test('finds an agent by its id', () => {
    expect(findAgent({ one, two: agentCalled('two') }, 'one', silentLogger)).toBe(one)
  })

  test('the id default matches the only agent', () => {
    expect(findAgent({ one }, 'default', silentLogger)).toBe(one)
  })

  test('an agent called default goes before the only-one rule, and two agents have no default', () => {
    const named = agentCalled('default')
    expect(findAgent({ default: named }, 'default', silentLogger)).toBe(named)
    expect(() => findAgent({ one, two: named }, 'default', silentLogger)).toThrow('does not exist')
  })

  test.each(['two', 'toString', '__proto__', 'constructor', ''])(
    '%j is answered with the documented 404',
    (id) => {
      expect(() => findAgent({ one }, id, silentLogger)).toThrow(
        expect.objectContaining({
          status: 404,
          error: 'Agent not found',
          message: `Agent '${id}' does not exist`,
        }),
      )
    },
  )

  test('the response lists the known agents in development, and only there', () => {
    onTestFinished(() => void vi.unstubAllEnvs())
    vi.stubEnv('NODE_ENV', 'development')
    expect(() => findAgent({ one }, 'two', silentLogger)).toThrow(
      "Agent 'two' does not exist. The agents are: 'one'",
    )
    expect(() => findAgent({}, 'two', silentLogger)).toThrow('The runtime has no agents')
    vi.stubEnv('NODE_ENV', undefined)
    expect(() => findAgent({ one }, 'two', silentLogger)).toThrow(/does not exist$/)
  })

  test('the log lists the known agents', () => {
    const entries: unknown[] = []
    const logger: Logger = { ...silentLogger, warn: (_, fields) => entries.push(fields) }
    expect(() => findAgent({ one }, 'two', logger)).toThrow()
    expect(entries).toEqual([{ agentId: 'two', known: ['one'] }])
  })

  test('a very long id is not repeated in full', () => {
    expect(() => findAgent({ one }, 'x'.repeat(10_000), silentLogger)).toThrow(/^.{0,300}$/)
  })
})
