import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { CopilotRuntime, type TranscribeFileOptions, TranscriptionService } from '@flightdeck/runtime-core'
import { readEvents, saying, scriptedAgent } from '@flightdeck/testkit'
import { getRequestListener } from '@hono/node-server'
import { Hono, type MiddlewareHandler } from 'hono'
import { validator } from 'hono/validator'
import { describe, expect, onTestFinished, test } from 'vitest'
import { createCopilotHonoHandler } from './hono-handler.ts'
import type { CopilotRouteMode } from './routes.ts'

// Begins like WebM, and is not valid UTF-8.
const sound = Uint8Array.from({ length: 5_000 }, (_, at) => [0x1a, 0x45, 0xdf, 0xa3][at] ?? at % 251)
const audio = Buffer.from(sound).toString('base64')
const input = { runId: 'r', messages: [], tools: [], context: [] }
let threads = 0

class RecordingService extends TranscriptionService {
  readonly heard: TranscribeFileOptions[] = []

  override async transcribeFile(options: TranscribeFileOptions): Promise<string> {
    this.heard.push(options)
    return 'Hello'
  }
}

type Send = (path: string, init: RequestInit) => Promise<Response>

interface Served {
  readonly send: Send
  readonly service: RecordingService
}

/** Creates an app with a middleware before the runtime, and a function that sends it requests. */
type Serve = (reads: MiddlewareHandler, mode: CopilotRouteMode, hooks?: object) => Promise<Served>

function appBehind(reads: MiddlewareHandler, mode: CopilotRouteMode, hooks = {}): [Hono, RecordingService] {
  const service = new RecordingService()
  const runtime = new CopilotRuntime({
    agents: { default: scriptedAgent((given) => saying(given, ['Hi'])) },
    transcriptionService: service,
    transcription: { maxBytes: 10_000 },
    limits: { maxBodyBytes: 10_000 },
  })
  const app = new Hono()
  app.use('*', reads)
  app.route('/', createCopilotHonoHandler({ runtime, basePath: '/api', mode, hooks }))
  return [app, service]
}

const inMemory: Serve = async (...given) => {
  const [app, service] = appBehind(...given)
  return { service, send: async (path, init) => app.request(path, init) }
}

const overSocket: Serve = async (...given) => {
  const [app, service] = appBehind(...given)
  const server = createServer(getRequestListener(app.fetch))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  return { service, send: (path, init) => fetch(`http://127.0.0.1:${port}${path}`, init) }
}

function json(value: unknown): RequestInit {
  const headers = { 'content-type': 'application/json' }
  return { method: 'POST', headers, body: JSON.stringify(value) }
}

function upload(bytes = sound): RequestInit {
  const body = new FormData()
  body.set('note', 'ä')
  body.set('audio', new File([bytes], 'a.webm', { type: 'audio/webm' }))
  return { method: 'POST', body }
}

const runs: [CopilotRouteMode, string, () => RequestInit][] = [
  ['multi-route', '/api/agent/default/run', () => json({ ...input, threadId: `ä${++threads}` })],
  [
    'single-route',
    '/api',
    () => {
      const body = { ...input, threadId: `ä${++threads}` }
      return json({ method: 'agent/run', params: { agentId: 'default' }, body })
    },
  ],
]
const recordings: [CopilotRouteMode, string, () => RequestInit][] = [
  ['multi-route', '/api/transcribe', () => json({ audio, mimeType: 'audio/webm' })],
  ['single-route', '/api', () => json({ method: 'transcribe', body: { audio, mimeType: 'audio/webm' } })],
]

/** A middleware that reads the body and calls next. */
const reading =
  (read: (c: Parameters<MiddlewareHandler>[0]) => Promise<unknown>): MiddlewareHandler =>
  async (c, next) => {
    await read(c)
    await next()
  }
const text = reading((c) => c.req.text())
const formData = reading((c) => c.req.formData())

const jsonReaders: [string, MiddlewareHandler][] = [
  ['json()', reading((c) => c.req.json())],
  ['text()', text],
  ['arrayBuffer()', reading((c) => c.req.arrayBuffer())],
  ['blob()', reading((c) => c.req.blob())],
  ['parseBody()', reading((c) => c.req.parseBody())],
  ['json(), then text()', reading(async (c) => [await c.req.json(), await c.req.text()])],
  ['a validator', validator('json', (value) => value)],
]
const uploadReaders: [string, MiddlewareHandler][] = [
  ['formData()', formData],
  ['parseBody()', reading((c) => c.req.parseBody())],
  ['arrayBuffer()', reading((c) => c.req.arrayBuffer())],
  ['blob()', reading((c) => c.req.blob())],
  ['formData(), then parseBody()', reading(async (c) => [await c.req.formData(), await c.req.parseBody()])],
  ['a validator', validator('form', (value) => value)],
]

describe.each([
  ['in memory', inMemory],
  ['over a socket', overSocket],
])('%s', (_where, serve) => {
  describe.each(jsonReaders)('after a middleware that reads %s', (_name, reads) => {
    test.each(runs)('a run is served, %s', async (mode, path, init) => {
      const { send } = await serve(reads, mode)
      const events = await readEvents(await send(path, init()))
      expect(events.map(({ type }) => type)).toContain('TEXT_MESSAGE_CONTENT')
      expect(events.at(-1)).toMatchObject({ type: 'RUN_FINISHED', threadId: `ä${threads}` })
    })

    test.each(recordings)('the bytes of a recording as JSON are unchanged, %s', async (mode, path, init) => {
      const { send, service } = await serve(reads, mode)
      expect(await (await send(path, init())).json()).toMatchObject({ text: 'Hello' })
      expect(await service.heard[0]?.audioFile.bytes()).toEqual(sound)
    })
  })

  test.each(uploadReaders)(
    'after a middleware that reads %s, the bytes of an upload are unchanged',
    async (_name, reads) => {
      const { send, service } = await serve(reads, 'multi-route')
      const response = await send('/api/transcribe', upload())
      expect(await response.json()).toEqual({ text: 'Hello', size: sound.byteLength, type: 'audio/webm' })
      expect(service.heard[0]?.audioFile.name).toBe('a.webm')
      expect(await service.heard[0]?.audioFile.bytes()).toEqual(sound)
    },
  )

  test.each<[string, MiddlewareHandler, () => RequestInit, string]>([
    ['an upload that was read as text', text, upload, '/api/transcribe'],
    ['a body that was read without Hono', reading((c) => c.req.raw.text()), upload, '/api/transcribe'],
    [
      'a body that Hono could not read',
      reading((c) => c.req.formData().catch(() => {})),
      () => json({ ...input, threadId: 'never' }),
      '/api/agent/default/run',
    ],
  ])('%s is refused with 400', async (_name, reads, init, path) => {
    const { send, service } = await serve(reads, 'multi-route')
    const response = await send(path, init())
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({ error: 'invalid_request', code: 'body_already_read' })
    expect(service.heard).toEqual([])
  })

  test('the limits apply to a body that was serialized again', async () => {
    const { send } = await serve(text, 'multi-route')
    const large = { ...input, threadId: 't', state: 'x'.repeat(10_000) }
    expect((await send('/api/agent/default/run', json(large))).status).toBe(413)
    const envelope = { method: 'agent/run', params: { agentId: 'default' }, body: large }
    expect((await (await serve(text, 'single-route')).send('/api', json(envelope))).status).toBe(413)
    const recording = upload(new Uint8Array(10_001))
    const { send: sendForm } = await serve(formData, 'multi-route')
    expect(await (await sendForm('/api/transcribe', recording)).json()).toMatchObject({
      code: 'audio_too_large',
    })
  })

  test('a request without a body is served', async () => {
    const { send } = await serve(text, 'multi-route')
    expect((await send('/api/info', {})).status).toBe(200)
    const empty = await send('/api/agent/default/run', { method: 'POST' })
    expect(await empty.json()).toMatchObject({ code: 'invalid_json', message: 'The request body is empty' })
  })

  test('hooks see the URL, the method and the headers that were sent', async () => {
    const seen: unknown[] = []
    const hooks = {
      onRequest: ({ request }: { request: Request }) => {
        const { url, method, headers } = request
        seen.push(
          url.replace(/^.*?:\/\/[^/]+/, ''),
          method,
          headers.get('x-tenant'),
          headers.get('content-type'),
        )
      },
    }
    const { send } = await serve(text, 'multi-route', hooks)
    const init = json({ ...input, threadId: `t${++threads}` })
    const headers = { 'content-type': 'application/json; charset=utf-8', 'x-tenant': 'a' }
    await (await send('/api/agent/default/run?a=b', { ...init, headers })).text()
    expect(seen).toEqual(['/api/agent/default/run?a=b', 'POST', 'a', 'application/json; charset=utf-8'])
  })
})

test('the signal of a new request is aborted when the client disconnects', async () => {
  const client = new AbortController()
  const hooks = {
    onRequest: async ({ request }: { request: Request }) => {
      const aborted = new Promise((resolve) => request.signal.addEventListener('abort', resolve))
      client.abort()
      await aborted
      throw new Response('disconnected', { status: 499 })
    },
  }
  const { send } = await inMemory(text, 'multi-route', hooks)
  const init = json({ ...input, threadId: 'disconnected' })
  expect((await send('/api/agent/default/run', { ...init, signal: client.signal })).status).toBe(499)
})
