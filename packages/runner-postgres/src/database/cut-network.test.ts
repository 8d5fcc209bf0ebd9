import { saying, scriptedAgent } from '@flightdeck/testkit'
import { describe, expect, onTestFinished, test } from 'vitest'
import { newSchema, skipWithoutPostgres, url } from '../../test/database.ts'
import { startTcpProxy, type TcpProxy } from '../../test/tcp-proxy.ts'
import { PostgresAgentRunner } from '../postgres-agent-runner.ts'

/** Connects a runner through a proxy. */
async function throughProxy(): Promise<{ proxy: TcpProxy; runner: PostgresAgentRunner; schema: string }> {
  const schema = newSchema()
  const address = new URL(url)
  const proxy = await startTcpProxy(address.hostname, Number(address.port || 5432))
  address.host = `127.0.0.1:${proxy.port}`
  const runner = new PostgresAgentRunner({
    url: String(address),
    schema,
    statementTimeoutMs: 2_000,
    leaseMs: 600_000,
  })
  onTestFinished(async () => {
    proxy.heal()
    await runner.close({ drainMs: 0 })
    await proxy.close()
  })
  return { proxy, runner, schema }
}

const inputOf = (threadId: string) => ({ threadId, runId: 'r', messages: [], tools: [], context: [] })

describe('a network that was cut', () => {
  skipWithoutPostgres()

  test('fails statements that would wait forever, and new connections work when it is back', async () => {
    const { proxy, runner } = await throughProxy()
    const input = inputOf('t')
    const run = await runner.start({ threadId: 't', agent: scriptedAgent(saying(input, ['one'])), input })
    expect((await run.ended).status).toBe('finished')

    proxy.cut()
    const errors = await Promise.all(
      [1, 2, 3].map(() => runner.threads.content({ threadId: 't' }).catch((cause: unknown) => cause)),
    )
    for (const error of errors) {
      expect(error).toMatchObject({
        name: 'PostgresStoreError',
        code: expect.stringMatching(/^(timeout|unreachable)$/),
        unavailable: expect.stringMatching(/^(busy|all)$/),
      })
    }

    proxy.heal()
    await expect
      .poll(() => runner.threads.content({ threadId: 't' }).catch(() => undefined), { timeout: 60_000 })
      .toMatchObject({ messages: [expect.objectContaining({ id: 'm1' })] })
  })

  test('keeps a run that it interrupts: its events and its end are stored when it is back', async () => {
    const { proxy, runner, schema } = await throughProxy()
    const input = inputOf('t')
    let goOn = (): void => {}
    const until = new Promise<void>((resolve) => {
      goOn = resolve
    })
    const script = saying(input, ['one ', 'two'])
    const agent = scriptedAgent([...script.slice(0, 3), { until }, ...script.slice(3)])
    const run = await runner.start({ threadId: 't', agent, input })
    const reader = run.reader()
    let seen = ''
    while (!seen.includes('one ')) seen += (await reader.next(1e6))?.events.join('') ?? ''

    proxy.cut()
    goOn()
    // The events in between reach a reader of this process without Postgres. The ending waits for it.
    while (!seen.includes('two')) seen += (await reader.next(1e6))?.events.join('') ?? ''
    expect(seen).not.toContain('RUN_FINISHED')
    const lost = await runner.threads.list().catch((cause: unknown) => cause)
    expect(lost).toMatchObject({ name: 'PostgresStoreError' })

    proxy.heal()
    expect((await run.ended).status).toBe('finished')
    const other = new PostgresAgentRunner({ url, schema })
    onTestFinished(() => other.close({ drainMs: 0 }))
    const content = await other.threads.content({ threadId: 't' })
    expect(content?.messages[0]?.json).toContain('one two')
  })
})
