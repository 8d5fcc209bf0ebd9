import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { CopilotRuntime, type CopilotRuntimeOptions } from '../runtime/copilot-runtime.ts'
import { type CopilotRuntimeHandlerOptions, createCopilotRuntimeHandler } from '../server/handler.ts'
import { TranscriptionService } from '../transcribe/transcription.ts'

const MIB = 1024 * 1024
const form = { 'content-type': 'multipart/form-data; boundary=b' }
const json = { 'content-type': 'application/json' }

class Listener extends TranscriptionService {
  override async transcribeFile(): Promise<string> {
    return 'Hello'
  }
}

interface Upload {
  readonly request: Request
  /** Bytes that were asked for. */
  pulled(): number
  isCancelled(): boolean
}

/** A client that sends so many bytes, after which it ends its body, or goes silent. */
function upload(
  bytes: number,
  { path = '/api/transcribe', headers = form, silent = false, begin = '', signal }: UploadOptions = {},
): Upload {
  let pulled = 0
  let cancelled = false
  const body = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        if (pulled < bytes) {
          const chunk = pulled === 0 ? new TextEncoder().encode(begin.padEnd(50_000)) : new Uint8Array(50_000)
          pulled += chunk.byteLength
          controller.enqueue(chunk)
        } else if (!silent) controller.close()
      },
      cancel() {
        cancelled = true
      },
    },
    { highWaterMark: 0 },
  )
  const init = { method: 'POST', headers, body, duplex: 'half', ...(signal && { signal }) }
  const request = new Request(`http://localhost${path}`, init)
  return { request, pulled: () => pulled, isCancelled: () => cancelled }
}

interface UploadOptions {
  path?: string
  headers?: Record<string, string>
  silent?: boolean
  begin?: string
  signal?: AbortSignal
}

function handlerOf(
  options: Partial<CopilotRuntimeOptions> = {},
  handling: Partial<CopilotRuntimeHandlerOptions> = {},
): (request: Request) => Promise<Response> {
  const runtime = new CopilotRuntime({ agents: {}, ...options })
  return createCopilotRuntimeHandler({ runtime, basePath: '/api', ...handling })
}

const transcriptionService = new Listener()
const small = { transcription: { maxBytes: 1_000 }, transcriptionService }
const refuse = { onRequest: () => Promise.reject(new Response('no', { status: 403 })) }
const refuseLate = { onBeforeHandler: () => Promise.reject(new Response('later', { status: 302 })) }
const envelope = '{"method":"transcribe","body":{"audio":"'

describe('a body that is still arriving is read away before the answer, when the request', () => {
  test.each<[string, number, (request: Request) => Promise<Response>, UploadOptions]>([
    ['wants a service that is not there', 503, handlerOf(), {}],
    ['has no user', 401, handlerOf({ transcriptionService, identifyUser: () => null }), {}],
    ['is not allowed', 403, handlerOf({ transcriptionService, authorize: () => false }), {}],
    ['is too large', 413, handlerOf(small), {}],
    [
      'is announced as too large',
      413,
      handlerOf(small),
      { headers: { ...form, 'content-length': '999999' } },
    ],
    ['has another content type', 400, handlerOf(small), { headers: { 'content-type': 'audio/webm' } }],
    ['goes nowhere', 404, handlerOf(), { path: '/api/nowhere' }],
    ['goes nowhere, with JSON', 404, handlerOf(), { path: '/api/nowhere', headers: json }],
    ['has another method', 405, handlerOf(), { path: '/api/info' }],
    ['is refused by a hook', 403, handlerOf({ hooks: refuse }), {}],
    ['is redirected by a hook', 302, handlerOf({ hooks: refuseLate }), {}],
    ['fails', 500, handlerOf({ hooks: { onBeforeHandler: () => Promise.reject(new Error('broken')) } }), {}],
    [
      'is an envelope that is too large',
      413,
      handlerOf({ limits: { maxBodyBytes: 1_000 } }, { mode: 'single-route' }),
      { path: '/api', headers: json, begin: '{"method":"agent/run"' },
    ],
    [
      'is an envelope with too large a recording',
      413,
      handlerOf(small, { mode: 'single-route' }),
      { path: '/api', headers: json, begin: envelope },
    ],
    [
      'is an envelope of another content type',
      415,
      handlerOf({}, { mode: 'single-route' }),
      { path: '/api', headers: form },
    ],
  ])('%s: %i', async (_, status, handler, options) => {
    const sent = upload(MIB, options)
    const response = await handler(sent.request)
    expect(response.status).toBe(status)
    expect(sent.pulled()).toBeGreaterThanOrEqual(MIB)
    expect(sent.isCancelled()).toBe(false)
  })

  test('was put in the place of another by a hook: 503', async () => {
    const sent = upload(MIB)
    const other = upload(MIB)
    const handler = handlerOf({ hooks: { onRequest: () => other.request } })
    expect((await handler(sent.request)).status).toBe(503)
    expect([sent.pulled(), other.pulled()].every((bytes) => bytes >= MIB)).toBe(true)
  })
})

describe('a body is given up', () => {
  beforeEach(() => {
    vi.useFakeTimers()
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  test('that is longer than 16 MiB', async () => {
    const sent = upload(1_000 * MIB)
    expect((await handlerOf()(sent.request)).status).toBe(503)
    expect(sent.pulled()).toBeGreaterThan(16 * MIB)
    expect(sent.pulled()).toBeLessThan(17 * MIB)
    expect(sent.isCancelled()).toBe(true)
  })

  test('that is announced as longer, unread', async () => {
    const headers = { ...form, 'content-length': String(17 * MIB) }
    const sent = upload(1_000 * MIB, { headers })
    expect((await handlerOf()(sent.request)).status).toBe(503)
    expect(sent.pulled()).toBe(0)
    expect(sent.isCancelled()).toBe(true)
  })

  test('without data for a second', async () => {
    const sent = upload(100_000, { silent: true })
    const answered = vi.fn()
    const answer = handlerOf()(sent.request).finally(answered)
    await vi.advanceTimersByTimeAsync(999)
    expect(answered).not.toHaveBeenCalled()
    await vi.advanceTimersByTimeAsync(1)
    expect((await answer).status).toBe(503)
    expect(sent.isCancelled()).toBe(true)
  })

  test('that takes ten seconds', async () => {
    let cancelled = false
    const body = new ReadableStream<Uint8Array>({
      async pull(controller) {
        await new Promise((resolve) => setTimeout(resolve, 900))
        controller.enqueue(new Uint8Array(1))
      },
      cancel() {
        cancelled = true
      },
    })
    const init = { method: 'POST', headers: form, body, duplex: 'half' }
    const answered = vi.fn()
    const answer = handlerOf()(new Request('http://localhost/api/transcribe', init)).finally(answered)
    await vi.advanceTimersByTimeAsync(9_999)
    expect(answered).not.toHaveBeenCalled()
    await vi.advanceTimersByTimeAsync(1_000)
    expect((await answer).status).toBe(503)
    expect(cancelled).toBe(true)
  })

  test('whose client has disconnected', async () => {
    const sent = upload(1_000 * MIB, { signal: AbortSignal.abort() })
    expect((await handlerOf()(sent.request)).status).toBe(503)
    expect(sent.pulled()).toBe(0)
  })
})

describe('the body is not discarded', () => {
  test('of a request that is served', async () => {
    const sent = upload(100_000, { path: '/api/threads/clear', headers: json, silent: true })
    const handler = handlerOf({ threads: { allowClear: true } })
    expect((await handler(sent.request)).status).toBe(204)
    expect(sent.pulled()).toBe(0)
  })

  test('of a request whose host has a way of its own', async () => {
    const runtime = new CopilotRuntime({ agents: {}, hooks: { onRequest: () => undefined } })
    const { fromHost } = createCopilotRuntimeHandler({ runtime, basePath: '/api' })
    const sent = upload(1_000 * MIB)
    const { method, url, headers } = sent.request
    const host = { toRequest: () => sent.request, readBody: async () => {}, onDisconnect: () => () => {} }
    expect((await fromHost?.({ method, url, headers, host }))?.status).toBe(503)
    expect(sent.pulled()).toBe(0)
  })
})
