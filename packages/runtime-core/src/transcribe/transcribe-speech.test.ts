import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { CopilotRuntime } from '../runtime/copilot-runtime.ts'
import { createCopilotRuntimeHandler } from '../server/handler.ts'
import { type TranscribeFileOptions, TranscriptionService } from './transcription.ts'

// Speech in every format, the type it is sent under by browsers and files, and the type and name it is heard under.
const recordings = [
  ['hello.webm', 'audio/webm;codecs=opus', 'audio/webm;codecs=opus', 'recording.webm'],
  ['hello.webm', 'video/webm', 'video/webm', 'recording.webm'],
  ['hello.webm', '', 'audio/webm', 'recording.webm'],
  ['hello.mp4', 'audio/mp4', 'audio/mp4', 'recording.mp4'],
  ['hello.mp4', 'audio/m4a', 'audio/m4a', 'recording.mp4'],
  ['hello.mp4', 'audio/x-m4a', 'audio/x-m4a', 'recording.mp4'],
  ['hello.mp4', 'audio/webm', 'audio/mp4', 'recording.mp4'],
  ['hello.ogg', 'audio/ogg;codecs=opus', 'audio/ogg;codecs=opus', 'recording.ogg'],
  ['hello.wav', 'audio/wav', 'audio/wav', 'recording.wav'],
  ['hello.wav', 'audio/x-wav', 'audio/x-wav', 'recording.wav'],
  ['hello.mp3', 'audio/mpeg', 'audio/mpeg', 'recording.mp3'],
  ['hello-no-id3.mp3', 'application/octet-stream', 'audio/mpeg', 'recording.mp3'],
  ['hello.flac', 'audio/flac', 'audio/flac', 'recording.flac'],
  ['hello.aac', 'audio/aac', 'audio/aac', 'recording.aac'],
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
  test.each(recordings)('%s as %j reaches the service as it is', async (file, sent, type, name) => {
    const service = new Listener()
    const runtime = new CopilotRuntime({ agents: {}, transcriptionService: service })
    const handler = createCopilotRuntimeHandler({ runtime, basePath: '/api', mode })
    const bytes = speech(file)
    const response = await handler(toRequest(bytes, sent))
    expect(await response.json()).toEqual({
      text: 'Hello. This is a voice message.',
      size: bytes.byteLength,
      type,
    })
    const [heard] = service.heard
    expect([heard?.mimeType, heard?.audioFile.type, heard?.audioFile.name]).toEqual([type, type, name])
    expect(new Uint8Array((await heard?.audioFile.arrayBuffer()) ?? new ArrayBuffer(0))).toEqual(bytes)
    await runtime.close()
  })
})
