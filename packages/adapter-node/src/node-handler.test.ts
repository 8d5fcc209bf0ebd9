import { once } from 'node:events'
import { Agent, request as httpRequest } from 'node:http'
import { connect, createServer } from 'node:http2'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, onTestFinished, test } from 'vitest'
import { deferred, head, listen, processWarnings, rawClient } from '../test/test-server.ts'
import { createCopilotNodeHandler, createNodeFetchHandler } from './node-handler.ts'

const get = (path: string): string => head(`GET ${path} HTTP/1.1`, 'Host: a')
const pathOf = (request: Request): string => new URL(request.url).pathname
const respondWithPath = createCopilotNodeHandler((request) => new Response(`<${pathOf(request)}>`))

describe('a handler that fails', () => {
  const failing: [string, () => Response | Promise<Response>][] = [
    [
      'throws',
      () => {
        throw new Error('secret')
      },
    ],
    ['rejects', () => Promise.reject(new Error('secret'))],
    ['returns Response.error()', () => Response.error()],
  ]
  test.each(failing)(
    'that %s causes a 500 without the text of the error, and is reported',
    async (_how, fail) => {
      const reported = deferred<unknown>()
      const { url } = await listen(createCopilotNodeHandler(fail, { onError: reported.resolve }))
      const response = await fetch(url)
      expect(response.status).toBe(500)
      expect(await response.json()).toEqual({
        error: 'internal_error',
        code: 'internal_error',
        message: 'Internal server error',
      })
      expect(await reported.promise).toBeInstanceOf(Error)
    },
  )

  test.each(failing)(
    'that %s rejects the promise of the listener if throwUnsent is set',
    async (_how, fail) => {
      const handler = createCopilotNodeHandler(fail, { throwUnsent: true })
      const { url } = await listen((req, res) => {
        handler(req, res).catch((error: unknown) => {
          res.statusCode = 503
          res.end(`${res.headersSent} ${error instanceof Error}`)
        })
      })
      const response = await fetch(url)
      expect(response.status).toBe(503)
      expect(await response.text()).toBe('false true')
    },
  )

  test('in the middle of its body does not reject: something was already sent', async () => {
    const caught: unknown[] = []
    const body = new ReadableStream({
      start: (controller) => controller.enqueue(new TextEncoder().encode('part')),
      pull: () => sleep(20).then(() => Promise.reject(new Error('midway'))),
    })
    const handler = createCopilotNodeHandler(() => new Response(body), { throwUnsent: true })
    const { port } = await listen((req, res) => {
      handler(req, res).catch((error: unknown) => caught.push(error))
    })
    expect(await rawClient(port, get('/')).closed).toContain('part')
    expect(caught).toEqual([])
  })

  test('causes a 500 even if onError fails', async () => {
    const options = { onError: () => Promise.reject(new Error('reporter')) }
    const { url } = await listen(createCopilotNodeHandler(() => Promise.reject(new Error('secret')), options))
    expect((await fetch(url)).status).toBe(500)
  })

  test('leaves the connection open for the next request', async () => {
    const handler = createCopilotNodeHandler((request) => {
      if (pathOf(request) === '/bad') throw new Error('secret')
      return new Response('fine')
    })
    const { port } = await listen(handler)
    const client = rawClient(port, get('/bad'))
    await client.until('Internal server error')
    client.send(get('/good'))
    await client.until('fine')
  })
})

describe('a connection', () => {
  test('serves one request after another', async () => {
    const { port } = await listen(respondWithPath)
    const client = rawClient(port, get('/1'))
    await client.until('</1>')
    client.send(get('/2'))
    await client.until('</2>')
  })

  test('serves pipelined requests in order', async () => {
    const { port } = await listen(
      createCopilotNodeHandler(async (request) => {
        if (pathOf(request) === '/1') await sleep(20)
        return new Response(`<${pathOf(request)}>`)
      }),
    )
    const raw = await rawClient(port, `${get('/1')}${get('/2')}${get('/3')}`).until('</3>')
    expect(raw.match(/<.*?>/g)).toEqual(['</1>', '</2>', '</3>'])
  })

  test('that closes aborts the pipelined requests that still wait', async () => {
    const warnings = processWarnings()
    const aborted: string[] = []
    const all = deferred()
    const waiting = deferred()
    const { port } = await listen(
      createCopilotNodeHandler((request) => {
        const path = pathOf(request)
        request.signal.addEventListener('abort', () => {
          aborted.push(path)
          if (aborted.length === 12) all.resolve()
        })
        if (path === '/12') waiting.resolve()
        return new Response(new ReadableStream())
      }),
    )
    const paths = Array.from({ length: 12 }, (_, i) => `/${i + 1}`)
    const client = rawClient(port, paths.map(get).join(''))
    await waiting.promise
    client.socket.destroy()
    await all.promise
    expect(aborted.sort()).toEqual(paths.sort())
    expect(warnings).toEqual([])
  })

  test.each([
    ['with a length', head('POST /1 HTTP/1.1', 'Host: a', 'Content-Length: 100000'), 'x'.repeat(100_000)],
    [
      'in chunks',
      head('POST /1 HTTP/1.1', 'Host: a', 'Transfer-Encoding: chunked'),
      `${`2710\r\n${'x'.repeat(10_000)}\r\n`.repeat(10)}0\r\n\r\n`,
    ],
  ])('serves the next request after an unread body %s', async (_how, start, body) => {
    const { port } = await listen(respondWithPath)
    const client = rawClient(port, start)
    await client.until('</1>')
    client.send(`${body}${get('/2')}`)
    await client.until('</2>')
  })

  test('serves the next request after a body that was read in part', async () => {
    const { port } = await listen(
      createCopilotNodeHandler(async (request) => {
        const reader = request.body?.getReader()
        await reader?.read()
        // Long enough for the rest to arrive, be buffered and pause the socket.
        if (reader !== undefined) await sleep(50)
        return new Response(`<${pathOf(request)}>`)
      }),
    )
    const size = 2_000_000
    const start = head('POST /1 HTTP/1.1', 'Host: a', `Content-Length: ${size}`)
    const client = rawClient(port, `${start}${'x'.repeat(size)}`)
    client.send(get('/2'))
    await client.until('</2>')
  })

  test('is closed if an unread body is too long to discard', async () => {
    const { port } = await listen(respondWithPath)
    const client = rawClient(port, head('POST /1 HTTP/1.1', 'Host: a', `Content-Length: ${2 ** 40}`))
    await client.until('</1>')
    const block = 'x'.repeat(1024 * 1024)
    const sendOn = (error?: Error | null): void => {
      if (!error) client.socket.write(block, sendOn)
    }
    sendOn()
    await client.closed
    expect(client.socket.bytesWritten).toBeGreaterThan(16 * block.length)
    expect(client.received.match(/HTTP\/1\.1/g)).toHaveLength(1)
  })

  test('that serves 1000 requests leaks no listeners', async () => {
    const warnings = processWarnings()
    const left: number[] = []
    const handler = createCopilotNodeHandler(async (request) => new Response(await request.text()))
    const { port, server } = await listen(async (req, res) => {
      const count = (): number =>
        [res, req.socket]
          .flatMap((emitter) => emitter.eventNames().map((name) => emitter.listenerCount(name)))
          .reduce((sum, n) => sum + n, 0)
      const before = count()
      await handler(req, res)
      left.push(count() - before)
    })
    let connections = 0
    server.on('connection', () => {
      connections += 1
    })
    const agent = new Agent({ keepAlive: true, maxSockets: 1 })
    onTestFinished(() => agent.destroy())
    for (let i = 0; i < 1000; i++) {
      const sent = httpRequest({ port, host: '127.0.0.1', method: 'POST', agent }).end(`${i}`)
      const [res] = await once(sent, 'response')
      let text = ''
      for await (const part of res) text += String(part)
      expect(text).toBe(`${i}`)
    }
    expect(connections).toBe(1)
    expect(Math.max(...left)).toBeLessThanOrEqual(0)
    expect(warnings).toEqual([])
  })
})

describe('a client that disconnected before the handler was called', () => {
  test('has an aborted signal from the start', async () => {
    const aborted = deferred<boolean>()
    const handler = createCopilotNodeHandler((request) => {
      aborted.resolve(request.signal.aborted)
      return new Response('hi')
    })
    const { port } = await listen((req, res) => void once(res, 'close').then(() => handler(req, res)))
    rawClient(port, get('/')).socket.end()
    expect(await aborted.promise).toBe(true)
  })

  test('fails the read of its body at once', async () => {
    const failure = deferred<unknown>()
    const handler = createCopilotNodeHandler(async (request) => {
      await request.text().catch(failure.resolve)
      return new Response('hi')
    })
    const { port } = await listen((req, res) => void once(res, 'close').then(() => handler(req, res)))
    rawClient(port, head('POST / HTTP/1.1', 'Host: a', 'Content-Length: 9')).socket.end()
    expect(await failure.promise).toMatchObject({ name: 'AbortError' })
  })
})

describe('over HTTP/2', () => {
  async function h2(
    handler: ReturnType<typeof createCopilotNodeHandler>,
    headers: Record<string, string>,
    body = '',
  ) {
    const server = createServer(handler)
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const address = server.address()
    const port = typeof address === 'object' ? address?.port : undefined
    const session = connect(`http://127.0.0.1:${port}`)
    onTestFinished(() => {
      session.destroy()
      server.close()
    })
    const stream = session.request({ ':path': '/x?y', ...headers })
    if (body !== '') stream.end(body)
    return { session, stream, response: once(stream, 'response'), port }
  }

  test('serves a request with a streamed response, without the headers that HTTP/2 forbids', async () => {
    const warnings = processWarnings()
    const handler = createCopilotNodeHandler(
      async (request) =>
        new Response(
          `${request.method} ${request.url} ${request.headers.get('x-a')} ${await request.text()}`,
          {
            statusText: 'Fine',
            headers: [
              ['connection', 'keep-alive'],
              ['content-type', 'text/event-stream'],
              ['set-cookie', 'a=1'],
              ['set-cookie', 'b=2'],
            ],
          },
        ),
    )
    const { stream, response, port } = await h2(handler, { ':method': 'POST', 'x-a': '1' }, 'hello')
    const [headers] = await response
    expect(headers).toMatchObject({
      ':status': 200,
      'content-type': 'text/event-stream',
      'set-cookie': ['a=1', 'b=2'],
    })
    expect(headers).not.toHaveProperty('connection')
    let text = ''
    for await (const part of stream) text += String(part)
    expect(text).toBe(`POST http://127.0.0.1:${port}/x?y 1 hello`)
    expect(warnings.filter(({ name }) => name !== 'ExperimentalWarning')).toEqual([])
  })

  test('a client that cancels its stream aborts the signal and cancels the body', async () => {
    const cancelled = deferred<unknown>()
    const aborted = deferred()
    const handler = createCopilotNodeHandler((request) => {
      request.signal.addEventListener('abort', () => aborted.resolve())
      return new Response(new ReadableStream({ cancel: cancelled.resolve }))
    })
    const { stream, response } = await h2(handler, {})
    await response
    stream.close(8)
    await aborted.promise
    expect(await cancelled.promise).toMatchObject({ name: 'AbortError' })
  })

  test('a body that fails in the middle closes only its stream', async () => {
    let fail: (error: unknown) => void = () => {}
    const body = new ReadableStream({
      start(controller) {
        fail = (error) => controller.error(error)
      },
    })
    const { session, stream, response } = await h2(
      createCopilotNodeHandler(() => new Response(body)),
      {},
    )
    await response
    fail(new Error('secret'))
    await expect(once(stream.resume(), 'end')).rejects.toThrow('NGHTTP2_INTERNAL_ERROR')
    expect(session.destroyed).toBe(false)
  })

  test('a body that does not arrive gets a 408', async () => {
    const handler = createCopilotNodeHandler(async (request) => new Response(await request.text()), {
      bodyTimeoutMs: 50,
    })
    const { stream, response } = await h2(handler, { ':method': 'POST' })
    stream.write('a')
    const [headers] = await response
    expect(headers).toMatchObject({ ':status': 408 })
    let text = ''
    stream.on('data', (part) => {
      text += String(part)
    })
    await once(stream, 'close')
    expect(text).toContain('"code":"request_timeout"')
  })
})

test('the deprecated name is the same function', () => {
  expect(createNodeFetchHandler).toBe(createCopilotNodeHandler)
})
