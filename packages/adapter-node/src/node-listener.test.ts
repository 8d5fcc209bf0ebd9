import { InMemoryAgentRunner } from '@flightdeck/runner-memory'
import { CopilotRuntime } from '@flightdeck/runtime-core'
import { readEvents } from '@flightdeck/testkit'
import { expect, test } from 'vitest'
import { deferred, head, listen, rawClient } from '../test/test-server.ts'
import { createCopilotNodeListener } from './node-listener.ts'

const input = {
  threadId: 't',
  runId: 'r',
  state: {},
  messages: [],
  tools: [],
  context: [],
  forwardedProps: {},
}

test('serves a runtime below its base path', async () => {
  const agent = {
    async *run({ threadId, runId }: { threadId: string; runId: string }) {
      yield { type: 'TEXT_MESSAGE_CHUNK', messageId: 'm', delta: 'hello' }
      yield { type: 'RUN_FINISHED', threadId, runId }
    },
  }
  const runtime = new CopilotRuntime({ agents: { default: agent }, runner: new InMemoryAgentRunner() })
  const { url } = await listen(createCopilotNodeListener({ runtime, basePath: '/api' }))
  const response = await fetch(`${url}/api/agent/default/run`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(input),
  })
  const events = await readEvents(response)
  expect(events).toContainEqual(expect.objectContaining({ type: 'TEXT_MESSAGE_CONTENT', delta: 'hello' }))
  expect(events.at(-1)).toMatchObject({ type: 'RUN_FINISHED', runId: 'r' })
})

test('an event is sent before the agent emits the next one', async () => {
  const go = deferred()
  const agent = {
    async *run({ threadId, runId }: { threadId: string; runId: string }) {
      yield { type: 'TEXT_MESSAGE_CHUNK', messageId: 'm', delta: 'first' }
      await go.promise
      yield { type: 'TEXT_MESSAGE_CHUNK', messageId: 'm', delta: 'second' }
      yield { type: 'RUN_FINISHED', threadId, runId }
    },
  }
  const { port } = await listen(
    createCopilotNodeListener({
      runtime: new CopilotRuntime({ agents: { a: agent }, runner: new InMemoryAgentRunner() }),
    }),
  )
  const body = JSON.stringify(input)
  const lines = ['Host: a', 'Content-Type: application/json', `Content-Length: ${body.length}`]
  const client = rawClient(port, `${head('POST /agent/a/run HTTP/1.1', ...lines)}${body}`)
  expect(await client.until('first')).not.toContain('second')
  go.resolve()
  await client.until('RUN_FINISHED')
})

test('the runtime responds to a body that does not arrive, with its CORS headers', async () => {
  const agent = { async *run() {} }
  const runtime = new CopilotRuntime({ agents: { a: agent }, runner: new InMemoryAgentRunner() })
  const { port } = await listen(createCopilotNodeListener({ runtime, cors: true }, { bodyTimeoutMs: 50 }))
  const lines = ['Host: a', 'Origin: http://b', 'Content-Type: application/json', 'Content-Length: 9']
  const raw = await rawClient(port, head('POST /agent/a/run HTTP/1.1', ...lines)).closed
  expect(raw).toMatch(/^HTTP\/1\.1 408 /)
  expect(raw).toContain('"code":"request_timeout"')
  expect(raw).toMatch(/access-control-allow-origin/i)
})
