import { saying, scriptedAgent } from '@flightdeck/testkit'
import { startPostgres } from '@flightdeck/testkit/postgres'
import { expect, onTestFinished, test } from 'vitest'
import { PostgresAgentRunner } from '../postgres-agent-runner.ts'

test('events that a crash of the server loses are stored again, and no viewer misses one', async (context) => {
  // Nothing is flushed before the crash: the flush of one commit would flush all that came before.
  const server = await startPostgres({ settings: { wal_writer_delay: '10s', wal_writer_flush_after: '0' } })
  context.skip(server === undefined, 'no Postgres 15 or newer is installed')
  if (server === undefined) return
  onTestFinished(() => server.stop())
  const open = (): PostgresAgentRunner => {
    const runner = new PostgresAgentRunner({ url: server.url, leaseMs: 60_000 })
    onTestFinished(() => runner.close({ drainMs: 0 }))
    return runner
  }
  const [one, other] = [open(), open()]
  const input = { threadId: 't', runId: 'r', messages: [], tools: [], context: [] }
  const script = saying(input, ['one ', 'two ', 'three'], 'm1')
  let goOn = (): void => {}
  const restarted = new Promise<void>((resolve) => {
    goOn = resolve
  })
  const agent = scriptedAgent([...script.slice(0, 4), { until: restarted }, ...script.slice(4)])
  const run = await one.start({ threadId: 't', agent, input })
  const seen: string[] = []
  const reader = await other.follow({ threadId: 't' })
  const following = (async () => {
    for (let chunk = await reader.next(1e6); chunk !== null; chunk = await reader.next(1e6)) {
      seen.push(...chunk.events)
    }
  })()
  await expect.poll(() => seen.join(''), { timeout: 30_000 }).toContain('two ')
  reader.close()
  await following
  await server.restart('immediate')
  goOn()
  expect((await run.ended).status).toBe('finished')
  const content = await other.threads.content({ threadId: 't' })
  expect(content?.messages[0]?.json).toContain('one two three')
})
