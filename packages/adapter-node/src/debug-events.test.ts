import { CopilotRuntime } from '@flightdeck/runtime-core'
import { saying, scriptedAgent } from '@flightdeck/testkit'
import { expect, onTestFinished, test } from 'vitest'
import { listen } from '../test/test-server.ts'
import { createCopilotNodeListener } from './node-listener.ts'

test('GET /cpk-debug-events streams a run as it happens, and a disconnect frees the reader', async () => {
  const runtime = new CopilotRuntime({
    agents: { default: scriptedAgent((input) => saying(input, ['Hello'])) },
    debugEvents: true,
    logger: false,
  })
  onTestFinished(() => runtime.close({ drainMs: 0 }))
  const { url } = await listen(createCopilotNodeListener({ runtime, basePath: '/api' }))
  const base = new URL('/api', url).href
  const open = (signal?: AbortSignal): Promise<Response> =>
    fetch(`${base}/cpk-debug-events`, signal ? { signal } : {})

  const clients = Array.from({ length: 10 }, () => new AbortController())
  onTestFinished(() => {
    for (const client of clients) client.abort()
  })
  const [response] = await Promise.all(clients.map(({ signal }) => open(signal)))
  expect((await open()).status).toBe(429)

  if (!response?.body) throw new Error('The response has no body')
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader()
  let text = (await reader.read()).value ?? ''
  expect(text).toBe(': connected\n\n')
  const run = await fetch(`${base}/agent/default/run`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ threadId: 't1', runId: 'r1', messages: [] }),
  })
  await run.text()
  while (!text.includes('"RUN_FINISHED"')) text += (await reader.read()).value ?? ''
  expect(text).toMatch(
    /\ndata: \{"timestamp":\d+,"agentId":"default","threadId":"t1","runId":"r1","event":\{"type":"RUN_STARTED"/,
  )

  clients.pop()?.abort()
  const again = new AbortController()
  clients.push(again)
  await expect.poll(async () => (await open(again.signal)).status).toBe(200)
})
