import { expect } from 'vitest'
import { readEvents } from '../../read-sse.ts'
import type { Suite } from '../harness/client.ts'
import { gate, reading } from '../harness/reading.ts'
import {
  base64Of,
  opus,
  recording,
  streaming,
  transcribe,
  transcribing,
  whenAborted,
} from '../harness/transcription-service.ts'

const asStream = { accept: 'text/event-stream' }

export function transcriptStreamTests({ serve, wire, core }: Suite): void {
  wire('a client that accepts a stream gets the text as it is produced', async () => {
    const goOn = gate()
    const service = streaming(async function* () {
      yield 'Hello'
      await goOn.opened
      yield ' there.'
    })
    const client = await serve({ agents: {}, transcriptionService: service })
    const body = { audio: base64Of(recording(100)), mimeType: opus }
    const response = await client.send(transcribe, { body, headers: asStream })
    expect(response.headers.get('content-type')).toMatch(/^text\/event-stream/)
    expect(response.headers.get('cache-control')).toBe('no-cache, no-store, no-transform')
    const reader = reading(response)
    await reader.until(({ delta }) => delta === 'Hello')
    goOn.open()
    expect(await reader.toEnd()).toEqual([
      { type: 'transcript.text.delta', delta: 'Hello' },
      { type: 'transcript.text.delta', delta: ' there.' },
      { type: 'transcript.text.done', text: 'Hello there.', size: 100, mimeType: opus },
    ])
  })

  core('the stream of a service without streaming has the whole text', async () => {
    const client = await serve({ agents: {}, transcriptionService: transcribing(() => 'Hello') })
    const body = { audio: base64Of(recording(100)), mimeType: opus }
    const response = await client.send(transcribe, { body, headers: asStream })
    expect(await readEvents(response)).toEqual([
      { type: 'transcript.text.done', text: 'Hello', size: 100, mimeType: opus },
    ])
  })

  core('a stream that fails ends with an error event', async () => {
    const service = streaming(async function* () {
      yield 'Hello'
      throw Object.assign(new Error('sk-secret'), { status: 503 })
    })
    const client = await serve({ agents: {}, transcriptionService: service })
    const body = { audio: base64Of(recording(100)), mimeType: opus }
    const response = await client.send(transcribe, { body, headers: asStream })
    expect(await readEvents(response)).toEqual([
      { type: 'transcript.text.delta', delta: 'Hello' },
      {
        type: 'error',
        error: 'provider_error',
        message: 'The transcription provider failed',
        code: 'provider_error',
        retryable: true,
      },
    ])
  })

  wire('a client that disconnects from a stream aborts the service', async () => {
    const aborted = gate()
    const service = streaming(async function* (given) {
      yield 'Hello'
      await whenAborted(given)
      aborted.open()
    })
    const client = await serve({ agents: {}, transcriptionService: service })
    const abort = new AbortController()
    const body = { audio: base64Of(recording(100)), mimeType: opus }
    const { signal } = abort
    const reader = reading(await client.send(transcribe, { body, headers: asStream, signal }))
    await reader.until(({ delta }) => delta === 'Hello')
    abort.abort()
    await aborted.opened
  })
}
