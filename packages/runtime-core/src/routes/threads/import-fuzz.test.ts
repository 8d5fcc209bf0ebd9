import { createHash } from 'node:crypto'
import { readSse, saying, scriptedAgent } from '@flightdeck/testkit'
import fc from 'fast-check'
import { expect, onTestFinished, test } from 'vitest'
import { properties } from '../../../test/properties.ts'
import { CopilotRuntime } from '../../runtime/copilot-runtime.ts'
import { createCopilotRuntimeHandler } from '../../server/handler.ts'

/** Says something, then asks for leave, then says what came of it. */
const agent = scriptedAgent((input) => {
  const said = saying(input, [`Hi ${input.runId}`], `m-${input.runId}`)
  if (input.runId !== 'r2') return said
  const { threadId, runId } = input
  const interrupts = [{ id: 'i1', reason: 'confirmation', metadata: { a: [1] } }]
  const outcome = { type: 'interrupt', interrupts }
  return [...said.slice(0, -1), { type: 'RUN_FINISHED', threadId, runId, outcome }]
})

type Ask = (method: string, path: string, body?: string) => Promise<Response>

function serve(): Ask {
  const runtime = new CopilotRuntime({ agents: { default: agent }, threads: { allowImport: true } })
  onTestFinished(() => runtime.close({ drainMs: 0 }))
  const handler = createCopilotRuntimeHandler({ runtime })
  const headers = { 'content-type': 'application/json' }
  return (method, path, body) =>
    handler(new Request(`http://host${path}`, { method, headers, ...(body && { body }) }))
}

/** The lines of a thread with three runs, two questions answered or not, and a state. */
async function exported(ask: Ask): Promise<unknown[]> {
  const run = async (runId: string, more: object = {}): Promise<void> => {
    const messages = [{ id: `u-${runId}`, role: 'user', content: 'Hi' }]
    const input = { threadId: 't', runId, state: { n: 1 }, messages, ...more }
    await (await ask('POST', '/agent/default/run', JSON.stringify(input))).text()
  }
  await run('r1')
  await run('r2')
  await run('r3', { resume: [{ interruptId: 'i1', status: 'resolved', payload: 'yes' }] })
  const text = await (await ask('GET', '/threads/t/export')).text()
  await ask('DELETE', '/threads/t')
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
}

/** Every place in a value, as the keys that lead there. */
function placesIn(value: unknown, path: readonly string[] = []): (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [path]
  return [path, ...Object.entries(value).flatMap(([key, inner]) => placesIn(inner, [...path, key]))]
}

function replaced(value: unknown, [key, ...rest]: readonly string[], by: unknown): unknown {
  if (key === undefined) return by
  const copy = (Array.isArray(value) ? [...value] : { ...Object(value) }) as Record<string, unknown>
  copy[key] = replaced(copy[key], rest, by)
  return copy
}

function withChecksum(events: readonly unknown[]): string {
  const isChecksum = (event: unknown): boolean => Object(event).name === 'flightdeck.checksum'
  const hash = createHash('sha256')
  for (const event of events) if (!isChecksum(event)) hash.update(`${JSON.stringify(event)}\n`)
  const value = `sha-256:${hash.digest('hex')}`
  const lines = events.map((event) => JSON.stringify(isChecksum(event) ? { ...Object(event), value } : event))
  return lines.join('\n')
}

const nasty = fc.oneof(
  fc.constantFrom(
    null,
    '',
    'x\n\ndata: {}',
    '{}',
    '[]',
    'null',
    0,
    -1,
    0.5,
    2 ** 53 - 1,
    2 ** 53,
    true,
    [],
    {},
  ),
  fc.constantFrom('{"type":"RUN_ERROR"}', '{"type":"RUN_FINISHED","outcome":{"type":"interrupt"}}', 8.64e15),
  fc.json({ maxDepth: 2 }),
  fc.jsonValue({ maxDepth: 2 }),
)

test('a changed export is refused without a trace, or imported as a legal thread', async () => {
  const ask = serve()
  const events = await exported(ask)
  const places = placesIn(events).filter((path) => path.length > 0)
  const outcomes = new Set<number>()
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...places), nasty, async (path, value) => {
      const body = withChecksum(replaced(events, path, value) as unknown[])
      const imported = await ask('POST', '/threads/import', body)
      const { id, code } = (await imported.json()) as { id?: string; code?: string }
      outcomes.add(imported.status)
      const listed = await ask('GET', '/threads?limit=1')
      expect(listed.status).toBe(200)
      if (imported.status !== 200) {
        expect([imported.status, code]).toEqual([400, 'invalid_import'])
        expect(await listed.json()).toMatchObject({ threads: [] })
        return
      }
      const thread = `/threads/${encodeURIComponent(id ?? '')}`
      for (const part of ['', '/messages', '/events', '/state', '/runs', '/interrupts']) {
        const response = await ask('GET', thread + part)
        expect(response.status).toBe(200)
        await response.json()
      }
      const joined = await ask('GET', `/agent/default/connect?threadId=${encodeURIComponent(id ?? '')}`)
      for await (const { data } of readSse(joined)) expect(data.type).toMatch(/^[A-Z_]+$/)
      const again = await (await ask('GET', `${thread}/export`)).text()
      expect((await ask('DELETE', thread)).status).toBe(200)
      expect((await ask('POST', '/threads/import', again)).status).toBe(200)
      await ask('DELETE', thread)
    }),
    properties,
  )
  expect([...outcomes].sort()).toEqual([200, 400])
})
