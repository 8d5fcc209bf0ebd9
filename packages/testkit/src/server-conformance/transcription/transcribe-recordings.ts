import { expect } from 'vitest'
import { expectRefusal } from '../bad-input/bad-input-case.ts'
import type { Suite } from '../harness/client.ts'
import {
  base64Of,
  bytesOf,
  opus,
  recording,
  transcribe,
  transcribing,
} from '../harness/transcription-service.ts'

export function recordingTests({ serve, core, wire }: Suite): void {
  core('info says that transcription is enabled', async () => {
    const client = await serve({ agents: {}, transcriptionService: transcribing(() => '') })
    const response = await client.send({ method: 'info' })
    expect(await response.json()).toMatchObject({ audioFileTranscriptionEnabled: true })
  })

  wire('a recording in JSON reaches the service byte for byte', async () => {
    const service = transcribing(() => 'Hello there.')
    const client = await serve({ agents: {}, transcriptionService: service })
    const bytes = recording(5_000)
    const body = { audio: base64Of(bytes), mimeType: opus, filename: 'voice.webm' }
    const response = await client.send(transcribe, { body })
    expect(response.status).toBe(200)
    expect(await response.json()).toEqual({ text: 'Hello there.', size: 5_000, type: opus })
    expect(service.calls).toHaveLength(1)
    const { audioFile, ...rest } = service.calls[0] ?? {}
    expect(rest).toEqual({ mimeType: opus, size: 5_000, signal: expect.any(AbortSignal) })
    expect([audioFile?.name, audioFile?.type]).toEqual(['voice.webm', opus])
    expect(await bytesOf(audioFile)).toEqual(bytes)
  })

  wire('a recording may be larger than maxBodyBytes', async () => {
    const service = transcribing(() => 'Hello')
    const limits = { maxBodyBytes: 20_000 }
    const client = await serve({ agents: {}, limits, transcriptionService: service })
    const bytes = recording(60_000)
    const response = await client.send(transcribe, { body: { audio: base64Of(bytes), mimeType: opus } })
    expect(response.status).toBe(200)
    expect(await bytesOf(service.calls[0]?.audioFile)).toEqual(bytes)
  })

  wire('a recording beyond transcription.maxBytes is refused and the next one is accepted', async () => {
    const service = transcribing(() => 'Hello')
    const transcription = { maxBytes: 20_000 }
    const client = await serve({ agents: {}, transcription, transcriptionService: service })
    for (const size of [20_001, 400_000]) {
      const body = { audio: base64Of(recording(size)), mimeType: opus }
      await expectRefusal(await client.send(transcribe, { body }), 413, {
        error: 'audio_too_large',
        code: 'audio_too_large',
        message: 'The recording is larger than 20000 bytes (transcription.maxBytes)',
        retryable: false,
      })
    }
    expect(service.calls).toEqual([])
    const body = { audio: base64Of(recording(20_000)), mimeType: opus }
    expect((await client.send(transcribe, { body })).status).toBe(200)
  })

  for (const [what, body, message] of [
    ['no audio', { mimeType: opus }, "Request must include 'audio' field with base64-encoded audio data"],
    ['malformed base64', { audio: '***', mimeType: opus }, 'Failed to decode base64 audio data'],
    ['no type', { audio: 'AAAA' }, "Request must include 'mimeType' field (e.g., 'audio/webm')"],
  ] as const) {
    core(`${what} instead of a recording is refused`, async () => {
      const client = await serve({ agents: {}, transcriptionService: transcribing(() => 'Hello') })
      await expectRefusal(await client.send(transcribe, { body }), 400, {
        error: 'invalid_request',
        code: 'invalid_request',
        message,
        retryable: false,
      })
    })
  }

  core('a type that is not audio is refused', async () => {
    const client = await serve({ agents: {}, transcriptionService: transcribing(() => 'Hello') })
    const body = { audio: 'AAAA', mimeType: 'text/html' }
    await expectRefusal(await client.send(transcribe, { body }), 400, { code: 'invalid_audio_format' })
  })
}
