import type { AgentErrorCode, McpProblemCode } from '@flightdeck/builtin-agent'
import { errorCodes } from '@flightdeck/protocol'
import type { PostgresStoreErrorCode } from '@flightdeck/runner-postgres'
import type { SqliteStoreErrorCode } from '@flightdeck/runner-sqlite'
import { describe, expect, it } from 'vitest'
import { tableUnder } from './docs/tables.ts'
import { filesBelow } from './repository-files.ts'
import { readText } from './workspace.ts'

/** The codes of a type. The compiler finds those that are missing. */
const agentCodes: Readonly<Record<AgentErrorCode, true>> = {
  auth_failed: true,
  rate_limited: true,
  quota_exceeded: true,
  context_too_long: true,
  content_refused: true,
  overloaded: true,
  network_error: true,
  incomplete_response: true,
  model_not_found: true,
  invalid_request: true,
  provider_error: true,
  mcp_unavailable: true,
  invalid_configuration: true,
  agent_error: true,
}

const mcpCodes: Readonly<Record<McpProblemCode, true>> = {
  mcp_not_installed: true,
  mcp_bad_config: true,
  mcp_unauthorized: true,
  mcp_unreachable: true,
  mcp_timeout: true,
  mcp_failed: true,
  mcp_bad_tool: true,
  mcp_name_clash: true,
}

const sqliteCodes: Readonly<Record<SqliteStoreErrorCode, true>> = {
  no_driver: true,
  cannot_open: true,
  not_a_database: true,
  read_only: true,
  corrupt: true,
  newer_schema: true,
  busy: true,
  full: true,
  file_missing: true,
  closed: true,
  failed: true,
}

const postgresCodes: Readonly<Record<PostgresStoreErrorCode, true>> = {
  unreachable: true,
  read_only: true,
  timeout: true,
  no_tables: true,
  newer_schema: true,
  closed: true,
  failed: true,
}

describe('docs/reference/errors.md', () => {
  const page = readText('docs/reference/errors.md')

  it('has every code of a response, with its status and what to do', () => {
    const rows = tableUnder(page, 'Responses')
    expect(rows.map(([code, status]) => [code, Number(status)])).toEqual(
      Object.entries(errorCodes).map(([code, { status }]) => [code, status]),
    )
    expect(rows.every(([, , advice = '']) => advice.length > 10)).toBe(true)
  })

  it.each([
    ['BuiltInAgent', agentCodes],
    ['MCP servers', mcpCodes],
    ['SQLite', sqliteCodes],
    ['Postgres', postgresCodes],
  ])('has every code of %s', (heading, codes) => {
    const rows = tableUnder(page, heading).map(([code]) => code)
    expect(rows.sort()).toEqual(Object.keys(codes).sort())
  })

  it('has the codes of failed runs that the protocol lists', () => {
    const endings = tableUnder(readText('docs/protocol.md'), 'A run').map(([ending = '']) => ending)
    const codes = endings.flatMap((ending) => /^RUN_ERROR (\w+)$/.exec(ending)?.[1] ?? [])
    expect(tableUnder(page, 'Runs').map(([code]) => code)).toEqual(codes)
  })

  it('has the codes of the Node adapter', () => {
    const readme = readText('packages/adapter-node/README.md')
    const rows = tableUnder(readme, 'Responses of the adapter itself')
    const pairs = rows.map(([status, code]) => [code, status])
    expect(tableUnder(page, 'Node adapter').map(([code, status]) => [code, status])).toEqual(pairs)
  })
})

describe('docs/operate/troubleshooting.md', () => {
  const page = readText('docs/operate/troubleshooting.md')

  it.each(['Messages of the log', 'Messages of exceptions'])('quotes %s that the sources have', (heading) => {
    const sources = filesBelow('packages', ['.ts'])
      .filter((path) => path.includes('/src/') && !path.endsWith('.test.ts'))
      .map((path) => readText(path).replaceAll(/' \+\n\s*'/g, ''))
      .join('\n')
    const messages = tableUnder(page, heading).map(([message = '']) => message)
    expect(messages.length).toBeGreaterThan(5)
    for (const message of messages)
      for (const part of message.split('…').filter((text) => text.trim().length > 3))
        expect(sources, message).toContain(part.trim())
  })
})
