import { describe, expect, test } from 'vitest'
import type { HostRequest } from './host-request.ts'
import { readBytes, readJson } from './read-body.ts'
import { RuntimeError } from './runtime-error.ts'

const limits = { maxBodyBytes: 64, maxJsonDepth: 5 }

function post(
  body: BodyInit | null,
  headers: Record<string, string> = { 'content-type': 'application/json' },
): Request {
  return new Request('http://localhost/', { method: 'POST', body, headers })
}

interface StreamedPost {
  request: Request
  controller: ReadableStreamDefaultController<Uint8Array>
  isCancelled(): boolean
}

function streamedPost(init: { headers?: Record<string, string>; signal?: AbortSignal } = {}): StreamedPost {
  let cancelled = false
  let controller: ReadableStreamDefaultController<Uint8Array> | undefined
  const body = new ReadableStream<Uint8Array>({
    start: (made) => {
      controller = made
    },
    cancel: () => {
      cancelled = true
    },
  })
  if (controller === undefined) throw new Error('a stream starts at once')
  const options = { method: 'POST', body, duplex: 'half', ...init }
  return { request: new Request('http://localhost/', options), controller, isCancelled: () => cancelled }
}

const bytes = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text)
const code = (value: string) => expect.objectContaining({ code: value })

describe('readJson', () => {
  test.each([
    'application/json',
    'application/json; charset=utf-8',
    'Application/JSON',
    'application/ld+json',
  ])('accepts the content type %s', async (type) => {
    expect(await readJson(post('{"a":1}', { 'content-type': type }), limits)).toEqual({ a: 1 })
  })

  test('a missing content type is taken for JSON', async () => {
    const request = post(bytes('{"a":1}'), {})
    expect(request.headers.get('content-type')).toBeNull()
    expect(await readJson(request, limits)).toEqual({ a: 1 })
  })

  test.each([
    'text/plain',
    'multipart/form-data; boundary=x',
    'application/x-www-form-urlencoded',
    'text/json-ish',
  ])('refuses the content type %s with 415', async (type) => {
    const reading = readJson(post('{}', { 'content-type': type }), limits)
    await expect(reading).rejects.toMatchObject({ code: 'unsupported_media_type', status: 415 })
  })

  test.each([
    ['no body at all', post(null)],
    ['an empty body', post('')],
    ['broken JSON', post('{"a":')],
    ['bytes that are not UTF-8', post(new Uint8Array([0x22, 0xff, 0xfe, 0x22]))],
    ['too many levels', post('[[[[[[]]]]]]')],
  ])('refuses %s with invalid_json', async (_, request) => {
    await expect(readJson(request, limits)).rejects.toMatchObject({ code: 'invalid_json', status: 400 })
  })

  test('skips a byte order mark', async () => {
    expect(await readJson(post('\ufeff{"a":1}'), limits)).toEqual({ a: 1 })
  })

  test('a character cut in two by a chunk border is put together again', async () => {
    const { request, controller } = streamedPost()
    const whole = bytes('"🛫"')
    controller.enqueue(whole.slice(0, 3))
    controller.enqueue(whole.slice(3))
    controller.close()
    expect(await readJson(request, limits)).toBe('🛫')
  })
})

describe('readBytes', () => {
  test('a body of exactly the limit is read, one byte more is refused with 413', async () => {
    expect((await readBytes(post('x'.repeat(64)), 64)).byteLength).toBe(64)
    await expect(readBytes(post('x'.repeat(65)), 64)).rejects.toMatchObject({
      code: 'payload_too_large',
      status: 413,
    })
  })

  test('a body that lies about its length is cut off while it is read', async () => {
    const { request, controller, isCancelled } = streamedPost({ headers: { 'content-length': '2' } })
    controller.enqueue(new Uint8Array(65))
    await expect(readBytes(request, 64)).rejects.toEqual(code('payload_too_large'))
    expect([isCancelled(), request.body?.locked]).toEqual([false, false])
  })

  test('a body that announces too much is refused before any of it is read', async () => {
    const { request, isCancelled } = streamedPost({ headers: { 'content-length': '65' } })
    await expect(readBytes(request, 64)).rejects.toEqual(code('payload_too_large'))
    expect(request.bodyUsed).toBe(false)
    expect([isCancelled(), request.body?.locked]).toEqual([false, false])
  })

  test('a body that comes in one chunk is not copied, one in many is joined', async () => {
    const { request, controller } = streamedPost()
    const whole = bytes('whole')
    controller.enqueue(whole)
    controller.close()
    expect(await readBytes(request, 64)).toBe(whole)
    const parts = streamedPost()
    for (const char of 'in many chunks') parts.controller.enqueue(bytes(char))
    parts.controller.close()
    expect(new TextDecoder().decode(await readBytes(parts.request, 64))).toBe('in many chunks')
  })

  test('a host hands its body on, and is stopped at the limit', async () => {
    const given: number[] = []
    const hosted = (chunks: readonly string[]): HostRequest => ({
      method: 'POST',
      url: 'http://localhost/',
      headers: new Headers(),
      host: {
        toRequest: () => new Request('http://localhost/'),
        onDisconnect: () => () => {},
        async readBody(onChunk) {
          for (const chunk of chunks) {
            given.push(chunk.length)
            onChunk(bytes(chunk))
          }
        },
      },
    })
    expect(new TextDecoder().decode(await readBytes(hosted(['ho', 's', 'ted']), 6))).toBe('hosted')
    given.length = 0
    await expect(readBytes(hosted(['ho', 's', 'ted', 'more']), 5)).rejects.toEqual(code('payload_too_large'))
    expect(given).toEqual([2, 1, 3])
  })

  test.each([
    [new DOMException('slow', 'TimeoutError'), 'request_timeout'],
    [new DOMException('gone', 'AbortError'), 'client_closed'],
    [new Error('ECONNRESET'), 'invalid_request'],
  ])('a host that fails with %s is reported as %s', async (error, expected) => {
    const host = {
      toRequest: () => new Request('http://localhost/'),
      onDisconnect: () => () => {},
      readBody: () => Promise.reject(error),
    }
    const request = { method: 'POST', url: 'http://localhost/', headers: new Headers(), host }
    await expect(readBytes(request, 64)).rejects.toEqual(code(expected))
  })

  test('a client that disconnects ends the read, also if the body stays open', async () => {
    const abort = new AbortController()
    const { request, controller, isCancelled } = streamedPost({ signal: abort.signal })
    controller.enqueue(bytes('half'))
    const reading = readBytes(request, 64)
    abort.abort()
    await expect(reading).rejects.toEqual(code('client_closed'))
    expect(isCancelled()).toBe(true)
  })

  test('the body of a disconnected client is not read', async () => {
    const { request } = streamedPost({ signal: AbortSignal.abort() })
    await expect(readBytes(request, 64)).rejects.toEqual(code('client_closed'))
  })

  test.each([
    [new RuntimeError('request_timeout'), 'request_timeout'],
    [new DOMException('slow', 'TimeoutError'), 'request_timeout'],
    [new DOMException('gone', 'AbortError'), 'client_closed'],
    [new Error('ECONNRESET'), 'invalid_request'],
  ])('a body that errors with %s is reported as %s', async (error, expected) => {
    const { request, controller } = streamedPost()
    const reading = readBytes(request, 64)
    controller.error(error)
    await expect(reading).rejects.toEqual(code(expected))
  })

  test('a body that was read before is refused, and the message says what to do', async () => {
    const request = post('{}')
    await request.text()
    await expect(readBytes(request, 64)).rejects.toMatchObject({
      code: 'body_already_read',
      message: expect.stringContaining('Read a clone'),
    })
  })
})
