import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { readSse } from '@flightdeck/testkit'
import { expect, test } from 'vitest'
import { startModel } from './model.ts'
import { json, question, reach, reachMethods, reachServer, runInput, type Send, said } from './running.ts'

const base = '/api/copilotkit'
const hello = 'Hello RUN_FINISHED'

async function servesPaths(send: Send, path = base, headers: Record<string, string> = {}): Promise<void> {
  const info = await send(`${path}/info`, { headers })
  expect(info.status).toBe(200)
  expect(await info.json()).toHaveProperty('agents.default')
  expect(await said(await send(`${path}/agent/default/run`, json(runInput(), headers)))).toBe(hello)
  const connected = await send(`${path}/agent/default/connect`, json(runInput(), headers))
  expect(connected.status).toBe(200)
  await connected.text()
  const stopped = await send(`${path}/agent/default/stop/unknown-thread`, json({}, headers))
  expect(await stopped.json()).toMatchObject({ stopped: false })
  const unknown = await send(`${path}/agent/unknown/run`, json(runInput(), headers))
  expect(await unknown.json()).toMatchObject({ error: 'Agent not found' })
}

async function servesEnvelopes(send: Send, path = base): Promise<void> {
  expect(await (await send(path, json({ method: 'info' }))).json()).toHaveProperty('agents.default')
  const params = { agentId: 'default' }
  const run = await send(path, json({ method: 'agent/run', params, body: runInput() }))
  expect(await said(run)).toBe(hello)
}

async function servesOthers(send: Send): Promise<void> {
  expect(await (await send('/health')).json()).toEqual({ status: 'healthy' })
  expect(await (await send('/')).json()).toEqual({ status: 'ok' })
}

async function asksModel(send: Send, agentId = 'default'): Promise<void> {
  const run = await send(`${base}/agent/${agentId}/run`, json(runInput([question('hello')])))
  expect(await said(run)).toBe(hello)
}

async function heard(send: Send): Promise<unknown> {
  expect(await (await send(`${base}/info`)).json()).toMatchObject({ audioFileTranscriptionEnabled: true })
  const body = new FormData()
  // The first bytes of a WebM file, and some others.
  const bytes = new Uint8Array(64)
  bytes.set([0x1a, 0x45, 0xdf, 0xa3])
  body.append('audio', new File([bytes], 'said.webm', { type: 'audio/webm' }))
  const answer = await send(`${base}/transcribe`, { method: 'POST', body })
  return ((await answer.json()) as { text?: unknown }).text
}

async function allowsOrigin(send: Send, path = `${base}/agent/default/run`): Promise<string | null> {
  const preflight = await send(path, {
    method: 'OPTIONS',
    headers: {
      origin: 'https://app.example.com',
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'authorization,content-type',
    },
  })
  await preflight.text()
  expect(preflight.headers.get('access-control-allow-headers')).toContain('authorization')
  return preflight.headers.get('access-control-allow-origin')
}

const authorized = { authorization: 'Bearer token' }

/** The checks of each example. */
const examples: Record<string, () => Promise<void>> = {
  async fetch() {
    const send = reach(await import('./src/fetch.ts'))
    await servesPaths(send)
    expect(await allowsOrigin(send)).toBe('https://app.example.com')
  },
  async 'fetch-single-route'() {
    const send = reach(await import('./src/fetch-single-route.ts'))
    await servesEnvelopes(send)
    expect((await send(`${base}/agent/default/run`, json(runInput()))).status).toBe(404)
  },
  async 'fetch-beside-routes'() {
    const send = reach(await import('./src/fetch-beside-routes.ts'))
    await servesPaths(send)
    await servesOthers(send)
  },
  async 'fetch-any-path'() {
    await servesPaths(reach(await import('./src/fetch-any-path.ts')), '/where/ever')
  },
  async worker() {
    await servesPaths(reach(await import('./src/worker.ts'), { GREETING: 'Hello' }))
  },
  async 'worker-single-route'() {
    await servesEnvelopes(reach(await import('./src/worker-single-route.ts'), { GREETING: 'Hello' }))
  },
  async 'worker-beside-routes'() {
    const send = reach(await import('./src/worker-beside-routes.ts'), { GREETING: 'Hello' })
    await servesPaths(send)
    await servesOthers(send)
  },
  async 'worker-env'() {
    await servesPaths(reach(await import('./src/worker-env.ts'), { GREETING: 'Hello' }))
  },
  async 'worker-env-tanstack'() {
    const key = 'sk-of-the-worker'
    const calls = await startModel(key)
    await asksModel(reach(await import('./src/worker-env-tanstack.ts'), { OPENAI_API_KEY: key }))
    expect(calls()).toBe(1)
  },
  async 'next-app-router'() {
    await servesPaths(reachMethods(await import('./src/next-app-router.ts')))
  },
  async 'next-single-route'() {
    await servesEnvelopes(reachMethods(await import('./src/next-single-route.ts')))
  },
  async 'next-hono'() {
    await servesPaths(reachMethods(await import('./src/next-hono.ts')))
  },
  async 'next-hono-single-route'() {
    await servesEnvelopes(reachMethods(await import('./src/next-hono-single-route.ts')))
  },
  async 'react-router'() {
    const { loader, action } = await import('./src/react-router.ts')
    await servesPaths(async (path, init) => {
      const request = new Request(`http://localhost${path}`, init)
      return request.method === 'GET' ? loader({ request }) : action({ request })
    })
  },
  async 'react-router-single-route'() {
    const { action } = await import('./src/react-router-single-route.ts')
    await servesEnvelopes(async (path, init) =>
      action({ request: new Request(`http://localhost${path}`, init) }),
    )
  },
  async 'node-http'() {
    await servesPaths(await reachServer(() => import('./src/node-http.ts')))
  },
  async 'node-http-single-route'() {
    await servesEnvelopes(await reachServer(() => import('./src/node-http-single-route.ts')))
  },
  async 'node-http-beside-routes'() {
    const send = await reachServer(() => import('./src/node-http-beside-routes.ts'))
    await servesPaths(send)
    await servesOthers(send)
  },
  async express() {
    const send = await reachServer(() => import('./src/express.ts'))
    await servesPaths(send)
    expect(await allowsOrigin(send)).toBe('https://app.example.com')
  },
  async 'express-single-route'() {
    await servesEnvelopes(await reachServer(() => import('./src/express-single-route.ts')))
  },
  async 'express-beside-routes'() {
    const send = await reachServer(() => import('./src/express-beside-routes.ts'))
    await servesPaths(send)
    await servesOthers(send)
  },
  async 'express-cors'() {
    const send = await reachServer(() => import('./src/express-cors.ts'))
    expect(await allowsOrigin(send)).toBe('https://app.example.com')
    expect((await send(`${base}/info`)).status).toBe(401)
    await servesPaths(send, base, authorized)
  },
  async 'express-older-names'() {
    const send = await reachServer(() => import('./src/express-older-names.ts'))
    await servesPaths(send)
    await servesEnvelopes(send, '/api/single')
    expect(await allowsOrigin(send)).toBe('https://app.example.com')
  },
  async 'express-by-hand'() {
    await servesPaths(await reachServer(() => import('./src/express-by-hand.ts')))
  },
  async hono() {
    const send = await reachServer(() => import('./src/hono.ts'))
    await servesPaths(send)
    expect(await allowsOrigin(send)).toBe('https://app.example.com')
  },
  async 'hono-single-route'() {
    await servesEnvelopes(await reachServer(() => import('./src/hono-single-route.ts')))
  },
  async 'hono-beside-routes'() {
    const send = reach(await import('./src/hono-beside-routes.ts'))
    await servesPaths(send)
    await servesOthers(send)
    expect(await allowsOrigin(send)).toBe('https://app.example.com')
  },
  async 'hono-older-names'() {
    const send = reach(await import('./src/hono-older-names.ts'))
    await servesPaths(send)
    await servesEnvelopes(send, '/api/single')
  },
  async 'hono-by-hand'() {
    await servesPaths(reach(await import('./src/hono-by-hand.ts')))
  },
  async 'hono-rpc'() {
    const { agentNames, default: app } = await import('./src/hono-rpc.ts')
    const local = (async (url, init) => app.fetch(new Request(url, init))) as typeof fetch
    expect(await agentNames('http://localhost', local)).toEqual(['default'])
  },
  async hooks() {
    const example = await import('./src/hooks.ts')
    const send = reach(example)
    expect((await send(`${base}/info`)).status).toBe(401)
    const run = await send(`${base}/agent/default/run`, json(runInput(), authorized))
    expect(run.headers.get('x-request-id')).toBe('request-1')
    expect(await said(run)).toBe(hello)
    expect(example.log).toEqual([
      `asked for ${base}/info`,
      `asked for ${base}/agent/default/run`,
      'handling agent/run for agent default and thread undefined',
      'a run of DEFAULT',
    ])
    example.log.length = 0
    const failed = await send(`${base}/agent/default/stop/unknown-thread`, json({}, authorized))
    expect([failed.status, await failed.text()]).toEqual([500, expect.not.stringContaining('register')])
    expect(example.log.at(-1)).toBe('failed: Error: the register of stops is out of order')
    const origin = 'https://app.example.com'
    const read = await send(`${base}/info`, { headers: { ...authorized, origin } })
    expect(read.headers.get('access-control-allow-origin')).toBe(origin)
    expect(read.headers.get('access-control-allow-credentials')).toBe('true')
    const other = await send(`${base}/info`, { headers: { ...authorized, origin: 'https://evil.example' } })
    expect([null, origin]).toContain(other.headers.get('access-control-allow-origin'))
    expect(await allowsOrigin(send)).toBe(origin)
  },
  async middlewares() {
    const example = await import('./src/middlewares.ts')
    const send = reach(example)
    expect((await send(`${base}/info`)).status).toBe(401)
    const input = runInput()
    await said(await send(`${base}/agent/default/run`, json(input, authorized)))
    await expect.poll(() => example.log, { timeout: 20_000 }).toHaveLength(1)
    expect(example.log[0]).toMatchObject({
      status: 200,
      path: `${base}/agent/default/run`,
      messages: [{ role: 'assistant', content: 'Hello' }],
      threadId: input.threadId,
      runId: input.runId,
    })
  },
  async 'async-agents'() {
    const send = reach(await import('./src/async-agents.ts'))
    await servesPaths(send)
    const run = await send(`${base}/agent/support/run`, json(runInput(), { 'x-customer': 'Ada' }))
    expect(await said(run)).toBe('Hello Ada RUN_FINISHED')
  },
  async 'promised-agents'() {
    await servesPaths(reach(await import('./src/promised-agents.ts')))
  },
  async 'own-runner'() {
    const send = reach(await import('./src/own-runner.ts'))
    await servesPaths(send)
    const input = runInput()
    await said(await send(`${base}/agent/default/run`, json(input)))
    const replayed = await send(`${base}/agent/default/connect`, json({ ...input, runId: 'again' }))
    expect(await replayed.text()).toContain('Hello')
    const live = runInput()
    const frames = readSse(await send(`${base}/agent/counter/run`, json(live)))
    let last = (await frames.next()).value?.data
    while (last?.type !== 'TEXT_MESSAGE_CONTENT') last = (await frames.next()).value?.data
    const stopped = await send(`${base}/agent/counter/stop/${live.threadId}`, json({}))
    expect(await stopped.json()).toMatchObject({ stopped: true })
    for await (const { data } of frames) last = data
    expect(last).toMatchObject({ type: 'RUN_FINISHED', runId: live.runId })
  },
  async 'own-transcription'() {
    const send = reach(await import('./src/own-transcription.ts'))
    expect(await heard(send)).toBe('said.webm, audio/webm, 64 bytes')
  },
  async 'transcription-openai'() {
    const calls = await startModel()
    expect(await heard(reach(await import('./src/transcription-openai.ts')))).toBe('Hello')
    expect(calls()).toBe(1)
  },
  async 'built-in-agent'() {
    const send = reach(await import('./src/built-in-agent.ts'))
    const { agents } = (await (await send(`${base}/info`)).json()) as { agents: object }
    expect(agents).toMatchObject({
      default: { className: 'BuiltInAgent' },
      basic: { className: 'BasicAgent' },
    })
    const calls = await startModel()
    await asksModel(send)
    await asksModel(send, 'basic')
    expect(calls()).toBe(2)
  },
  async 'built-in-agent-tanstack'() {
    const send = reach(await import('./src/built-in-agent-tanstack.ts'))
    expect(await (await send(`${base}/info`)).json()).toMatchObject({
      agents: { default: { className: 'BuiltInAgent' } },
    })
    const calls = await startModel()
    await asksModel(send)
    expect(calls()).toBe(1)
    expect(await allowsOrigin(send)).toBe('https://app.example.com')
  },
}

const files = readdirSync(new URL('src', import.meta.url))
  .map((file) => file.replace(/\.ts$/, ''))
  .filter((name) => name !== 'agent')

test.each(Object.entries(examples))('%s', (_name, check) => check())

test('every example is run', () => {
  expect(files.sort()).toEqual(Object.keys(examples).sort())
})

test('the table of forms has every example, and the test of each', () => {
  const root = new URL('../', import.meta.url)
  const paper = readFileSync(new URL('docs/compatibility.md', root), 'utf8')
  const [, table = ''] = /## Forms of use[\s\S]*?\n\|---.*\n((?:\|.*\n)+)/.exec(paper) ?? []
  const rows = table.trim().split('\n')
  const linksIn = (cell = '') => Array.from(cell.matchAll(/\]\(\.\.\/([^)]+)\)/g), ([, path = '']) => path)
  const homeOf = (path: string) => /^(?:apps\/)?[^/]+/.exec(path)?.[0]
  const named = rows.flatMap((row) => {
    const [, example, tested, differences] = row.split(' | ')
    expect(differences, row).toBeDefined()
    const links = [linksIn(example), linksIn(tested)] as const
    for (const path of links.flat()) expect(existsSync(new URL(path, root)), path).toBe(true)
    expect(links[1].map(homeOf), row).toEqual([...new Set(links[0].map(homeOf))])
    return links[0]
  })
  expect(files.filter((name) => !named.includes(`examples/src/${name}.ts`))).toEqual([])
})
