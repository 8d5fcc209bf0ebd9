import { CopilotRuntime, type TranscribeFileOptions, TranscriptionService } from '@flightdeck/runtime-core'
import express, { type RequestHandler } from 'express'
import { describe, expect, test } from 'vitest'
import { head, listen, rawClient } from '../../test/test-server.ts'
import { createCopilotNodeListener } from '../node-listener.ts'

const sound = Uint8Array.from({ length: 200_000 }, (_, at) =>
  at < 4 ? ([0x1a, 0x45, 0xdf, 0xa3][at] ?? 0) : at % 251,
)

class RecordingService extends TranscriptionService {
  readonly heard: TranscribeFileOptions[] = []

  override async transcribeFile(options: TranscribeFileOptions): Promise<string> {
    this.heard.push(options)
    return 'Hello'
  }
}

function serving(
  service: TranscriptionService,
  maxBytes?: number,
): ReturnType<typeof createCopilotNodeListener> {
  const runtime = new CopilotRuntime({
    agents: {},
    transcriptionService: service,
    transcription: { maxBytes },
  })
  return createCopilotNodeListener({ runtime, basePath: '/api' })
}

function form(): FormData {
  const body = new FormData()
  body.append('audio', new File([sound], 'a.webm', { type: 'audio/webm' }))
  return body
}

describe('a recording after a body parser', () => {
  async function sent(parser: RequestHandler, init: RequestInit): Promise<[Response, RecordingService]> {
    const service = new RecordingService()
    const app = express()
    app.use(parser)
    app.use(serving(service))
    const { url } = await listen(app)
    return [await fetch(`${url}/api/transcribe`, { method: 'POST', ...init }), service]
  }
  const json = {
    body: JSON.stringify({ audio: Buffer.from(sound).toString('base64'), mimeType: 'audio/webm' }),
    headers: { 'content-type': 'application/json' },
  }

  test.each([
    ['JSON, parsed', express.json({ limit: '10mb' }), json],
    ['a form, kept whole', express.raw({ type: '*/*', limit: '10mb' }), { body: form() }],
    ['a form that the parser does not read', express.json(), { body: form() }],
  ])('arrives byte for byte: %s', async (_, parser, init) => {
    const [response, service] = await sent(parser, init)
    expect(await response.json()).toEqual({ text: 'Hello', size: sound.byteLength, type: 'audio/webm' })
    const bytes = await service.heard[0]?.audioFile.arrayBuffer()
    expect(Buffer.from(bytes ?? new ArrayBuffer(0)).equals(sound)).toBe(true)
  })

  test('that was parsed is refused with the reason', async () => {
    const takeApart: RequestHandler = (req, _res, next) => {
      req.resume().on('end', () => {
        Object.assign(req, { body: {}, file: { originalname: 'a.webm' } })
        next()
      })
    }
    const [response, service] = await sent(takeApart, { body: form() })
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({ code: 'body_already_read' })
    expect(service.heard).toEqual([])
  })
})

describe('an upload over a socket', () => {
  const lines = (length: number): string =>
    head(
      'POST /api/transcribe HTTP/1.1',
      'host: localhost',
      'content-type: multipart/form-data; boundary=b',
      `content-length: ${length}`,
    )
  const begin = '--b\r\nContent-Disposition: form-data; name="audio"; filename="a.webm"\r\n\r\nabc'

  test('with a content-length that is too large is refused before a byte is sent', async () => {
    const { port } = await listen(serving(new RecordingService(), 1_000))
    const client = rawClient(port, lines(1_000_000))
    expect(await client.until('audio_too_large')).toMatch(/^HTTP\/1\.1 413 /)
  })

  test('that the client aborts reaches no service, and the server continues', async () => {
    const service = new RecordingService()
    const { port, url } = await listen(serving(service))
    const client = rawClient(port, lines(100_000) + begin)
    await expect.poll(() => client.socket.bytesWritten).toBeGreaterThan(begin.length)
    client.socket.destroy()
    await client.closed
    const response = await fetch(`${url}/api/transcribe`, { method: 'POST', body: form() })
    expect(response.status).toBe(200)
    expect(service.heard).toHaveLength(1)
  })
})
