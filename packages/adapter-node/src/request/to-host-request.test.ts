import type { RequestListener } from 'node:http'
import { InMemoryAgentRunner } from '@flightdeck/runner-memory'
import {
  CopilotRuntime,
  type CopilotRuntimeHandlerOptions,
  type CopilotRuntimeOptions,
} from '@flightdeck/runtime-core'
import { readEvents, readSse, saying, scriptedAgent } from '@flightdeck/testkit'
import express from 'express'
import { describe, expect, onTestFinished, test } from 'vitest'
import { head, listen, rawClient } from '../../test/test-server.ts'
import { createCopilotNodeListener } from '../node-listener.ts'

const input = { threadId: 't', runId: 'r', messages: [{ id: 'u', role: 'user', content: 'hi' }] }
const headers = { 'content-type': 'application/json' }

// A runtime without hooks is given the Node request; a hook makes it create a fetch request.
describe.each([
  ['as a Node request', {}],
  ['as a fetch request, for a hook', { hooks: { onRequest: () => {} } }],
] as const)('a request handled %s', (_name, handlerOptions: Partial<CopilotRuntimeHandlerOptions>) => {
  const listenerOf = (options: Partial<CopilotRuntimeOptions> = {}): RequestListener => {
    const agent = scriptedAgent((given) => saying(given, ['Hello']))
    const runtime = new CopilotRuntime({
      agents: { default: agent },
      runner: new InMemoryAgentRunner(),
      ...options,
    })
    onTestFinished(() => runtime.close({ drainMs: 0 }))
    return createCopilotNodeListener({ runtime, ...handlerOptions }, { bodyTimeoutMs: 200 })
  }
  const run = (url: string, body: unknown = input): Promise<Response> =>
    fetch(`${url}/agent/default/run`, { method: 'POST', headers, body: JSON.stringify(body) })

  test.each(['1.2.3.4.5', '127.0.0.1:99999', 'a%00', 'xn--'])(
    'to the host %s is refused with 400',
    async (host) => {
      const { port } = await listen(listenerOf())
      const raw = await rawClient(port, head('GET /info HTTP/1.1', `Host: ${host}`, 'Connection: close'))
        .closed
      expect(raw).toMatch(/^HTTP\/1\.1 400 /)
      expect(raw).toContain('"code":"invalid_url"')
    },
  )

  test('of a method that fetch forbids gets a 501, also where users are identified', async () => {
    const { port } = await listen(listenerOf({ identifyUser: () => ({ id: 'u' }) }))
    const raw = await rawClient(port, head('TRACE /info HTTP/1.1', 'Host: a', 'Connection: close')).closed
    expect(raw).toMatch(/^HTTP\/1\.1 501 /)
  })

  test('runs', async () => {
    const { url } = await listen(listenerOf())
    expect((await readEvents(await run(url))).at(-1)).toMatchObject({ type: 'RUN_FINISHED', runId: 'r' })
  })

  test('with the method TRACE gets a 501', async () => {
    const { port } = await listen(listenerOf())
    const raw = await rawClient(port, head('TRACE /info HTTP/1.1', 'Host: a', 'Connection: close')).closed
    expect(raw).toMatch(/^HTTP\/1\.1 501 /)
    expect(raw).toContain('"code":"method_not_supported"')
  })

  test('has the body that a parser has read', async () => {
    const agent = scriptedAgent((given) => saying(given, ['Hello']))
    const app = express()
      .use(express.json())
      .use('/mounted', listenerOf({ agents: { default: agent } }))
    const { url } = await listen(app)
    await readEvents(await run(`${url}/mounted`))
    expect(agent.inputs[0]?.messages).toEqual(input.messages)
  })

  test.each([
    ['has a content-length that is', (listener: RequestListener) => listener],
    ['was parsed and is', (listener: RequestListener) => express().use(express.json()).use(listener)],
  ])('is refused if its body %s too large', async (_how, mount) => {
    const { url } = await listen(mount(listenerOf({ limits: { maxBodyBytes: 500 } })))
    const response = await run(url, { ...input, forwardedProps: 'x'.repeat(1_000) })
    expect(response.status).toBe(413)
    expect(await response.json()).toMatchObject({ code: 'payload_too_large' })
  })

  test('is refused if its chunked body grows too large', async () => {
    const { port } = await listen(listenerOf({ limits: { maxBodyBytes: 500 } }))
    const lines = ['Host: a', 'Content-Type: application/json', 'Transfer-Encoding: chunked']
    const client = rawClient(port, head('POST /agent/default/run HTTP/1.1', ...lines))
    const piece = 'x'.repeat(300)
    for (let count = 0; count < 3; count += 1) client.send(`${piece.length.toString(16)}\r\n${piece}\r\n`)
    expect(await client.until('payload_too_large')).toMatch(/^HTTP\/1\.1 413 /)
  })

  test('whose upload stops gets a 408, and the server continues', async () => {
    const { port, url } = await listen(listenerOf())
    const lines = ['Host: a', 'Content-Type: application/json', 'Content-Length: 1000']
    const raw = await rawClient(port, `${head('POST /agent/default/run HTTP/1.1', ...lines)}{`).closed
    expect(raw).toMatch(/^HTTP\/1\.1 408 /)
    expect((await run(url)).status).toBe(200)
  })

  test('whose client disconnects during the upload starts no run', async () => {
    const agent = scriptedAgent([])
    const { port, url } = await listen(listenerOf({ agents: { default: agent } }))
    const lines = ['Host: a', 'Content-Type: application/json', 'Content-Length: 1000']
    const client = rawClient(port, `${head('POST /agent/default/run HTTP/1.1', ...lines)}{`)
    await new Promise((resolve) => setTimeout(resolve, 30))
    client.socket.destroy()
    expect((await fetch(`${url}/info`)).status).toBe(200)
    expect(agent.inputs).toEqual([])
  })

  test('whose client disconnects during the response does not end its run', async () => {
    let goOn = (): void => {}
    const paused = new Promise<void>((resolve) => {
      goOn = resolve
    })
    const agent = scriptedAgent((given) => {
      const events = saying(given, ['Hel', 'lo'])
      return [...events.slice(0, 3), { until: paused }, ...events.slice(3)]
    })
    const { url } = await listen(listenerOf({ agents: { default: agent } }))
    for await (const { data } of readSse(await run(url))) if (data.type === 'TEXT_MESSAGE_CONTENT') break
    const joined = readEvents(await fetch(`${url}/agent/default/connect?threadId=t`))
    goOn()
    expect(JSON.stringify(await joined)).toContain('lo')
    expect((await joined).at(-1)?.type).toBe('RUN_FINISHED')
  })

  test('whose client disconnects ends its run if the runtime is configured so', async () => {
    const agent = scriptedAgent((given) => [
      ...saying(given, ['x']).slice(0, 3),
      { until: new Promise(() => {}) },
    ])
    const { url } = await listen(listenerOf({ agents: { default: agent }, onDisconnect: 'cancel' }))
    for await (const { data } of readSse(await run(url))) if (data.type === 'TEXT_MESSAGE_CONTENT') break
    await expect.poll(() => agent.aborts).toBe(1)
  })

  test('is kept open by comments while its agent is silent', async () => {
    const agent = scriptedAgent([{ until: new Promise(() => {}) }])
    const { port } = await listen(listenerOf({ agents: { default: agent }, keepAliveMs: 20 }))
    const body = JSON.stringify(input)
    const lines = ['Host: a', 'Content-Type: application/json', `Content-Length: ${body.length}`]
    const client = rawClient(port, `${head('POST /agent/default/run HTTP/1.1', ...lines)}${body}`)
    const raw = await client.until('keep-alive\n\n')
    expect(raw).toContain('text/event-stream')
    await expect.poll(() => client.received.split(': keep-alive').length).toBeGreaterThan(3)
  })

  test('passes its headers to the agent', async () => {
    const seen: unknown[] = []
    const agent = {
      ...scriptedAgent([]),
      clone: () => ({
        headers: { 'X-Own': 'mine' },
        async *run(this: { headers: unknown }) {
          seen.push(this.headers)
          yield* []
        },
      }),
    }
    const { url } = await listen(listenerOf({ agents: { default: agent } }))
    const sent = { ...headers, authorization: 'Bearer b', 'x-own': 'theirs', 'x-trace': '1', accept: 'a/b' }
    await (
      await fetch(`${url}/agent/default/run`, { method: 'POST', headers: sent, body: JSON.stringify(input) })
    ).text()
    expect(seen).toEqual([{ 'X-Own': 'mine', authorization: 'Bearer b', 'x-trace': '1' }])
  })
})

test('hooks and callbacks are given a fetch request', async () => {
  const seen: unknown[] = []
  const runtime = new CopilotRuntime({
    agents: ({ request }) => {
      seen.push(request instanceof Request, request.headers.get('x-a'))
      return { default: scriptedAgent((given) => saying(given, ['Hello'])) }
    },
  })
  onTestFinished(() => runtime.close({ drainMs: 0 }))
  const { url } = await listen(createCopilotNodeListener({ runtime }))
  const sent = { ...headers, 'x-a': '1' }
  const response = await fetch(`${url}/agent/default/run`, {
    method: 'POST',
    headers: sent,
    body: JSON.stringify(input),
  })
  expect((await readEvents(response)).at(-1)?.type).toBe('RUN_FINISHED')
  expect(seen).toEqual([true, '1'])
})
