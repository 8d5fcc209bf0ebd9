import type { Socket } from 'node:net'
import express from 'express'
import { describe, expect, test } from 'vitest'
import { deferred, head, listen, rawClient, settled } from '../../test/test-server.ts'
import { createCopilotNodeHandler } from '../node-handler.ts'

const describeRequest = async (request: Request): Promise<Response> =>
  Response.json({
    method: request.method,
    url: request.url,
    headers: [...request.headers],
    body: request.body === null ? null : await request.text(),
  })

interface Described {
  method: string
  url: string
  headers: [string, string][]
  body: string | null
}

async function ask(text: string, trustProxy = false): Promise<Described & { raw: string }> {
  const { port } = await listen(createCopilotNodeHandler(describeRequest, { trustProxy }))
  const raw = await rawClient(port, text).closed
  const described: Described = JSON.parse(raw.slice(raw.indexOf('\r\n\r\n')))
  return { ...described, raw }
}

async function statusOf(text: string, trustProxy = false): Promise<string> {
  const { port } = await listen(createCopilotNodeHandler(describeRequest, { trustProxy }), {
    requireHostHeader: false,
  })
  return await rawClient(port, text).closed
}

describe('the URL', () => {
  test('consists of the Host header and the path', async () => {
    const { url, method } = await ask(
      head('PUT /a/b%20c?d=1&d=2 HTTP/1.1', 'Host: example.com:81', 'Connection: close'),
    )
    expect(url).toBe('http://example.com:81/a/b%20c?d=1&d=2')
    expect(method).toBe('PUT')
  })

  test('keeps its host if the path begins with two slashes', async () => {
    const { url } = await ask(
      head('GET //evil.example/x HTTP/1.1', 'Host: good.example', 'Connection: close'),
    )
    expect(url).toBe('http://good.example//evil.example/x')
  })

  test('of a request in absolute form takes precedence over the Host header', async () => {
    const { url } = await ask(
      head('GET http://a.example/x?y HTTP/1.1', 'Host: b.example', 'Connection: close'),
    )
    expect(url).toBe('http://a.example/x?y')
  })

  test('in absolute form may have no path', async () => {
    const { url } = await ask(head('GET http://a.example?y HTTP/1.1', 'Host: b.example', 'Connection: close'))
    expect(url).toBe('http://a.example/?y')
  })

  test('may have an IPv6 address as host', async () => {
    const { url } = await ask(head('GET /x HTTP/1.1', 'Host: [::1]:8080', 'Connection: close'))
    expect(url).toBe('http://[::1]:8080/x')
  })

  test('of OPTIONS * has the path /*', async () => {
    const { url } = await ask(head('OPTIONS * HTTP/1.1', 'Host: a.example', 'Connection: close'))
    expect(url).toBe('http://a.example/*')
  })

  test('of HTTP/1.0 without a Host header has the host localhost', async () => {
    const { url } = await ask(head('GET /x HTTP/1.0'))
    expect(url).toBe('http://localhost/x')
  })

  test.each([
    'a b',
    'user@host',
    'host/path',
    'host?x',
    '[::1',
    'host:99999',
    '127.0.0.1:99999',
    '1.2.3.4.5',
    'a%00',
    'xn--',
    '%zz',
    '',
  ])('with the Host header "%s" is refused with 400', async (host) => {
    const raw = await statusOf(head('GET / HTTP/1.1', `Host: ${host}`, 'Connection: close'))
    expect(raw).toMatch(/^HTTP\/1\.1 400 /)
    expect(raw).toContain('"error":"invalid_request","code":"invalid_url"')
  })

  test.each(['http://1.2.3.4.5/', 'http://a:99999/', 'http://xn--/', 'http:///x'])(
    'with the absolute target %s is refused with 400',
    async (target) => {
      const raw = await statusOf(head(`GET ${target} HTTP/1.1`, 'Host: a', 'Connection: close'))
      expect(raw).toMatch(/^HTTP\/1\.1 400 /)
      expect(raw).toContain('"code":"invalid_url"')
    },
  )

  test('of HTTP/1.0 may lack the Host header', async () => {
    expect(await statusOf(head('GET / HTTP/1.0'))).toMatch(/^HTTP\/1\.1 200 /)
  })

  test('without a Host header is refused with 400', async () => {
    const raw = await statusOf(head('GET / HTTP/1.1', 'Connection: close'))
    expect(raw).toMatch(/^HTTP\/1\.1 400 /)
    expect(raw).toContain('"code":"invalid_url"')
  })

  test('ignores forwarded headers unless trustProxy is set', async () => {
    const lines = ['X-Forwarded-Proto: https', 'X-Forwarded-Host: public.example', 'Connection: close']
    const { url } = await ask(head('GET /x HTTP/1.1', 'Host: inner:80', ...lines))
    expect(url).toBe('http://inner/x')
  })

  test('uses the first values of the forwarded headers with trustProxy', async () => {
    const lines = [
      'X-Forwarded-Proto: https, http',
      'X-Forwarded-Host: public.example, inner',
      'Connection: close',
    ]
    const { url } = await ask(head('GET /x HTTP/1.1', 'Host: inner', ...lines), true)
    expect(url).toBe('https://public.example/x')
  })

  test('uses its own scheme and host if a trusted proxy sends none', async () => {
    const { url } = await ask(head('GET /x HTTP/1.1', 'Host: inner', 'Connection: close'), true)
    expect(url).toBe('http://inner/x')
  })

  test.each(['X-Forwarded-Proto: javascript', 'X-Forwarded-Host: a/b'])(
    'with "%s" from a trusted proxy is refused with 400',
    async (line) => {
      const raw = await statusOf(head('GET /x HTTP/1.1', 'Host: inner', line, 'Connection: close'), true)
      expect(raw).toMatch(/^HTTP\/1\.1 400 /)
    },
  )

  test('is complete in a sub-router', async () => {
    const app = express()
    const router = express.Router()
    router.use('/inner', createCopilotNodeHandler(describeRequest))
    app.use('/outer', router)
    const { url } = await listen(app)
    const described: Described = JSON.parse(await (await fetch(`${url}/outer/inner/info?x=1`)).text())
    expect(described.url).toBe(`${url}/outer/inner/info?x=1`)
  })
})

test('a method that fetch forbids gets a 501', async () => {
  const raw = await statusOf(head('TRACE / HTTP/1.1', 'Host: a', 'Connection: close'))
  expect(raw).toMatch(/^HTTP\/1\.1 501 /)
  expect(raw).toContain('"code":"method_not_supported"')
})

test('has all headers, repeated ones joined', async () => {
  const lines = ['Host: a', 'X-One: 1', 'x-one: 2', 'Cookie: a=1', 'Cookie: b=2', 'Connection: close']
  const { headers } = await ask(head('GET / HTTP/1.1', ...lines))
  expect(Object.fromEntries(headers)).toEqual({
    host: 'a',
    'x-one': '1, 2',
    cookie: 'a=1; b=2',
    connection: 'close',
  })
})

describe('the body', () => {
  test.each(['GET', 'HEAD'])('of %s is not passed on', async (method) => {
    const seen = deferred<boolean>()
    const { port } = await listen(
      createCopilotNodeHandler((request) => {
        seen.resolve(request.body === null)
        return new Response(null)
      }),
    )
    rawClient(port, `${head(`${method} / HTTP/1.1`, 'Host: a', 'Content-Length: 2')}ab`)
    expect(await seen.promise).toBe(true)
  })

  test('is null if the request has no length and no chunks', async () => {
    const { body } = await ask(head('POST / HTTP/1.1', 'Host: a', 'Connection: close'))
    expect(body).toBeNull()
  })

  test('is null if its length is 0', async () => {
    const { body } = await ask(head('POST / HTTP/1.1', 'Host: a', 'Content-Length: 0', 'Connection: close'))
    expect(body).toBeNull()
  })

  test('arrives with a length', async () => {
    const { body } = await ask(
      `${head('POST / HTTP/1.1', 'Host: a', 'Content-Length: 5', 'Connection: close')}hello`,
    )
    expect(body).toBe('hello')
  })

  test('arrives in chunks', async () => {
    const lines = ['Host: a', 'Transfer-Encoding: chunked', 'Connection: close']
    const { body } = await ask(`${head('DELETE / HTTP/1.1', ...lines)}3\r\nhel\r\n2\r\nlo\r\n0\r\n\r\n`)
    expect(body).toBe('hello')
  })

  test('is a stream that can be read while it arrives', async () => {
    const first = deferred<string>()
    const { port } = await listen(
      createCopilotNodeHandler(async (request) => {
        const reader = (request.body ?? new ReadableStream()).getReader()
        first.resolve(new TextDecoder().decode((await reader.read()).value))
        return new Response(new TextDecoder().decode((await reader.read()).value))
      }),
    )
    const client = rawClient(port, `${head('POST / HTTP/1.1', 'Host: a', 'Content-Length: 10')}first`)
    expect(await first.promise).toBe('first')
    client.send('other')
    expect(await client.until('other')).toContain('200 OK')
  })

  test('of many megabytes is not read ahead of a slow reader, and arrives complete', async () => {
    const size = 32 * 1024 * 1024
    const taken = deferred<number>()
    const handler = createCopilotNodeHandler(async (request) => {
      let sum = 0
      for await (const chunk of request.body ?? []) {
        if (sum === 0) taken.resolve(await settled(() => socket?.bytesRead ?? 0))
        sum += chunk.byteLength
      }
      return new Response(`<${sum}>`)
    })
    let socket: Socket | undefined
    const { port } = await listen((req, res) => {
      socket = req.socket
      return handler(req, res)
    })
    const start = head('POST / HTTP/1.1', 'Host: a', `Content-Length: ${size}`)
    const client = rawClient(port, `${start}${'x'.repeat(size)}`)
    expect(await taken.promise).toBeLessThan(2 * 1024 * 1024)
    await client.until(`<${size}>`)
  })
})
