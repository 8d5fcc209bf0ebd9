// Uses a store and a runner with one driver, in any runtime, and prints the results.
import { writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { EventLike } from '@flightdeck/run-engine'
import type { SqliteDriver } from '../src/database/drivers.ts'
import type { SqliteDatabase } from '../src/database/sqlite-database.ts'
import { SqliteAgentRunner } from '../src/sqlite-agent-runner.ts'
import { SqliteStore } from '../src/store/sqlite-store.ts'

const [folder, driver, hand] = process.argv.slice(2) as [string, SqliteDriver, string]
const path = join(folder, 'threads.db')
const warnings: string[] = []
process.on('warning', ({ message }) => warnings.push(message))

const given = hand === 'given' ? openByHand() : undefined
const store = given === undefined ? new SqliteStore({ path, driver }) : new SqliteStore({ database: given })

const strange = ['a\u0000b', 'a\u0000c', '\ud800', '\ud801', '\ufffd', '\u0001"x"', '😀', '']
const keys = strange.flatMap((owner) => strange.map((threadId) => ({ threadId, owner })))
const big = JSON.stringify({ type: 'CUSTOM', name: 'big', value: '😀\u0000\ud800'.repeat(100_000) })
for (const key of keys) {
  const claim = {
    key,
    claimId: JSON.stringify(key),
    runId: key.threadId,
    agentId: key.owner,
    now: 1,
    leaseMs: 60_000,
  }
  const claimed = await store.claim(claim)
  if (!claimed.claimed) throw new Error('a free thread was refused')
  const { epoch } = claimed
  const json = JSON.stringify({ id: key.threadId, owner: key.owner })
  const isLast = key === keys.at(-1)
  const events = isLast ? [json, big, json] : [json]
  await store.append({ key, runId: key.threadId, epoch, first: 1, events, legacy: [1] })
  await store.finish({
    key,
    runId: key.threadId,
    epoch,
    status: 'finished',
    endedAt: 2,
    ending: json,
    head: events.length,
    messages: [{ id: key.threadId, json }],
    state: undefined,
  })
  await store.update({ key, now: 3, name: key.owner })
}
let same = 0
for (const key of keys) {
  const view = await store.get(key)
  const json = JSON.stringify({ id: key.threadId, owner: key.owner })
  const read = { key, generation: view?.generation ?? '', after: 0, maxBytes: Infinity }
  const raw = await store.read(read)
  const message = view?.messages[0]
  if (view?.key.threadId !== key.threadId || view.key.owner !== key.owner || view.name !== key.owner) continue
  if (view.last?.runId !== key.threadId || view.agentId !== key.owner) continue
  if (message?.id !== key.threadId || message.json !== json || raw.gone || raw.events[0] !== json) continue
  if (key === keys.at(-1) && raw.events[1] !== big) continue
  same += 1
}
const page = await store.list({ owner: '\ud801', limit: 3 })
const rest = await store.list({ owner: '\ud801', limit: 100, after: page.next })
const ids = new Set([...page.threads, ...rest.threads].map(({ key }) => key.threadId))

const runner = new SqliteAgentRunner({ path, driver })
const input = { threadId: 't', runId: 'r', messages: [], tools: [], context: [] }
const agent = {
  async *run(): AsyncGenerator<EventLike> {
    yield { type: 'TEXT_MESSAGE_CHUNK', messageId: 'm', delta: 'hello' } as EventLike
    yield { type: 'RUN_FINISHED', threadId: 't', runId: 'r' } as EventLike
  },
}
const run = await runner.start({ threadId: 't', agent, input })
const { status } = await run.ended
await runner.close()

const errors: Record<string, unknown> = {}
writeFileSync(join(folder, 'text.db'), 'this is a text and no database at all, '.repeat(100))
for (const [what, where] of Object.entries({
  folder,
  missing: join(folder, 'no/x.db'),
  text: join(folder, 'text.db'),
})) {
  try {
    new SqliteStore({ path: where, driver })
    errors[what] = 'opened'
  } catch (error) {
    errors[what] = (error as { code?: string }).code
  }
}
await store.close()
const answer = given && (given.prepare('SELECT 1 AS one').get() as { one: number } | undefined)?.one
given?.close()
console.log(
  JSON.stringify({ threads: keys.length, same, listed: ids.size, status, errors, warnings, answer }),
)

function openByHand(): SqliteDatabase {
  const require = createRequire(import.meta.url)
  const loaded = driver === 'node:sqlite' ? process.getBuiltinModule('node:sqlite' as never) : require(driver)
  const Database =
    (loaded as Record<string, unknown>).DatabaseSync ?? (loaded as Record<string, unknown>).Database ?? loaded
  return new (Database as new (path: string) => SqliteDatabase)(path)
}
