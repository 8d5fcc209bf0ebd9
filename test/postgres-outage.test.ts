import { once } from 'node:events'
import { PostgresAgentRunner } from '@flightdeck/runner-postgres'
import { CopilotRuntime, createCopilotRuntimeHandler } from '@flightdeck/runtime-core'
import { readEvents, saying, scriptedAgent } from '@flightdeck/testkit'
import { startPostgres } from '@flightdeck/testkit/postgres'
import { expect, onTestFinished, test } from 'vitest'

test('while Postgres is down, new runs get 503, readers of running ones go on, and all recovers by itself', async (context) => {
  const server = await startPostgres()
  context.skip(server === undefined, 'no Postgres 15 or newer is installed')
  if (server === undefined) return
  onTestFinished(() => server.stop())

  const steps = [gate(), gate()] as const
  const agent = scriptedAgent((input) => {
    const script = saying(input, ['one ', 'two ', 'three'])
    if (input.threadId !== 'running') return script
    return [
      ...script.slice(0, 3),
      { until: steps[0].opened },
      ...script.slice(3, 4),
      { until: steps[1].opened },
      ...script.slice(4),
    ]
  })
  // The lease is longer than any outage here: no sweep ends the run.
  const runner = new PostgresAgentRunner({ url: server.url, leaseMs: 600_000, storePatienceMs: 600_000 })
  const runtime = new CopilotRuntime({ agents: { default: agent }, runner, logger: false })
  onTestFinished(() => runtime.close({ drainMs: 0 }))
  const handler = createCopilotRuntimeHandler({ runtime })
  const run = (threadId: string, runId = 'r'): Promise<Response> =>
    handler(
      new Request('http://localhost/agent/default/run', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ threadId, runId, messages: [], protocolVersion: '1.0' }),
      }),
    )

  const stream = ((await run('running')).body as ReadableStream<Uint8Array>).getReader()
  const decoder = new TextDecoder()
  let seen = ''
  const readUntil = async (text: string): Promise<void> => {
    while (!seen.includes(text)) {
      const { value, done } = await stream.read()
      if (done) throw new Error(`The stream ended without '${text}': ${seen}`)
      seen += decoder.decode(value)
    }
  }
  await readUntil('one ')

  const exited = once(server.process, 'exit')
  server.process.kill('SIGQUIT')
  await exited
  const refused = await run('new')
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '1'])
  expect(await refused.json()).toMatchObject({ code: 'store_unavailable' })
  steps[0].open()
  await readUntil('two ')
  steps[1].open()
  await readUntil('three')
  expect(seen).not.toContain('RUN_FINISHED')

  await server.restart('immediate')
  await readUntil('RUN_FINISHED')
  expect(seen).not.toContain('RUN_ERROR')
  const again = await run('new', 'again')
  expect(again.status).toBe(200)
  expect((await readEvents(again)).at(-1)).toMatchObject({ type: 'RUN_FINISHED' })
  const messages = await handler(new Request('http://localhost/threads/running/messages'))
  expect(await messages.text()).toContain('one two three')
}, 180_000)

function gate(): { opened: Promise<void>; open(): void } {
  let open = (): void => {}
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  return { opened, open: () => open() }
}
