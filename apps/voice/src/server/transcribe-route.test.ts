import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { createCopilotNodeListener } from '@flightdeck/adapter-node'
import { CopilotRuntime, type Logger, type TranscriptionLimits } from '@flightdeck/runtime-core'
import { TranscriptionServiceOpenAI } from '@flightdeck/voice-openai'
import OpenAI from 'openai'
import { describe, expect, it, onTestFinished } from 'vitest'
import { echoAgent } from '../agent/echo-agent.ts'
import { errorResponse, type ProviderResponder, startMockProvider } from '../provider/mock-provider.ts'

const API = '/api/copilotkit'
const speech = readFileSync(new URL('../../fixtures/speech.wav', import.meta.url))

/** A server whose recordings go through the SDK of OpenAI to a provider; gives the address of its API. */
async function serve(answer: ProviderResponder, transcription: TranscriptionLimits = {}) {
  const logged: string[] = []
  const log: Logger['error'] = (message) => logged.push(message)
  const logger: Logger = { debug: log, info: log, warn: log, error: log }
  const provider = await startMockProvider(answer)
  const openai = new OpenAI({ apiKey: 'none', baseURL: provider.url, maxRetries: 0 })
  const transcriptionService = new TranscriptionServiceOpenAI({ openai })
  const agents = { default: echoAgent }
  const runtime = new CopilotRuntime({ agents, transcriptionService, transcription, logger })
  const server = createServer(createCopilotNodeListener({ runtime, basePath: API }))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(async () => {
    provider.close()
    server.closeAllConnections()
    server.close()
    await runtime.close({ drainMs: 0 })
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${API}/transcribe`, logged }
}

function post(url: string, init: RequestInit = {}): Promise<Response> {
  const body = new FormData()
  body.append('audio', new File([speech], 'speech.wav', { type: 'audio/x-wav' }))
  return fetch(url, { method: 'POST', body, ...init })
}

/** A response whose connection is closed after its first half was sent. */
function half(type: string, text: string): Response {
  const pieces = [new TextEncoder().encode(text)]
  const body = new ReadableStream(
    {
      async pull(controller) {
        const piece = pieces.shift()
        if (piece) return controller.enqueue(piece)
        await pause(50)
        throw new Error('The provider broke')
      },
    },
    { highWaterMark: 0 },
  )
  return new Response(body, { headers: { 'content-type': type } })
}

describe('POST /transcribe', () => {
  it('responds with the text, for the unchanged bytes', async () => {
    const received: Uint8Array[] = []
    const { url } = await serve(({ bytes }) => {
      received.push(bytes)
      return Response.json({ text: 'Hello flight deck' })
    })
    const response = await post(url)
    expect(response.status).toBe(200)
    expect(await response.json()).toEqual({
      text: 'Hello flight deck',
      size: speech.byteLength,
      type: 'audio/x-wav',
    })
    expect(received).toEqual([new Uint8Array(speech)])
  })

  it('streams the text to a client that requests a stream', async () => {
    const events = [
      { type: 'transcript.text.delta', delta: 'Hello' },
      { type: 'transcript.text.delta', delta: ' flight deck' },
      { type: 'transcript.text.done', text: 'Hello flight deck.' },
    ]
    const body = events.map((event) => `data: ${JSON.stringify(event)}\n\n`).join('')
    const { url } = await serve(
      () => new Response(body, { headers: { 'content-type': 'text/event-stream' } }),
    )
    const response = await post(url, { headers: { accept: 'text/event-stream' } })
    expect(response.headers.get('content-type')).toContain('text/event-stream')
    expect(await readFrames(response)).toMatchObject(events)
  })

  it('ends a stream with an error if the connection to the provider is lost', async () => {
    const delta = { type: 'transcript.text.delta', delta: 'Hello' }
    const { url } = await serve(() => half('text/event-stream', `data: ${JSON.stringify(delta)}\n\n`))
    const response = await post(url, { headers: { accept: 'text/event-stream' } })
    expect(await readFrames(response)).toMatchObject([
      delta,
      { type: 'error', code: 'network_error', retryable: true },
    ])
  })

  it.each<[string, ProviderResponder, number, object]>([
    ['401', () => errorResponse(401, 'sk-secret'), 401, { error: 'auth_failed', retryable: false }],
    ['413', () => errorResponse(413, 'sk-secret'), 413, { error: 'audio_too_large', retryable: false }],
    ['429', () => errorResponse(429, 'sk-secret'), 429, { error: 'rate_limited', retryable: true }],
    ['500', () => errorResponse(500, 'sk-secret'), 500, { error: 'provider_error', retryable: true }],
    [
      '400',
      () => errorResponse(400, 'sk-secret', 'file'),
      400,
      { error: 'invalid_audio_format', retryable: false },
    ],
    [
      'half',
      () => half('application/json', '{"text":"sk-'),
      502,
      { error: 'network_error', retryable: true },
    ],
  ])('reports and logs that the provider responded with %s', async (_case, answer, status, expected) => {
    const { url, logged } = await serve(answer)
    const response = await post(url)
    expect(response.status).toBe(status)
    const text = await response.text()
    expect(JSON.parse(text)).toMatchObject({ message: expect.any(String), ...expected })
    expect(text).not.toContain('sk-')
    expect(logged).toContain(status === 500 ? 'A request failed' : 'A transcription failed')
  })

  it("passes on the provider's retry-after", async () => {
    const { url } = await serve(() => {
      const refusal = errorResponse(429, 'Slow down')
      refusal.headers.set('retry-after', '7')
      return refusal
    })
    expect((await post(url)).headers.get('retry-after')).toBe('7')
  })

  it('aborts a request to a provider that does not respond', async () => {
    let hungUp: Promise<unknown> = Promise.reject(new Error('The provider was not asked'))
    hungUp.catch(() => {})
    const { url } = await serve(
      (_heard, signal) => {
        hungUp = once(signal, 'abort')
        return new Promise(() => {})
      },
      { timeoutMs: 300 },
    )
    const response = await post(url)
    expect(response.status).toBe(504)
    expect(await response.json()).toMatchObject({ error: 'transcription_timeout', retryable: true })
    await hungUp
  })

  it('aborts the request to the provider when the client disconnects', async () => {
    const leaving = new AbortController()
    let onAbort = (): void => {}
    const hungUp = new Promise<void>((resolve) => {
      onAbort = resolve
    })
    const { url } = await serve((_heard, signal) => {
      signal.addEventListener('abort', onAbort)
      leaving.abort()
      return new Promise(() => {})
    })
    await expect(post(url, { signal: leaving.signal })).rejects.toThrow('aborted')
    await hungUp
  })
})

async function readFrames(response: Response): Promise<unknown[]> {
  const lines = (await response.text()).split('\n').filter((line) => line.startsWith('data: '))
  return lines.map((line) => JSON.parse(line.slice('data: '.length)))
}
