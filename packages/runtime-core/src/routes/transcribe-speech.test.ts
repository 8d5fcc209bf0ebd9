import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { CopilotRuntime } from '../copilot-runtime.ts'
import { createCopilotRuntimeHandler } from '../handler.ts'
import { type TranscribeFileOptions, TranscriptionService } from '../transcription.ts'

// Speech in every format, sent as browsers and files send it, in both transports.
const recordings = [
  ['hello.webm', 'audio/webm;codecs=opus', 'webm'],
  ['hello.webm', 'video/webm', 'webm'],
  ['hello.webm', '', 'webm'],
  ['hello.mp4', 'audio/mp4', 'mp4'],
  ['hello.mp4', 'audio/m4a', 'mp4'],
  ['hello.mp4', 'audio/x-m4a', 'mp4'],
  ['hello.mp4', 'audio/webm', 'mp4'],
  ['hello.ogg', 'audio/ogg;codecs=opus', 'ogg'],
  ['hello.wav', 'audio/wav', 'wav'],
  ['hello.wav', 'audio/x-wav', 'wav'],
  ['hello.mp3', 'audio/mpeg', 'mp3'],
  ['hello-no-id3.mp3', 'application/octet-stream', 'mp3'],
  ['hello.flac', 'audio/flac', 'flac'],
  ['hello.aac', 'audio/aac', 'aac'],
] as const

class Listener extends TranscriptionService {
  readonly heard: TranscribeFileOptions[] = []

  override async transcribeFile(options: TranscribeFileOptions): Promise<string> {
    this.heard.push(options)
    return 'Hello. This is a voice message.'
  }
}

function speech(name: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(readFileSync(new URL(`../../../transcription/fixtures/${name}`, import.meta.url)))
}

function inForm(bytes: Uint8Array<ArrayBuffer>, type: string): Request {
  const body = new FormData()
  body.append('audio', new Blob([bytes], { type }), 'recording.webm')
  return new Request('http://localhost/api/transcribe', { method: 'POST', body })
}

function inEnvelope(bytes: Uint8Array<ArrayBuffer>, type: string): Request {
  const audio = Buffer.from(bytes).toString('base64')
  const body = { audio, mimeType: type || 'audio/webm', filename: 'recording.webm' }
  return new Request('http://localhost/api', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ method: 'transcribe', body }),
  })
}

describe.each([
  ['multi-route', inForm],
  ['single-route', inEnvelope],
] as const)('speech sent to a %s server', (mode, toRequest) => {
  test.each(recordings)('%s as %j reaches the service as it is', async (name, type, extension) => {
    const service = new Listener()
    const runtime = new CopilotRuntime({ agents: {}, transcriptionService: service })
    const handler = createCopilotRuntimeHandler({ runtime, basePath: '/api', mode })
    const bytes = speech(name)
    const response = await handler(toRequest(bytes, type))
    expect(await response.json()).toEqual({
      text: 'Hello. This is a voice message.',
      size: bytes.byteLength,
      type: service.heard[0]?.mimeType,
    })
    const file = service.heard[0]?.audioFile
    expect(file?.name).toBe(`recording.${extension}`)
    expect(new Uint8Array((await file?.arrayBuffer()) ?? new ArrayBuffer(0))).toEqual(bytes)
    await runtime.close()
  })
})
