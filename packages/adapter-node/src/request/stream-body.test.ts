import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { deferred, head, listen, rawClient } from '../../test/test-server.ts'
import { createCopilotNodeHandler } from '../node-handler.ts'

const unfinished = head('POST / HTTP/1.1', 'Host: a', 'Content-Length: 10')

/** Responds with the body, or with a fixed text if reading it failed. */
const tolerant = createCopilotNodeHandler(
  (request) =>
    request.text().then(
      (text) => new Response(text),
      () => new Response('never mind'),
    ),
  { bodyTimeoutMs: 50 },
)

describe('a body that does not arrive: the response is 408 and the connection is closed', () => {
  const expect408 = (raw: string): void => {
    expect(raw).toMatch(/^HTTP\/1\.1 408 Request Timeout\r\n/)
    expect(raw).toMatch(/\r\nconnection: close\r\n/i)
    const body: unknown = JSON.parse(raw.slice(raw.indexOf('\r\n\r\n')))
    expect(body).toEqual({ error: 'Request timeout', code: 'request_timeout', message: expect.any(String) })
  }

  test('if the handler rethrows the error, which is not reported', async () => {
    const errors: unknown[] = []
    const options = { bodyTimeoutMs: 50, onError: (error: unknown) => void errors.push(error) }
    const { port } = await listen(
      createCopilotNodeHandler(async (request) => new Response(await request.text()), options),
    )
    expect408(await rawClient(port, `${unfinished}12345`).closed)
    expect(errors).toEqual([])
  })

  test('if the handler returns another response', async () => {
    const { port } = await listen(tolerant)
    expect408(await rawClient(port, unfinished).closed)
  })

  test('if a chunked body stops', async () => {
    const { port } = await listen(tolerant)
    const chunked = head('POST / HTTP/1.1', 'Host: a', 'Transfer-Encoding: chunked')
    expect408(await rawClient(port, `${chunked}3\r\nabc\r\n`).closed)
  })

  test('if the handler never settles, and its signal is aborted', async () => {
    const reason = deferred<unknown>()
    const { port } = await listen(
      createCopilotNodeHandler(
        (request) => {
          request.signal.addEventListener('abort', () => reason.resolve(request.signal.reason))
          request.text().catch(() => {})
          return new Promise(() => {})
        },
        { bodyTimeoutMs: 50 },
      ),
    )
    expect408(await rawClient(port, unfinished).closed)
    expect(await reason.promise).toMatchObject({ name: 'TimeoutError' })
  })

  test('with the body of the handler, if it returns a 408 itself', async () => {
    const { port } = await listen(
      createCopilotNodeHandler(
        (request) =>
          request.text().then(
            () => new Response(),
            () => new Response('too slow', { status: 408 }),
          ),
        { bodyTimeoutMs: 50 },
      ),
    )
    const raw = await rawClient(port, unfinished).closed
    expect(raw).toContain('too slow')
    expect(raw).toMatch(/\r\nconnection: close\r\n/i)
  })
})

test('every received byte restarts the body timeout', async () => {
  const handler = createCopilotNodeHandler(async (request) => new Response(await request.text()), {
    bodyTimeoutMs: 1_500,
  })
  const { port } = await listen(handler)
  const client = rawClient(port, unfinished)
  for (const byte of '0123456789') {
    await sleep(200)
    client.send(byte)
  }
  expect(await client.until('0123456789')).toContain('200 OK')
})

test('time that the handler takes between two reads does not count', async () => {
  const { port } = await listen(
    createCopilotNodeHandler(
      async (request) => {
        const reader = request.body?.getReader()
        let text = ''
        for (let next = await reader?.read(); next?.done === false; next = await reader?.read()) {
          text += new TextDecoder().decode(next.value)
          await sleep(120)
          if (text.length === 5) client.send('56789')
        }
        return new Response(text)
      },
      { bodyTimeoutMs: 50 },
    ),
  )
  const client = rawClient(port, `${unfinished}01234`)
  expect(await client.until('0123456789')).toContain('200 OK')
})

test('bodyTimeoutMs 0 disables the timeout', async () => {
  const handler = createCopilotNodeHandler(async (request) => new Response(await request.text()), {
    bodyTimeoutMs: 0,
  })
  const { port } = await listen(handler)
  const client = rawClient(port, unfinished)
  await sleep(100)
  client.send('0123456789')
  expect(await client.until('0123456789')).toContain('200 OK')
})

test('a response that has started continues when the request body stops arriving', async () => {
  const { port } = await listen(
    createCopilotNodeHandler(
      (request) => {
        const failed = request.text().catch((error: Error) => error.name)
        const chunks = async function* (): AsyncGenerator<Uint8Array> {
          yield Buffer.from('begun ')
          const name = await failed
          // Longer than a handler has for a 408 of its own.
          await sleep(1_200)
          yield Buffer.from(name)
        }
        return new Response(ReadableStream.from(chunks()))
      },
      { bodyTimeoutMs: 50 },
    ),
  )
  const raw = await rawClient(port, unfinished).until('0\r\n\r\n')
  expect(raw).toMatch(/200 OK.*begun .*TimeoutError/s)
})

test.each([-1, Number.NaN, 2 ** 31, '30', null])('%j is refused as a timeout', (value) => {
  for (const name of ['bodyTimeoutMs', 'writeTimeoutMs']) {
    expect(() => createCopilotNodeHandler(() => new Response(), { [name]: value })).toThrow(RangeError)
  }
})

describe('Expect: 100-continue', () => {
  const expecting = head('POST / HTTP/1.1', 'Host: a', 'Content-Length: 5', 'Expect: 100-continue')
  const echo = createCopilotNodeHandler(async (request) => new Response(await request.text()))

  test('a plain server sends 100 once', async () => {
    const { port } = await listen(echo)
    const client = rawClient(port, expecting)
    await client.until('100 Continue\r\n\r\n')
    client.send('hello')
    expect((await client.until('hello')).match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 100', 'HTTP/1.1 200'])
  })

  test("a listener of 'checkContinue' sends 100 when the handler reads the body", async () => {
    const called = deferred()
    const go = deferred()
    const { port, server } = await listen(() => {})
    server.on(
      'checkContinue',
      createCopilotNodeHandler(async (request) => {
        called.resolve()
        await go.promise
        return new Response(await request.text())
      }),
    )
    const client = rawClient(port, expecting)
    await called.promise
    expect(client.received).toBe('')
    go.resolve()
    await client.until('100 Continue\r\n\r\n')
    client.send('hello')
    const raw = await client.until('hello')
    expect(raw.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 100', 'HTTP/1.1 200'])
    expect(raw).not.toMatch(/connection: close/i)
  })

  test("a listener of 'checkContinue' sends no 100 if the body is not read, and the connection is closed", async () => {
    const { port, server } = await listen(() => {})
    server.on(
      'checkContinue',
      createCopilotNodeHandler(() => new Response('no', { status: 403 })),
    )
    const raw = await rawClient(port, expecting).closed
    expect(raw).toMatch(/^HTTP\/1\.1 403 /)
    expect(raw).toMatch(/\r\nconnection: close\r\n/i)
  })
})

describe('an aborted upload', () => {
  test('fails the read of its body and aborts the signal; nothing is written or reported', async () => {
    const failure = deferred<unknown>()
    const aborted = deferred()
    const errors: unknown[] = []
    const handler = createCopilotNodeHandler(
      async (request) => {
        request.signal.addEventListener('abort', () => aborted.resolve())
        try {
          return new Response(await request.text())
        } catch (error) {
          failure.resolve(error)
          throw error
        }
      },
      { onError: (error) => void errors.push(error) },
    )
    const done = deferred()
    const { port } = await listen((req, res) => void handler(req, res).then(done.resolve))
    const client = rawClient(port, `${unfinished}123`)
    await once(client.socket, 'connect')
    client.socket.resetAndDestroy()
    expect(await failure.promise).toMatchObject({ name: 'AbortError' })
    await aborted.promise
    await done.promise
    expect(errors).toEqual([])
  })

  test('fails a later read of its body as well', async () => {
    const name = deferred<string>()
    const { port } = await listen(
      createCopilotNodeHandler(async (request) => {
        await once(request.signal, 'abort')
        await request.text().catch((error: Error) => name.resolve(error.name))
        return new Response()
      }),
    )
    rawClient(port, `${unfinished}123`).socket.end()
    expect(await name.promise).toBe('AbortError')
  })
})
