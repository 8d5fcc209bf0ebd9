import { expect, test } from 'vitest'
import { expectRefusal } from './bad-input-case.ts'
import type { Suite } from './client.ts'
import { base64Of, bytesOf, listener, opus, recording, transcribe } from './listening.ts'

export function recordingTests({ serve }: Suite): void {
  test('info tells that there is a service', async () => {
    const client = await serve({ agents: {}, transcriptionService: listener(() => '') })
    const response = await client.send({ method: 'info' })
    expect(await response.json()).toMatchObject({ audioFileTranscriptionEnabled: true })
  })

  test('a recording in JSON reaches the service byte for byte', async () => {
    const service = listener(() => 'Hello there.')
    const client = await serve({ agents: {}, transcriptionService: service })
    const bytes = recording(5_000)
    const body = { audio: base64Of(bytes), mimeType: opus, filename: 'voice.webm' }
    const response = await client.send(transcribe, { body })
    expect(response.status).toBe(200)
    expect(await response.json()).toEqual({ text: 'Hello there.', size: 5_000, type: opus })
    expect(service.heard).toHaveLength(1)
    const { audioFile, ...told } = service.heard[0] ?? {}
    expect(told).toEqual({ mimeType: opus, size: 5_000, signal: expect.any(AbortSignal) })
    expect([audioFile?.name, audioFile?.type]).toEqual(['voice.webm', opus])
    expect(await bytesOf(audioFile)).toEqual(bytes)
  })

  test('a recording that is larger than other bodies may be is heard', async () => {
    const service = listener(() => 'Hello')
    const limits = { maxBodyBytes: 20_000 }
    const client = await serve({ agents: {}, limits, transcriptionService: service })
    const bytes = recording(60_000)
    const response = await client.send(transcribe, { body: { audio: base64Of(bytes), mimeType: opus } })
    expect(response.status).toBe(200)
    expect(await bytesOf(service.heard[0]?.audioFile)).toEqual(bytes)
  })

  test('a recording over its limit is refused, and the next one is heard', async () => {
    const service = listener(() => 'Hello')
    const transcription = { maxBytes: 20_000 }
    const client = await serve({ agents: {}, transcription, transcriptionService: service })
    for (const size of [20_001, 400_000]) {
      const body = { audio: base64Of(recording(size)), mimeType: opus }
      await expectRefusal(await client.send(transcribe, { body }), 413, {
        error: 'audio_too_large',
        code: 'audio_too_large',
        message: 'The recording is larger than 20000 bytes',
        retryable: false,
      })
    }
    expect(service.heard).toEqual([])
    const body = { audio: base64Of(recording(20_000)), mimeType: opus }
    expect((await client.send(transcribe, { body })).status).toBe(200)
  })

  test.each([
    ['no audio', { mimeType: opus }, "Request must include 'audio' field with base64-encoded audio data"],
    ['rubbish', { audio: '***', mimeType: opus }, 'Failed to decode base64 audio data'],
    ['no type', { audio: 'AAAA' }, "Request must include 'mimeType' field (e.g., 'audio/webm')"],
  ])('%s instead of a recording is refused', async (_, body, message) => {
    const client = await serve({ agents: {}, transcriptionService: listener(() => 'Hello') })
    await expectRefusal(await client.send(transcribe, { body }), 400, {
      error: 'invalid_request',
      code: 'invalid_request',
      message,
      retryable: false,
    })
  })

  test('what is no sound is refused', async () => {
    const client = await serve({ agents: {}, transcriptionService: listener(() => 'Hello') })
    const body = { audio: 'AAAA', mimeType: 'text/html' }
    await expectRefusal(await client.send(transcribe, { body }), 400, { code: 'invalid_audio_format' })
  })
}
