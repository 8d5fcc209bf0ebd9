import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { bytesOf, cutRequest, endlessRequest, fixture, formRequest, jsonRequest } from '../../test/upload.ts'
import { MultipartParser } from './multipart.ts'
import { readAudioUpload } from './read-audio-upload.ts'

const KIB = 1_024
const speech = fixture('hello.webm')
const base64 = Buffer.from(speech).toString('base64')
const opus = 'audio/webm;codecs=opus'

const encoder = new TextEncoder()
const formHead = encoder.encode(
  '--b\r\nContent-Disposition: form-data; name="audio"; filename="a.webm"\r\nContent-Type: audio/webm\r\n\r\n',
)
const formType = { 'content-type': 'multipart/form-data; boundary=b' }
const jsonType = { 'content-type': 'application/json' }

function refusal(code: string, message: unknown): Error {
  return expect.objectContaining({ name: 'TranscriptionError', code, message })
}

describe('the bytes of a recording are unchanged', () => {
  test.each([
    ['in a form', formRequest({ audio: new File([speech], 'a.webm', { type: opus }) }), opus, 'a.webm'],
    [
      'in a form, among other fields',
      formRequest({
        note: 'x',
        file: new File(['y'], 'y.wav'),
        audio: new File([speech], 'blob', { type: '' }),
        z: 'z',
      }),
      'audio/webm',
      'blob.webm',
    ],
    ['as base64', jsonRequest({ audio: base64, mimeType: opus, filename: 'b.webm' }), opus, 'b.webm'],
    ['as base64 without a name', jsonRequest({ audio: base64, mimeType: opus }), opus, 'recording.webm'],
    [
      'as base64 under a wrong type',
      jsonRequest({ audio: base64, mimeType: 'audio/mp4', filename: 'a.mp4' }),
      'audio/webm',
      'a.webm',
    ],
    ['as base64 without a type', jsonRequest({ audio: base64 }), 'audio/webm', 'recording.webm'],
    [
      'as a data URL whose type has a comma',
      jsonRequest({ audio: `data:video/webm;codecs=vp8,opus;base64,${base64}` }),
      'video/webm;codecs=vp8,opus',
      'recording.webm',
    ],
    [
      'as a data URL without base64',
      jsonRequest({ audio: `data:${opus},${base64}` }),
      opus,
      'recording.webm',
    ],
    [
      'as a data URL',
      jsonRequest({ audio: `data:${opus};base64,${base64}`, mimeType: '' }),
      opus,
      'recording.webm',
    ],
  ])('%s', async (_, request, type, name) => {
    const file = await readAudioUpload(request)
    expect(await bytesOf(file)).toEqual(speech)
    expect([file.type, file.name, file.size]).toEqual([type, name, speech.byteLength])
  })

  test('with every byte value, at exactly the limit', async () => {
    const bytes = Uint8Array.from({ length: 100 * KIB }, (_, at) => (at * 7) % 256)
    const limits = { maxBytes: bytes.byteLength }
    const form = await readAudioUpload(formRequest({ audio: new File([bytes], 'a.mp3') }), limits)
    const audio = Buffer.from(bytes).toString('base64')
    const json = await readAudioUpload(jsonRequest({ audio, mimeType: 'audio/mpeg' }), limits)
    expect(await bytesOf(form)).toEqual(bytes)
    expect(await bytesOf(json)).toEqual(bytes)
  })
})

describe('the cost of a body depends on its bytes and not on its chunks', () => {
  const boundary = 'multipart/form-data; boundary=b'
  const end = encoder.encode('\r\n--b--')

  /** The number of bytes passed to each call of the parser. */
  function parsed(): number[] {
    const sizes: number[] = []
    const { write } = MultipartParser.prototype
    const spy = vi.spyOn(MultipartParser.prototype, 'write')
    spy.mockImplementation(function (this: MultipartParser, chunk) {
      sizes.push(chunk.byteLength)
      write.call(this, chunk)
    })
    onTestFinished(() => spy.mockRestore())
    return sizes
  }

  /** The number of pieces of each file. */
  function filed(): number[] {
    const counts: number[] = []
    class CountedFile extends File {
      constructor(pieces: BlobPart[], name: string, options?: FilePropertyBag) {
        super(pieces, name, options)
        counts.push(pieces.length)
      }
    }
    vi.stubGlobal('File', CountedFile)
    onTestFinished(() => void vi.unstubAllGlobals())
    return counts
  }

  test('part headers that arrive byte by byte are parsed once', async () => {
    const calls = parsed()
    const form = `--b\r\n${'\r'.repeat(16_000)}\r\n\r\nx\r\n--b--`
    await expect(readAudioUpload(cutRequest(boundary, form, 1))).rejects.toThrow(
      refusal('invalid_request', "No audio file found in form data. Please include an 'audio' field."),
    )
    expect(calls).toEqual([form.length])
  })

  test('a recording that arrives byte by byte is buffered in few pieces', async () => {
    const counts = filed()
    const sound = Uint8Array.from({ length: 200 * KIB }, (_, at) => (at * 7) % 256)
    const form = new Uint8Array(Buffer.concat([formHead, sound, end]))
    const file = await readAudioUpload(cutRequest(boundary, form, 1))
    expect(Buffer.compare(await bytesOf(file), sound)).toBe(0)
    expect(counts).toEqual([4])
  })

  test('a recording full of partial boundaries is buffered in few pieces', async () => {
    const counts = filed()
    const sound = encoder.encode('\r\n--b.'.repeat(20 * KIB))
    const form = new Uint8Array(Buffer.concat([formHead, sound, end]))
    const file = await readAudioUpload(cutRequest(boundary, form, form.byteLength))
    expect(Buffer.compare(await bytesOf(file), sound)).toBe(0)
    expect(counts).toEqual([2])
  })

  test('JSON that arrives byte by byte is read', async () => {
    const json = JSON.stringify({ audio: base64, mimeType: opus })
    expect(await bytesOf(await readAudioUpload(cutRequest('application/json', json, 1)))).toEqual(speech)
  })
})

describe('a form is read to its end before its content is refused', () => {
  const part = '--b\r\nContent-Disposition: form-data; name="audio"; filename="a.webm"\r\n\r\nabc\r\n'

  test.each([
    ['two recordings', `${part}${part}`, /^More than one audio file/],
    ['endless headers', `${part}--b\r\nX: ${'x'.repeat(20_000)}`, 'The multipart form data is malformed'],
  ])('%s', async (_, begin, message) => {
    const form = encoder.encode(`${begin}${'x'.repeat(100_000)}\r\n--b--`)
    const request = cutRequest('multipart/form-data; boundary=b', form, 1_000)
    const said = typeof message === 'string' ? message : expect.stringMatching(message)
    await expect(readAudioUpload(request)).rejects.toThrow(refusal('invalid_request', said))
    // A body that was read to its end stays locked.
    expect(request.body?.locked).toBe(true)
  })
})

describe('a recording over the limit is refused', () => {
  const limits = { maxBytes: 100 * KIB }
  const tooLarge = refusal(
    'audio_too_large',
    'The recording is larger than 102400 bytes (transcription.maxBytes)',
  )

  test.each([
    ['a form', formType, formHead],
    ['JSON', jsonType, encoder.encode('{"audio":"')],
  ])('%s with a content-length that is too large is not read at all', async (_, type, first) => {
    const request = endlessRequest({ ...type, 'content-length': '999999' }, first, speech)
    await expect(readAudioUpload(request, limits)).rejects.toThrow(tooLarge)
    expect(request.pulled()).toBe(0)
    expect(request.isUnlocked()).toBe(true)
  })

  test.each([
    ['a form', formType, formHead, 164 * KIB],
    ['a form, in another field', formType, encoder.encode('--b\r\n\r\n'), 164 * KIB],
    ['JSON', jsonType, encoder.encode('{"audio":"'), 201 * KIB],
  ])('%s that never ends is read up to the limit', async (_, type, first, most) => {
    const chunk = new Uint8Array(KIB).fill(65)
    const request = endlessRequest(type, first, chunk)
    await expect(readAudioUpload(request, limits)).rejects.toThrow(tooLarge)
    expect(request.pulled()).toBeLessThanOrEqual(most + first.byteLength + KIB)
    expect(request.isUnlocked()).toBe(true)
  })

  test('if it is larger by one byte', async () => {
    const bytes = new Uint8Array(100 * KIB + 1)
    const audio = Buffer.from(bytes).toString('base64')
    await expect(readAudioUpload(formRequest({ audio: new File([bytes], 'a') }), limits)).rejects.toThrow(
      tooLarge,
    )
    await expect(readAudioUpload(jsonRequest({ audio, mimeType: opus }), limits)).rejects.toThrow(tooLarge)
  })

  test('and the default limit is 25 MiB', async () => {
    const request = endlessRequest({ ...formType, 'content-length': '26300000' }, formHead, speech)
    await expect(readAudioUpload(request)).rejects.toThrow(
      refusal('audio_too_large', 'The recording is larger than 26214400 bytes (transcription.maxBytes)'),
    )
  })
})

describe('an invalid request is refused with its reason:', () => {
  const post = (body: string | Uint8Array<ArrayBuffer>, type: string): Request =>
    new Request('http://localhost', { method: 'POST', body, headers: { 'content-type': type } })
  const two = new FormData()
  two.append('audio', new File([speech], 'a.webm'))
  two.append('audio', new File([speech], 'b.webm'))
  const noField = "No audio file found in form data. Please include an 'audio' field."
  const malformed = 'The multipart form data is malformed'
  const noJson = 'Request body must be valid JSON'
  const noAudio = "Request must include 'audio' field with base64-encoded audio data"
  const noBase64 = 'Failed to decode base64 audio data'

  test.each([
    [
      'another content type',
      post('x', 'text/plain'),
      'Request must be multipart/form-data or application/json with base64 audio',
    ],
    ['no boundary', post('x', 'multipart/form-data'), 'The multipart form data has no valid boundary'],
    ['no field', formRequest({ sound: new File([speech], 'a.webm') }), noField],
    ['a text field', formRequest({ audio: 'loud' }), noField],
    [
      'two recordings',
      new Request('http://localhost', { method: 'POST', body: two }),
      "More than one audio file found in form data. Please send one 'audio' field.",
    ],
    ['no form', post('x', formType['content-type']), malformed],
    ['an empty form', new Request('http://localhost', { method: 'POST', headers: formType }), malformed],
    [
      'a form that ends too early',
      post(Buffer.concat([formHead, speech]), formType['content-type']),
      malformed,
    ],
    ['broken JSON', jsonRequest('{'), noJson],
    ['no UTF-8', post(new Uint8Array([0x22, 0xff, 0x22]), 'application/json'), noJson],
    ['an empty body', jsonRequest(''), noJson],
    ['null', jsonRequest('null'), noAudio],
    ['no audio', jsonRequest({ mimeType: opus }), noAudio],
    ['audio that is not a string', jsonRequest({ audio: 1, mimeType: opus }), noAudio],
    [
      'no type',
      jsonRequest({ audio: 'AP+ACg==' }),
      "Request must include 'mimeType' field (e.g., 'audio/webm')",
    ],
    ['rubbish', jsonRequest({ audio: '***', mimeType: opus }), noBase64],
    ['truncated base64', jsonRequest({ audio: 'AP+AC', mimeType: opus }), noBase64],
    [
      'too much data besides the recording',
      jsonRequest(`{"audio":"${base64}","mimeType":"audio/webm","x":[${'[],'.repeat(30_000)}[]]}`),
      'The request body contains too much data besides the recording',
    ],
  ])('%s', async (_, request, message) => {
    await expect(readAudioUpload(request)).rejects.toThrow(refusal('invalid_request', message))
  })

  test('an empty recording', async () => {
    const empty = refusal('audio_too_short', 'The recording is empty')
    await expect(readAudioUpload(formRequest({ audio: new File([], 'a.webm') }))).rejects.toThrow(empty)
    const dataUrl = jsonRequest({ audio: 'data:audio/webm;base64,', mimeType: opus })
    await expect(readAudioUpload(dataUrl)).rejects.toThrow(empty)
  })
})

describe('a body that fails', () => {
  const failing = (error: unknown): Parameters<typeof readAudioUpload>[0] => ({
    headers: new Headers(formType),
    body: new ReadableStream({ pull: (controller) => controller.error(error) }),
    bodyUsed: false,
    signal: new AbortController().signal,
  })

  test.each([
    ['because it is incomplete', new TypeError('terminated'), 'invalid_request'],
    ['because the host stopped waiting', new DOMException('late', 'TimeoutError'), 'request_timeout'],
    ['because the client disconnected', new DOMException('gone', 'AbortError'), 'client_closed'],
  ])('%s', async (_, error, code) => {
    await expect(readAudioUpload(failing(error))).rejects.toThrow(
      expect.objectContaining({ code, cause: error }),
    )
  })

  test('a disconnect ends the read of a body that stalls', async () => {
    const leaving = new AbortController()
    const request = { ...failing(undefined), body: new ReadableStream(), signal: leaving.signal }
    const reading = readAudioUpload(request)
    leaving.abort()
    await expect(reading).rejects.toThrow(expect.objectContaining({ code: 'client_closed' }))
    await expect(readAudioUpload({ ...request, body: new ReadableStream() })).rejects.toThrow(
      expect.objectContaining({ code: 'client_closed' }),
    )
  })

  test('a body that was already read is refused', async () => {
    const request = formRequest({ audio: new File([speech], 'a.webm') })
    await request.text()
    await expect(readAudioUpload(request)).rejects.toMatchObject({ code: 'body_already_read' })
  })
})
