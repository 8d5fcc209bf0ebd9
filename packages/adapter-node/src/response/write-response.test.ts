import { once } from 'node:events'
import { request as httpRequest } from 'node:http'
import { describe, expect, test } from 'vitest'
import { deferred, head, listen, rawClient, settled } from '../../test/test-server.ts'
import { createCopilotNodeHandler, type NodeFetchHandler, type NodeHandlerOptions } from '../node-handler.ts'

const get = head('GET / HTTP/1.1', 'Host: a')
const getAndClose = head('GET / HTTP/1.1', 'Host: a', 'Connection: close')

const answering = (create: (request: Request) => Response, options?: NodeHandlerOptions): NodeFetchHandler =>
  createCopilotNodeHandler(create, options)

async function exchange(text: string, create: () => Response): Promise<string> {
  const { port } = await listen(answering(create))
  return await rawClient(port, text).closed
}

/** A stream that tests push chunks into, and that records its cancellation. */
function source<T = Uint8Array>(): {
  stream: ReadableStream
  push: (chunk: T) => void
  close: () => void
  fail: (error: unknown) => void
  cancelled: Promise<unknown>
} {
  const cancelled = deferred<unknown>()
  let controller: ReadableStreamDefaultController<T>
  const stream = new ReadableStream<T>({
    start(created) {
      controller = created
    },
    cancel(reason) {
      cancelled.resolve(reason)
    },
  })
  return {
    stream,
    push: (chunk) => controller.enqueue(chunk),
    close: () => controller.close(),
    fail: (error) => controller.error(error),
    cancelled: cancelled.promise,
  }
}

describe('the head', () => {
  test('has the status, the status text and the headers', async () => {
    const raw = await exchange(
      getAndClose,
      () =>
        new Response('hi', {
          status: 418,
          statusText: 'Short And Stout',
          headers: { 'X-A': '1', 'X-B': 'ü' },
        }),
    )
    expect(raw).toMatch(/^HTTP\/1\.1 418 Short And Stout\r\n/)
    expect(raw).toContain('\r\nx-a: 1\r\n')
    expect(raw).toContain('\r\nx-b: ü\r\n')
  })

  test('keeps cookies separate, and keeps those that a middleware has set', async () => {
    const handler = answering(() => {
      const headers = new Headers()
      headers.append('set-cookie', 'a=1; Expires=Wed, 09 Jun 2100 10:18:14 GMT')
      headers.append('set-cookie', 'b=2')
      return new Response('hi', { headers })
    })
    const { url } = await listen((req, res) => {
      res.setHeader('set-cookie', 'session=x')
      return handler(req, res)
    })
    const { headers } = await fetch(url)
    expect(headers.getSetCookie()).toEqual(['session=x', 'a=1; Expires=Wed, 09 Jun 2100 10:18:14 GMT', 'b=2'])
  })

  test.each([
    ['Accept-Encoding', 'Origin', 'Accept-Encoding, Origin'],
    ['origin', 'Origin, Accept', 'origin, Accept'],
    [['Accept', 'Cookie'], 'Origin', 'Accept, Cookie, Origin'],
    ['*', 'Origin', '*'],
  ])('adds to the Vary header of a middleware: %j and %s', async (existing, added, merged) => {
    const handler = answering(() => new Response('hi', { headers: { vary: added } }))
    const { url } = await listen((req, res) => {
      res.setHeader('vary', existing)
      return handler(req, res)
    })
    expect((await fetch(url)).headers.get('vary')).toBe(merged)
  })

  test('leaves connection and transfer-encoding to Node', async () => {
    const headers = { connection: 'keep-alive', 'keep-alive': 'timeout=99', 'transfer-encoding': 'gzip' }
    const raw = await exchange(getAndClose, () => new Response('hi', { headers }))
    expect(raw).toMatch(/\r\nconnection: close\r\n/i)
    expect(raw).not.toMatch(/timeout=99|transfer-encoding/i)
  })

  test('closes the connection if the handler asks for it', async () => {
    const raw = await exchange(get, () => new Response('hi', { headers: { connection: 'close' } }))
    expect(raw).toMatch(/\r\nconnection: close\r\n/i)
  })

  test('has the content-length of a body that is complete', async () => {
    const raw = await exchange(getAndClose, () => Response.json({ a: 1 }))
    expect(raw).toMatch(/\r\nContent-Length: 7\r\n/i)
  })

  test('is sent immediately if the body has no chunk yet', async () => {
    const { stream, push } = source()
    const { port } = await listen(answering(() => new Response(stream, { headers: { 'x-a': '1' } })))
    const client = rawClient(port, get)
    expect(await client.until('\r\n\r\n')).toContain('x-a: 1')
    push(Buffer.from('later'))
    await client.until('later')
  })

  test('is sent over a socket without Nagle delay', async () => {
    const noDelay: unknown[] = []
    const { url, server } = await listen(
      answering(() => new Response('hi')),
      { noDelay: false },
    )
    server.on('connection', (socket) => {
      const setNoDelay = socket.setNoDelay.bind(socket)
      socket.setNoDelay = (value) => {
        noDelay.push(value)
        return setNoDelay(value)
      }
    })
    await fetch(url)
    expect(noDelay).toEqual([true])
  })
})

describe('no body is sent', () => {
  test('for HEAD, and the body is cancelled', async () => {
    const { stream, cancelled } = source()
    const raw = await exchange(
      head('HEAD / HTTP/1.1', 'Host: a', 'Connection: close'),
      () => new Response(stream, { headers: { 'content-length': '7' } }),
    )
    expect(raw).toMatch(/^HTTP\/1\.1 200 OK\r\n.*content-length: 7.*\r\n\r\n$/s)
    await cancelled
  })

  test.each([204, 304])('with %d', async (status) => {
    const raw = await exchange(getAndClose, () => new Response(null, { status }))
    expect(raw).toMatch(new RegExp(`^HTTP/1\\.1 ${status} .*\\r\\n\\r\\n$`, 's'))
    expect(raw).not.toMatch(/transfer-encoding|content-length/i)
  })

  test('if the response has none, and content-length is 0', async () => {
    expect(await exchange(getAndClose, () => new Response(null))).toMatch(/content-length: 0.*\r\n\r\n$/is)
  })
})

describe('the body', () => {
  test('is sent chunk by chunk', async () => {
    const { stream, push, close } = source()
    const { port } = await listen(answering(() => new Response(stream)))
    const client = rawClient(port, getAndClose)
    for (const word of ['one', 'two', 'three']) {
      push(Buffer.from(word))
      await client.until(word)
    }
    close()
    expect(await client.closed).toMatch(/3\r\none\r\n3\r\ntwo\r\n5\r\nthree\r\n0\r\n\r\n$/)
  })

  test('may have chunks that are strings, other views, or empty', async () => {
    const { stream, push, close } = source<string | Uint8Array | DataView | ArrayBuffer>()
    const { url } = await listen(
      answering(() => {
        push('')
        push('ä')
        push(new Uint8Array(0))
        push(new DataView(new Uint8Array([120, 98, 99, 120]).buffer, 1, 2))
        push(new Uint8Array([100]).buffer)
        close()
        return new Response(stream)
      }),
    )
    expect(await (await fetch(url)).text()).toBe('äbcd')
  })

  test('ends with the connection for an HTTP/1.0 client', async () => {
    const { stream, push, close } = source()
    const { port } = await listen(
      answering(() => new Response(stream, { headers: { connection: 'keep-alive' } })),
    )
    const client = rawClient(port, head('GET / HTTP/1.0', 'Connection: keep-alive'))
    push(Buffer.from('one'))
    await client.until('one')
    push(Buffer.from('two'))
    close()
    const raw = await client.closed
    expect(raw).toMatch(/\r\n\r\nonetwo$/)
    expect(raw).not.toMatch(/transfer-encoding|keep-alive/i)
  })

  test('of 64 MB in large chunks arrives complete, and is not read ahead of the client', async () => {
    const size = 64 * 1024 * 1024
    const chunk = Buffer.alloc(256 * 1024, 'x')
    let made = 0
    const stream = new ReadableStream<Uint8Array>({
      pull(controller) {
        if (made === size) return controller.close()
        made += chunk.length
        controller.enqueue(chunk)
      },
    })
    const { port } = await listen(answering(() => new Response(stream)))
    const [res] = await once(httpRequest({ port, host: '127.0.0.1' }).end(), 'response')
    // The client does not read yet: the kernel buffers some of the body, and then the writer waits.
    expect(await settled(() => made)).toBeLessThan(size)
    let received = 0
    for await (const part of res) received += part.length
    expect(received).toBe(size)
  })
})

describe('when the client disconnects', () => {
  /** Fills the connection until the writer waits for drain. */
  function endless(): {
    stream: ReadableStream<Uint8Array>
    cancelled: Promise<unknown>
    pulls: () => number
  } {
    const cancelled = deferred<unknown>()
    const chunk = Buffer.alloc(1024 * 1024)
    let pulls = 0
    const stream = new ReadableStream<Uint8Array>({
      pull(controller) {
        pulls += 1
        controller.enqueue(chunk)
      },
      cancel: (reason) => cancelled.resolve(reason),
    })
    return { stream, cancelled: cancelled.promise, pulls: () => pulls }
  }

  const disconnects: [string, (client: ReturnType<typeof rawClient>) => void][] = [
    ['by closing', (client) => client.socket.destroy()],
    ['by a reset', (client) => client.socket.resetAndDestroy()],
    ['by half-closing', (client) => client.socket.end()],
  ]

  test.each(disconnects)('%s, an idle body is cancelled and the signal aborted', async (_way, disconnect) => {
    const { stream, push, cancelled } = source()
    const aborted = deferred<unknown>()
    const done = deferred()
    const handler = answering((request) => {
      request.signal.addEventListener('abort', () => aborted.resolve(request.signal.reason))
      return new Response(stream)
    })
    const { port } = await listen((req, res) => void handler(req, res).then(done.resolve))
    const client = rawClient(port, get)
    push(Buffer.from('hello'))
    await client.until('hello')
    disconnect(client)
    expect(await cancelled).toMatchObject({ name: 'AbortError' })
    expect(await aborted.promise).toMatchObject({ name: 'AbortError' })
    await done.promise
  })

  test.each(disconnects.slice(0, 2))(
    '%s, a body that waits for drain is cancelled',
    async (_way, disconnect) => {
      const { stream, cancelled, pulls } = endless()
      const done = deferred()
      const handler = answering(() => new Response(stream))
      const { port } = await listen((req, res) => void handler(req, res).then(done.resolve))
      const client = rawClient(port)
      client.socket.pause()
      client.send(get)
      await settled(pulls)
      disconnect(client)
      expect(await cancelled).toMatchObject({ name: 'AbortError' })
      await done.promise
    },
  )

  test('a client that reads nothing for writeTimeoutMs is disconnected, and the body cancelled', async () => {
    const { stream, cancelled } = endless()
    const errors: unknown[] = []
    const done = deferred()
    const handler = createCopilotNodeHandler(() => new Response(stream), {
      writeTimeoutMs: 100,
      onError: (error) => void errors.push(error),
    })
    const { port } = await listen((req, res) => void handler(req, res).then(done.resolve))
    const client = rawClient(port)
    client.socket.pause()
    client.send(get)
    expect(await cancelled).toMatchObject({ name: 'TimeoutError' })
    await done.promise
    client.socket.resume()
    await client.closed
    expect(errors).toEqual([])
  })

  test('a client that reads a little at a time is not disconnected by writeTimeoutMs', async () => {
    const size = 24 * 1024 * 1024
    const handler = createCopilotNodeHandler(() => new Response(Buffer.alloc(size)), { writeTimeoutMs: 400 })
    const { port } = await listen((req, res) => void handler(req, res))
    const res = await fetch(`http://127.0.0.1:${port}/`)
    let received = 0
    for await (const part of res.body as unknown as AsyncIterable<Uint8Array>) {
      received += part.length
      if (received < 8 * 1024 * 1024) await new Promise((resolve) => setTimeout(resolve, 5))
    }
    expect(received).toBe(size)
  })

  test('writeTimeoutMs restores the timeout of the socket after each wait', async () => {
    const timeouts: (number | undefined)[] = []
    let look = (): void => {}
    const chunks = [Buffer.alloc(8 * 1024 * 1024, 'a'), Buffer.from('done')]
    const stream = new ReadableStream<Uint8Array>(
      {
        pull(controller) {
          look()
          const chunk = chunks.shift()
          if (chunk === undefined) controller.close()
          else controller.enqueue(chunk)
        },
      },
      { highWaterMark: 0 },
    )
    const handler = createCopilotNodeHandler(() => new Response(stream), { writeTimeoutMs: 5_000 })
    const { port } = await listen((req, res) => {
      req.socket.setTimeout(7_000)
      look = () => timeouts.push(req.socket.timeout)
      void handler(req, res)
    })
    await rawClient(port, get).until('done')
    expect(timeouts.slice(0, 2)).toEqual([7_000, 7_000])
  })

  test('before the handler responds, its response is cancelled and not reported', async () => {
    const { stream, cancelled } = source()
    const errors: unknown[] = []
    const called = deferred()
    const { port } = await listen(
      createCopilotNodeHandler(
        async (request) => {
          called.resolve()
          await once(request.signal, 'abort')
          return new Response(stream)
        },
        { onError: (error) => void errors.push(error) },
      ),
    )
    const client = rawClient(port, get)
    await called.promise
    client.socket.destroy()
    await cancelled
    expect(errors).toEqual([])
  })

  test('after a complete response, the signal is not aborted', async () => {
    const signals: AbortSignal[] = []
    const { port } = await listen(
      answering((request) => {
        signals.push(request.signal)
        return new Response('hi')
      }),
    )
    await rawClient(port, getAndClose).closed
    expect(signals.map(({ aborted }) => aborted)).toEqual([false])
  })
})

describe('a body that fails', () => {
  test('after its first chunk aborts the response and is reported', async () => {
    const reported = deferred<unknown>()
    const { stream, push, fail } = source()
    const { port } = await listen(answering(() => new Response(stream), { onError: reported.resolve }))
    const client = rawClient(port, get)
    push(Buffer.from('hello'))
    await client.until('hello')
    const error = new Error('secret')
    fail(error)
    const raw = await client.closed
    expect(raw).not.toContain('0\r\n\r\n')
    expect(raw).not.toContain('secret')
    expect(await reported.promise).toBe(error)
  })

  test('before its first chunk causes a 500', async () => {
    const { stream, fail } = source()
    fail(new Error('secret'))
    const headers = {
      'content-type': 'text/event-stream',
      'content-encoding': 'gzip',
      'content-length': '999',
    }
    const raw = await exchange(getAndClose, () => new Response(stream, { headers }))
    expect(raw).toMatch(/^HTTP\/1\.1 500 Internal Server Error\r\n/)
    expect(raw).toMatch(/content-type: application\/json\r\n/)
    expect(raw).not.toMatch(/secret|content-encoding|999/)
  })

  test('because a chunk is neither bytes nor a string is cancelled, and the response aborted', async () => {
    const { stream, push, cancelled } = source<unknown>()
    const { port } = await listen(answering(() => new Response(stream)))
    const client = rawClient(port, get)
    push('hello')
    await client.until('hello')
    push({ not: 'bytes' })
    expect(await cancelled).toBeInstanceOf(TypeError)
    expect(await client.closed).not.toContain('0\r\n\r\n')
  })

  test('to match its content-length aborts the response', async () => {
    const { stream, push, close } = source()
    const { port } = await listen(
      answering(() => new Response(stream, { headers: { 'content-length': '5' } })),
    )
    const client = rawClient(port, `${get}${get}`)
    push(Buffer.from('abc'))
    await client.until('abc')
    push(Buffer.from('defgh'))
    close()
    expect((await client.closed).match(/HTTP\/1\.1/g)).toHaveLength(1)
  })
})

test('a response that something else has sent is not changed', async () => {
  const { stream, cancelled } = source()
  const go = deferred()
  const handler = createCopilotNodeHandler(async () => {
    await go.promise
    return new Response(stream)
  })
  const { port } = await listen((req, res) => {
    void handler(req, res)
    res.writeHead(503).write('first')
    go.resolve()
    void cancelled.then(() => res.end('last'))
  })
  const raw = await rawClient(port, getAndClose).closed
  expect(raw).toMatch(/^HTTP\/1\.1 503 .*first.*last/s)
})

test.each([true, false])(
  'nothing is written after something else ended the response, if its body ends: %s',
  async (bodyEnds) => {
    const { stream, push, close, cancelled } = source()
    const handler = answering(() => new Response(stream))
    const { port } = await listen((req, res) => {
      void handler(req, res)
      push(Buffer.from('first'))
      // By then the chunks of the first turn of the event loop are sent.
      setTimeout(() => {
        res.end()
        push(Buffer.from('second'))
        if (bodyEnds) close()
      }, 20)
    })
    expect(await rawClient(port, getAndClose).closed).toMatch(/5\r\nfirst\r\n0\r\n\r\n$/)
    if (!bodyEnds) await cancelled
  },
)

test('a response with a socket error is aborted, and its body cancelled', async () => {
  const { stream, push, cancelled } = source()
  const handler = answering(() => new Response(stream))
  const { port } = await listen((req, res) => {
    void handler(req, res)
    push(Buffer.from('first'))
    setImmediate(() => res.emit('error', new Error('from outside')))
  })
  expect(await rawClient(port, get).closed).not.toContain('0\r\n\r\n')
  expect(await cancelled).toMatchObject({ name: 'AbortError' })
})
