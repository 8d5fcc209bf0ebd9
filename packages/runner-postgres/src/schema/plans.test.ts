import { saying, scriptedAgent } from '@flightdeck/testkit'
import postgres from 'postgres'
import { describe, expect, onTestFinished, test } from 'vitest'
import { newSchema, skipWithoutPostgres, url } from '../../test/database.ts'
import { fromPostgresJs } from '../database/postgres-js.ts'
import type { Query, SqlClient } from '../database/sql-client.ts'
import { PostgresAgentRunner } from '../postgres-agent-runner.ts'
import { migrate } from './migrate.ts'
import { tablesOf } from './tables.ts'

const MESSAGES = process.env.TEST_FULL ? 1_000_000 : 100_000
const THREADS = MESSAGES / 10

interface Plan {
  readonly 'Node Type': string
  readonly 'Relation Name'?: string
  readonly Plans?: readonly Plan[]
}

/** Fills all tables: 1,000 owners, of which ann has a tenth of the threads, and 2,000 running runs. */
async function fill(sql: postgres.Sql, schema: string): Promise<void> {
  const owner = "CASE WHEN i % 10 = 0 THEN ':ann' ELSE ':' || i % 1000 END"
  await sql.unsafe(`
    INSERT INTO ${schema}.owners (owner, revision, threads)
      SELECT DISTINCT ${owner}, ${THREADS}, 1 FROM generate_series(1, ${THREADS}) i;
    INSERT INTO ${schema}.threads
        (owner, thread_id, generation, agent_id, archived, created_at, updated_at, active_at, revision, head, bytes, last_run)
      SELECT ${owner}, 't' || i, 'g' || i, 'agent' || i % 7, i % 3 = 0, i, i, i, i, 10, 1000, 0
      FROM generate_series(1, ${THREADS}) i;
    INSERT INTO ${schema}.messages (thread, position, id, json)
      SELECT t.id, p, 'm' || p, '{"id":"m' || p || '","role":"user","content":"Hello"}'
      FROM ${schema}.threads t, generate_series(0, 9) p;
    INSERT INTO ${schema}.runs (thread, base, run_id, agent_id, status, epoch, started_at, ended_at, stop_requested)
      SELECT id, 0, 'r', agent_id, 'finished', id, 1, 2, false FROM ${schema}.threads;
    INSERT INTO ${schema}.claims
        (thread, claim_id, run_id, agent_id, epoch, base, head, started_at, holder, lease_until, bytes)
      SELECT id, 'c', 'r', agent_id, id, 10, 20, 1, 'other', clock_timestamp() + interval '1 day', 1
      FROM ${schema}.threads WHERE owner <> ':ann' ORDER BY id LIMIT 2000;
    INSERT INTO ${schema}.events (thread, last, first, size, legacy, body)
      SELECT thread, 10 + n, 10 + n, 2, '', '{}' FROM ${schema}.claims, generate_series(1, 10) n;
    INSERT INTO ${schema}.tombstones (owner, revision, thread_id)
      SELECT ${owner}, i, 'gone' || i FROM generate_series(1, ${THREADS}) i;
    SELECT setval('${schema}.epochs', ${THREADS});
  `)
  await sql.unsafe(`ANALYZE`)
}

/** A client that explains every statement before it runs it, in the same transaction. */
function explaining(client: SqlClient, plans: Map<string, Plan>): SqlClient {
  const explained =
    (query: Query): Query =>
    async (text, values) => {
      if (/^\s*\(?(SELECT|WITH|INSERT|UPDATE|DELETE)\b/.test(text)) {
        const [row] = await query<{ 'QUERY PLAN': string | [{ Plan: Plan }] }>(
          `EXPLAIN (FORMAT JSON) ${text}`,
          values,
        )
        const plan = row?.['QUERY PLAN']
        const [{ Plan: root }] = (typeof plan === 'string' ? JSON.parse(plan) : plan) as [{ Plan: Plan }]
        plans.set(text, root)
      }
      return await query(text, values)
    }
  return {
    ...client,
    query: explained(client.query),
    transaction: (work) => client.transaction((query) => work(explained(query))),
  }
}

function scansOf(plan: Plan, schema: readonly string[]): string[] {
  const own =
    plan['Node Type'] === 'Seq Scan' && schema.includes(plan['Relation Name'] ?? '')
      ? [plan['Relation Name'] as string]
      : []
  return [...own, ...(plan.Plans ?? []).flatMap((each) => scansOf(each, schema))]
}

const FILLED = ['owners', 'threads', 'messages', 'runs', 'claims', 'events', 'tombstones']

describe('on a filled database', () => {
  skipWithoutPostgres()

  test('no statement of a run, a reader or a list scans a whole table', async () => {
    const schema = newSchema()
    const sql = postgres(url, { max: 4, prepare: false, fetch_types: false, onnotice: () => {} })
    onTestFinished(() => sql.end())
    const client = fromPostgresJs(sql, { prepare: false })
    await migrate(client, tablesOf(schema))
    await fill(sql, schema)

    const plans = new Map<string, Plan>()
    const open = (): PostgresAgentRunner => {
      const runner = new PostgresAgentRunner({ sql: explaining(client, plans), schema })
      onTestFinished(() => runner.close({ drainMs: 0 }))
      return runner
    }
    const [one, other] = [open(), open()]
    const owner = 'ann'
    const input = { threadId: 't10', runId: 'new', messages: [], tools: [], context: [] }
    const script = saying(input, ['one', 'two'])
    const agent = scriptedAgent([...script.slice(0, 3), { until: new Promise(() => {}) }])
    const run = await one.start({ threadId: 't10', owner, agent, input })
    const reader = await other.follow({ threadId: 't10', owner })
    while (!(await reader.next(1e6))?.events.join('').includes('one')) {
      // The text arrives with one of the first chunks.
    }
    expect(await other.isRunning({ threadId: 't10', owner })).toBe(true)
    expect(await other.stop({ threadId: 't10', owner })).toBe(true)
    await run.ended
    reader.close()
    for (const archived of ['without', 'with', 'only'] as const) {
      for (const filter of [{}, { agentId: 'agent3' }]) {
        const page = await one.threads.list({ owner, archived, limit: 20, ...filter })
        expect(page.threads).toHaveLength(20)
        await one.threads.list({ owner, archived, limit: 20, ...filter, cursor: page.nextCursor })
      }
    }
    await one.threads.content({ threadId: 't20', owner })
    await one.threads.runs({ threadId: 't20', owner, limit: 5 })
    await one.threads.update({ threadId: 't20', owner }, { name: 'Renamed', archived: true })
    await one.threads.delete({ threadId: 't30', owner })

    expect(plans.size).toBeGreaterThan(25)
    const scans = [...plans].flatMap(([text, plan]) => {
      const tables = scansOf(plan, FILLED)
      return tables.length === 0 ? [] : [{ tables, text }]
    })
    expect(scans).toEqual([])
  }, 300_000)
})
