import { saying, scriptedAgent } from '@flightdeck/testkit'
import { Pool } from 'pg'
import postgres from 'postgres'
import { describe, expect, onTestFinished, test } from 'vitest'
import { newSchema, skipWithoutPostgres, url } from '../../test/database.ts'
import { PostgresAgentRunner, type PostgresAgentRunnerOptions } from '../postgres-agent-runner.ts'
import { PostgresStoreError } from './postgres-store-error.ts'

/** How an application connects. */
const clients: readonly [string, () => Partial<PostgresAgentRunnerOptions>][] = [
  ['a url', () => ({ url, maxConnections: 3 })],
  ['a url of a transaction pooler', () => ({ url, pooled: true, maxConnections: 3 })],
  [
    'a client of postgres',
    () => {
      const sql = postgres(url, { max: 3, onnotice: () => {} })
      onTestFinished(() => sql.end())
      return { sql }
    },
  ],
  [
    'a pool of pg',
    () => {
      const pool = new Pool({ connectionString: url, max: 3 })
      onTestFinished(() => pool.end())
      return { sql: pool }
    },
  ],
]

describe('a runner over', () => {
  skipWithoutPostgres()

  test.for(clients)('%s follows and stops the runs of another one', async ([, connect]) => {
    const schema = newSchema()
    const open = (): PostgresAgentRunner => {
      const runner = new PostgresAgentRunner({ ...connect(), schema })
      onTestFinished(() => runner.close({ drainMs: 0 }))
      return runner
    }
    const [one, other] = [open(), open()]
    const input = { threadId: 't', runId: 'r', messages: [], tools: [], context: [] }
    const script = saying(input, ['one ', 'two ', 'three'], 'm1')
    const agent = scriptedAgent([...script.slice(0, 4), { until: new Promise(() => {}) }])
    const run = await one.start({ threadId: 't', agent, input })
    const reader = await other.follow({ threadId: 't' })
    const seen: string[] = []
    const following = (async () => {
      for (let chunk = await reader.next(1e6); chunk !== null; chunk = await reader.next(1e6)) {
        seen.push(...chunk.events)
      }
    })()
    await expect.poll(() => seen.join(''), { timeout: 30_000 }).toContain('two ')
    expect(await other.stop({ threadId: 't' })).toBe(true)
    expect((await run.ended).status).toBe('cancelled')
    await following
    expect(seen.at(-1)).toContain('RUN_FINISHED')
    expect((await other.threads.content({ threadId: 't' }))?.messages[0]?.json).toContain('one two ')
  })
})

test.each([
  ['neither url nor sql', {}],
  [
    'both',
    { url: 'postgres://x', sql: { query: async () => [], transaction: async () => undefined as never } },
  ],
  ['an object that is no client', { sql: {} as never }],
])('%s is refused', (_, options) => {
  expect(() => new PostgresAgentRunner(options)).toThrow(TypeError)
})

test('a server that is not there is an error that says so, and that may go away', async () => {
  const runner = new PostgresAgentRunner({ url: 'postgres://127.0.0.1:1/none' })
  onTestFinished(() => runner.close({ drainMs: 0 }))
  const error = await runner.threads.list().catch((cause: unknown) => cause)
  expect(error).toBeInstanceOf(PostgresStoreError)
  expect(error).toMatchObject({ code: 'unreachable', unavailable: 'all' })
})
