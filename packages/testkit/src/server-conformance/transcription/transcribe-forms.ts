import { expect } from 'vitest'
import { expectRefusal } from '../bad-input/bad-input-case.ts'
import type { Client, Suite } from '../harness/client.ts'
import { bytesOf, opus, recording, transcribe, transcribing } from '../harness/transcription-service.ts'

function post(client: Client, init: RequestInit): Promise<Response> {
  return client.fetch(client.addressOf(transcribe), { method: 'POST', ...init })
}

function sendForm(
  client: Client,
  body: FormData | Uint8Array<ArrayBuffer>,
  type?: string,
): Promise<Response> {
  return post(client, { body, headers: type === undefined ? {} : { 'content-type': type } })
}

interface WrittenForm {
  readonly body: Uint8Array<ArrayBuffer>
  readonly headers: Record<string, string>
}

/** A form as the bytes that it is. */
async function whole(form: FormData): Promise<WrittenForm> {
  const written = new Response(form)
  const type = written.headers.get('content-type') ?? ''
  return { body: new Uint8Array(await written.arrayBuffer()), headers: { 'content-type': type } }
}

async function unannounced(form: FormData): Promise<RequestInit> {
  const { body, headers } = await whole(form)
  return { body: new Blob([body]).stream(), headers, ...{ duplex: 'half' } }
}

function formOf(bytes: Uint8Array<ArrayBuffer>, name: string, type: string): FormData {
  const form = new FormData()
  form.append('note', 'ignored')
  form.append('audio', new File([bytes], name, { type }))
  return form
}

export function formTests({ serve, mode, wire }: Suite): void {
  // Envelopes are JSON.
  if (mode === 'single-route') return

  wire('a form upload reaches the service byte for byte', async () => {
    const service = transcribing(() => 'Hello there.')
    const client = await serve({ agents: {}, transcriptionService: service })
    const bytes = recording(300_000)
    const response = await sendForm(client, formOf(bytes, 'blob', opus))
    expect(await response.json()).toEqual({ text: 'Hello there.', size: 300_000, type: opus })
    const file = service.calls[0]?.audioFile
    expect([file?.name, file?.type]).toEqual(['blob.webm', opus])
    expect(await bytesOf(file)).toEqual(bytes)
  })

  wire('an upload without a type is recognized by its bytes', async () => {
    const service = transcribing(() => 'Hello')
    const client = await serve({ agents: {}, transcriptionService: service })
    const response = await sendForm(client, formOf(recording(100), 'note.wav', ''))
    expect(await response.json()).toMatchObject({ type: 'audio/webm' })
    expect(service.calls[0]?.audioFile.name).toBe('note.webm')
  })

  const tooLarge: readonly (readonly [string, (form: FormData) => Promise<RequestInit>])[] = [
    ['with a content-length beyond the limit', whole],
    ['sent as FormData beyond the limit', async (form) => ({ body: form })],
    ['beyond the limit without a content-length', unannounced],
  ]
  for (const [what, toInit] of tooLarge) {
    wire(`a form ${what} is refused and the next one is accepted`, async () => {
      const service = transcribing(() => 'Hello')
      const transcription = { maxBytes: 200_000 }
      const client = await serve({ agents: {}, transcription, transcriptionService: service })
      const large = await toInit(formOf(recording(1_000_000), 'a.webm', opus))
      await expectRefusal(await post(client, large), 413, { code: 'audio_too_large' })
      expect(service.calls).toEqual([])
      expect((await sendForm(client, formOf(recording(100), 'a.webm', opus))).status).toBe(200)
    })
  }

  wire('a form is refused without a transcription service', async () => {
    const client = await serve({ agents: {} })
    await expectRefusal(await sendForm(client, formOf(recording(100_000), 'a.webm', opus)), 503, {
      error: 'service_not_configured',
      code: 'service_not_configured',
      retryable: false,
    })
  })

  wire('a truncated form is refused', async () => {
    const service = transcribing(() => 'Hello')
    const client = await serve({ agents: {}, transcriptionService: service })
    const { body, ...init } = await whole(formOf(recording(5_000), 'a.webm', opus))
    await expectRefusal(await post(client, { ...init, body: body.slice(0, 3_000) }), 400, {
      code: 'invalid_request',
      message: 'The multipart form data is malformed',
    })
    expect(service.calls).toEqual([])
  })

  wire('a form with no recording or two recordings is refused', async () => {
    const client = await serve({ agents: {}, transcriptionService: transcribing(() => 'Hello') })
    const none = new FormData()
    none.append('audio', 'text')
    await expectRefusal(await sendForm(client, none), 400, {
      message: "No audio file found in form data. Please include an 'audio' field.",
    })
    const two = formOf(recording(100), 'a.webm', opus)
    two.append('audio', new File(['x'], 'b.webm'))
    await expectRefusal(await sendForm(client, two), 400, {
      message: "More than one audio file found in form data. Please send one 'audio' field.",
    })
  })

  wire('another content type is refused', async () => {
    const client = await serve({ agents: {}, transcriptionService: transcribing(() => 'Hello') })
    await expectRefusal(await sendForm(client, recording(100), opus), 400, {
      message: 'Request must be multipart/form-data or application/json with base64 audio',
    })
  })
}
