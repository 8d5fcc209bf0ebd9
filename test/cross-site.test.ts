import 'reflect-metadata'
import { once } from 'node:events'
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createCopilotExpressHandler } from '@flightdeck/adapter-express'
import { createCopilotNodeHandler } from '@flightdeck/adapter-node'
import { describeInBrowser, launchBrowser } from '@flightdeck/page-kit/browser'
import { InMemoryAgentRunner } from '@flightdeck/runner-memory'
import { CopilotRuntime, createCopilotRuntimeHandler, type RuntimeUser } from '@flightdeck/runtime-core'
import { saying, scriptedAgent } from '@flightdeck/testkit'
import { Module } from '@nestjs/common'
import { NestFactory } from '@nestjs/core'
import type { NestExpressApplication } from '@nestjs/platform-express'
import corsMiddleware from 'cors'
import express from 'express'
import type { Browser, Frame, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'

/** Names that a rule of the browser maps to this machine, as a DNS server could do. */
const OTHER_NAME = 'app.test'
const EVIL_HOST = 'evil.test'

const OWNER = 'alice'
const THREAD = 't'

const inputOf = (threadId: string) => ({ threadId, runId: 'r', messages: [], tools: [], context: [] })

/** What a page tries to do. */
interface Attack {
  readonly name: string
  readonly method: 'POST' | 'PATCH' | 'DELETE'
  readonly path: string
  readonly body: Readonly<Record<string, unknown>>
}

const ATTACKS: readonly Attack[] = [
  { name: 'stop', method: 'POST', path: `/agent/endless/stop/${THREAD}`, body: {} },
  { name: 'archive', method: 'POST', path: `/threads/${THREAD}/archive`, body: {} },
  { name: 'rename', method: 'PATCH', path: `/threads/${THREAD}`, body: { name: 'renamed' } },
  { name: 'run', method: 'POST', path: '/agent/default/run', body: inputOf('started') },
  {
    name: 'transcribe',
    method: 'POST',
    path: '/transcribe',
    body: { audio: 'AAAA', mimeType: 'audio/webm' },
  },
  { name: 'delete', method: 'DELETE', path: `/threads/${THREAD}`, body: {} },
  { name: 'clear', method: 'POST', path: '/threads/clear', body: {} },
]

/** How a page sends it. Forms can only send POST. */
type Way =
  | { readonly form: 'application/x-www-form-urlencoded' | 'text/plain' | 'multipart/form-data' }
  | {
      readonly fetch: 'text' | 'json' | 'untyped' | 'form-data'
      readonly credentials: RequestCredentials
      readonly mode: RequestMode
    }

const FORMS: readonly Way[] = [
  { form: 'application/x-www-form-urlencoded' },
  { form: 'text/plain' },
  { form: 'multipart/form-data' },
]

const FETCHES: readonly Way[] = [
  { fetch: 'text', credentials: 'include', mode: 'no-cors' },
  { fetch: 'untyped', credentials: 'include', mode: 'no-cors' },
  { fetch: 'form-data', credentials: 'include', mode: 'no-cors' },
  { fetch: 'text', credentials: 'omit', mode: 'cors' },
  { fetch: 'untyped', credentials: 'include', mode: 'cors' },
  { fetch: 'json', credentials: 'include', mode: 'cors' },
  { fetch: 'json', credentials: 'omit', mode: 'cors' },
]

/** A request as the server saw it. */
interface Hit {
  readonly method: string
  /** Known when the response has ended. */
  readonly status: Promise<number>
  readonly hasCookie: boolean
}

/** The server of a user who is logged in with a cookie. */
interface Target {
  readonly port: number
  readonly runner: InMemoryAgentRunner
  /** Requests by the number in their query. */
  readonly hits: Map<string, Hit[]>
  readonly transcribed: () => number
  /** The codes of the refusals in the log. */
  readonly refusals: string[]
}

interface Host {
  readonly name: string
  /** Whether the host names an origin that may send requests. */
  readonly names: boolean
  /** How strangers send requests. The policy is the same for every host, so one of them tries all. */
  readonly ways: readonly Way[]
  serve(runtime: CopilotRuntime, named: string): Promise<RequestListener>
}

const SOME = [...FORMS, ...FETCHES].filter((way) =>
  'form' in way ? way.form === 'text/plain' : way.fetch === 'json',
)

const HOSTS: readonly Host[] = [
  {
    name: 'node',
    names: true,
    ways: [...FORMS, ...FETCHES],
    async serve(runtime, named) {
      const cors = { origin: named, credentials: true }
      return createCopilotNodeHandler(createCopilotRuntimeHandler({ runtime, cors }))
    },
  },
  {
    name: 'express, whose default allows every origin',
    names: false,
    ways: SOME,
    async serve(runtime) {
      return express().use(createCopilotExpressHandler({ runtime, basePath: '/api' }))
    },
  },
  {
    name: 'express with the cors middleware',
    names: true,
    ways: SOME,
    async serve(runtime, named) {
      const app = express().use(corsMiddleware({ origin: [named], credentials: true }))
      return app.use(createCopilotExpressHandler({ runtime, basePath: '/api', cors: false }))
    },
  },
  {
    name: 'nest with enableCors',
    names: true,
    ways: SOME,
    async serve(runtime, named) {
      class AppModule {}
      Module({})(AppModule)
      const app = await NestFactory.create<NestExpressApplication>(AppModule, { logger: false })
      app.enableCors({ origin: [named], credentials: true })
      app.use(createCopilotExpressHandler({ runtime, basePath: '/api', cors: false }))
      await app.init()
      onTestFinished(() => app.close())
      return app.getHttpAdapter().getInstance() as RequestListener
    },
  },
]

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => {
    server.listen(0, resolve)
  })
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return (server.address() as AddressInfo).port
}

/** A site of its own, on a port of its own. */
async function serveSite(): Promise<number> {
  return listen(
    createServer((_, res) => void res.setHeader('content-type', 'text/html').end('<!doctype html>')),
  )
}

const identifyUser = (request: Request): RuntimeUser | null =>
  /session=alice/.test(request.headers.get('cookie') ?? '') ? { id: OWNER } : null

async function serveTarget(host: Host, named: string): Promise<Target> {
  const runner = new InMemoryAgentRunner({ stopGraceMs: 50 })
  let transcribed = 0
  const refusals: string[] = []
  const ignore = (): void => {}
  const runtime = new CopilotRuntime({
    runner,
    identifyUser,
    agents: {
      default: scriptedAgent(saying(inputOf('started'), ['hello'])),
      endless: scriptedAgent([{ until: new Promise<void>(() => {}) }]),
    },
    transcriptionService: {
      transcribeFile: async () => {
        transcribed += 1
        return 'text'
      },
    },
    logger: {
      debug: ignore,
      info: ignore,
      warn: (_, fields) => void refusals.push(String(fields?.code)),
      error: ignore,
    },
  })
  onTestFinished(() => runtime.close({ drainMs: 0 }))
  const inner = await host.serve(runtime, named)
  const hits = new Map<string, Hit[]>()
  const server = createServer((req, res) => {
    const url = new URL(req.url ?? '', 'http://localhost')
    if (url.pathname === '/page') {
      res.setHeader('content-type', 'text/html')
      res.setHeader('set-cookie', 'session=alice; SameSite=None; Secure')
      return void res.end('<!doctype html>')
    }
    const number = url.searchParams.get('n') ?? ''
    const hit = {
      method: req.method ?? '',
      status: once(res, 'close').then(() => res.statusCode),
      hasCookie: req.headers.cookie !== undefined,
    }
    hits.set(number, [...(hits.get(number) ?? []), hit])
    inner(req, res)
  })
  return { port: await listen(server), runner, hits, transcribed: () => transcribed, refusals }
}

/** Gives the user a thread with a run in progress. */
async function prepare({ runner }: Target): Promise<void> {
  await runner.threads.clear(OWNER)
  const input = inputOf(THREAD)
  const agent = scriptedAgent([{ until: new Promise<void>(() => {}) }])
  await runner.start({ threadId: THREAD, owner: OWNER, agentId: 'endless', agent, input })
}

/** Whether nothing of what the attacks try has happened. */
async function isUntouched({ runner, transcribed }: Target): Promise<boolean> {
  const { threads } = await runner.threads.list({ owner: OWNER, archived: 'with' })
  const [thread] = threads
  return (
    threads.length === 1 &&
    thread?.running !== undefined &&
    !thread.running.stopRequested &&
    !thread.archived &&
    thread.name === undefined &&
    transcribed() === 0
  )
}

/** A browser with its own cookies. */
interface Visitor {
  open(url: string): Promise<Page>
  /** Closes the windows that pages opened. */
  closeWindows(): Promise<void>
}

let numbers = 0

const OFTEN = { interval: 5, timeout: 60_000 }

/**
 * Sends a request from a page. Resolves with the status that the server answered, or `blocked` if the browser did not send
 * more than a preflight.
 */
async function send(
  page: Page | Frame,
  target: Target,
  host: string,
  attack: Attack,
  way: Way,
): Promise<{ status: number | 'blocked'; hasCookie: boolean }> {
  const isForm = 'form' in way
  numbers += 1
  const number = String(numbers)
  const url = `http://${host}:${target.port}/api${attack.path}?n=${number}`
  await page.evaluate(
    async ({ url, method, body, way }) => {
      if ('form' in way) {
        const form = document.createElement('form')
        form.method = 'post'
        form.action = url
        form.enctype = way.form
        // In plain text, the name and the value of this field make the body JSON.
        const field = document.createElement('input')
        field.name = `${JSON.stringify({ ...body, padding: '' }).slice(0, -2)}`
        field.value = '"}'
        // A window of its own, because browsers withhold cookies from frames of other sites.
        form.target = `window ${url}`
        form.append(field)
        document.body.append(form)
        form.submit()
        return
      }
      const json = JSON.stringify(body)
      const data = new FormData()
      data.append('audio', new Blob(['sound'], { type: 'audio/webm' }), 'sound.webm')
      const bodies = { text: json, json, untyped: new Blob([json]), 'form-data': data }
      const { credentials, mode } = way
      const headers: Record<string, string> =
        way.fetch === 'json' ? { 'content-type': 'application/json' } : {}
      try {
        const response = await fetch(url, { method, credentials, mode, headers, body: bodies[way.fetch] })
        await response.text()
      } catch {
        // The browser kept the response from the page, or did not send the request. The server knows which.
      }
    },
    { url, method: attack.method, body: attack.body, way },
  )
  const needsPreflight = !isForm && (way.fetch === 'json' || attack.method !== 'POST')
  const sent = (): Hit[] => (target.hits.get(number) ?? []).filter(({ method }) => method !== 'OPTIONS')
  if (!needsPreflight) await expect.poll(() => sent().length, OFTEN).toBeGreaterThan(0)
  else await expect.poll(() => target.hits.has(number), OFTEN).toBe(true)
  const [hit] = sent()
  return { status: (await hit?.status) ?? 'blocked', hasCookie: hit?.hasCookie ?? false }
}

/** The requests that a page can send in a way: forms have no other methods, and `no-cors` refuses them. */
function possible(way: Way): readonly Attack[] {
  const isSimple = 'form' in way || way.mode === 'no-cors'
  return isSimple ? ATTACKS.filter(({ method }) => method === 'POST') : ATTACKS
}

/** What a page that may send requests is answered. Routes that read JSON accept plain text from their own origin only. */
function friendlyStatus(way: Way, { name }: Attack, isSameOrigin: boolean): number {
  if (!('form' in way) && way.credentials === 'omit') return 401
  const type = 'form' in way ? way.form : way.fetch
  const isJson = type === 'json' || (isSameOrigin && (type === 'text' || type === 'text/plain'))
  if (name === 'run' || name === 'rename') return isJson ? 200 : 415
  if (name === 'transcribe') return type === 'json' || type === 'form-data' ? 200 : 400
  if (name === 'clear') return 204
  return 200
}

describeInBrowser('requests of pages in Chromium', 120_000, () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await launchBrowser([
      '--host-resolver-rules=MAP *.test 127.0.0.1',
      '--disable-features=LocalNetworkAccessChecks',
    ])
  })
  afterAll(() => browser?.close())

  /** A visitor who is logged in at the target, as 127.0.0.1 and under another name. */
  async function visit(target: Target): Promise<Visitor> {
    const context = await browser.newContext()
    onTestFinished(() => context.close())
    await context.addCookies([
      { name: 'session', value: 'alice', url: `http://${OTHER_NAME}:${target.port}` },
    ])
    const opened = new Set<Page>()
    const open = async (url: string): Promise<Page> => {
      const page = await context.newPage()
      opened.add(page)
      await page.goto(url)
      return page
    }
    const closeWindows = async (): Promise<void> => {
      for (const page of context.pages()) if (!opened.has(page)) await page.close()
    }
    await (await open(`http://127.0.0.1:${target.port}/page`)).close()
    return { open, closeWindows }
  }

  test.for(HOSTS)('$name', async (host) => {
    const [site, namedSite] = [await serveSite(), await serveSite()]
    const named = `http://127.0.0.1:${namedSite}`
    const target = await serveTarget(host, named)
    const own = `http://127.0.0.1:${target.port}/page`
    const { open, closeWindows } = await visit(target)

    const framing = await open(own)
    const sandbox = 'allow-scripts allow-forms allow-popups allow-popups-to-escape-sandbox'
    await framing.setContent(`<iframe sandbox="${sandbox}" srcdoc="<!doctype html>"></iframe>`)
    const frame = framing.frames().find((each) => each !== framing.mainFrame()) as Frame
    expect(await frame.evaluate(() => globalThis.origin)).toBe('null')

    const strangers: Record<string, Page | Frame> = {
      'another port': await open(`http://127.0.0.1:${site}`),
      'another host': await open(`http://${EVIL_HOST}:${site}`),
      localhost: await open(`http://localhost:${target.port}/page`),
      'another name of this server': await open(`http://${OTHER_NAME}:${target.port}/page`),
      'a sandboxed frame': frame,
    }
    for (const [stranger, page] of Object.entries(strangers)) {
      await prepare(target)
      target.refusals.length = 0
      let refused = 0
      for (const way of host.ways) {
        // None of them may have an effect, so they are sent at the same time. A page submits one form at a time.
        const batches = 'form' in way ? possible(way).map((attack) => [attack]) : [possible(way)]
        for (const batch of batches) {
          const sent = batch.map((attack) => send(page, target, '127.0.0.1', attack, way))
          for (const [index, { status, hasCookie }] of (await Promise.all(sent)).entries()) {
            const seen = { stranger, way, attack: batch[index]?.name, status, hasCookie }
            if (status === 'blocked') continue
            const hasNoUser = !hasCookie && !host.names && page !== frame
            if (!hasNoUser) expect(seen).toMatchObject({ status: 403 })
            // Where every origin is allowed, a page without cookies passes, and has no user.
            else expect(seen).toMatchObject({ status: 401 })
            if ('form' in way) expect(seen).toMatchObject({ hasCookie: true })
            refused += status === 403 ? 1 : 0
          }
        }
        await closeWindows()
      }
      expect(await isUntouched(target)).toBe(true)
      expect(refused).toBeGreaterThanOrEqual(5)
      expect(target.refusals).toEqual(Array.from({ length: refused }, () => 'cross_site'))
    }

    const friends: readonly (readonly [page: Page, targetHost: string, isSameOrigin: boolean])[] = [
      [await open(own), '127.0.0.1', true],
      // No `Sec-Fetch-Site` is sent to this one: its connection is not secure.
      [await open(`http://${OTHER_NAME}:${target.port}/page`), OTHER_NAME, true],
      ...(host.names ? [[await open(named), '127.0.0.1', false] as const] : []),
    ]
    for (const [page, targetHost, isSameOrigin] of friends) {
      for (const way of host.ways) {
        await prepare(target)
        const answers: Record<string, number | 'blocked'> = {}
        const expected: Record<string, number> = {}
        for (const attack of possible(way)) {
          answers[attack.name] = (await send(page, target, targetHost, attack, way)).status
          expected[attack.name] = friendlyStatus(way, attack, isSameOrigin)
        }
        await closeWindows()
        expect({ targetHost, isSameOrigin, way, answers }).toEqual({
          targetHost,
          isSameOrigin,
          way,
          answers: expected,
        })
        const { threads } = await target.runner.threads.list({ owner: OWNER, archived: 'with' })
        expect(threads).toHaveLength('form' in way || way.credentials === 'include' ? 0 : 1)
      }
    }
  })
})
