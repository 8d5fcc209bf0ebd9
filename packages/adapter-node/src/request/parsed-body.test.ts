import express, { type RequestHandler } from 'express'
import { describe, expect, test } from 'vitest'
import { listen } from '../../test/test-server.ts'
import { createCopilotNodeHandler } from '../node-handler.ts'

interface Echo {
  body: string | null
  type: string | null
  length: string | null
  encoding: string | null
}

const echo = createCopilotNodeHandler(async (request) =>
  Response.json({
    body: request.body === null ? null : await request.text(),
    type: request.headers.get('content-type'),
    length: request.headers.get('content-length'),
    encoding: request.headers.get('content-encoding'),
  }),
)

async function post(
  parser: RequestHandler,
  body: string | ArrayBuffer,
  headers: Record<string, string>,
): Promise<Response> {
  const app = express()
  app.use(parser)
  app.use(echo)
  const { url } = await listen(app)
  return await fetch(url, { method: 'POST', body, headers })
}

async function posted(parser: RequestHandler, body: string | ArrayBuffer, type: string): Promise<Echo> {
  const echoed: Echo = JSON.parse(await (await post(parser, body, { 'content-type': type })).text())
  return echoed
}

const setBody =
  (values: Record<string, unknown>): RequestHandler =>
  (req, _res, next) => {
    req.resume().on('end', () => {
      Object.assign(req, values)
      next()
    })
  }

describe('after a parser, the body is', () => {
  test('JSON after express.json()', async () => {
    const { body, type, length } = await posted(express.json(), '{ "a": [1, null] }', 'application/json')
    expect(body).toBe('{"a":[1,null]}')
    expect(type).toBe('application/json')
    expect(length).toBeNull()
  })

  test('JSON with its original, more specific content type', async () => {
    const parser = express.json({ type: '*/*' })
    expect((await posted(parser, '{"a":1}', 'application/ld+json')).type).toBe('application/ld+json')
  })

  test('JSON with the JSON content type, if the parser accepted another type as JSON', async () => {
    const parser = express.json({ type: '*/*' })
    expect(await posted(parser, '{"a":1}', 'text/plain')).toMatchObject({
      body: '{"a":1}',
      type: 'application/json',
    })
  })

  test('a form after express.urlencoded()', async () => {
    const form = 'a=1&a=2&b%5Bc%5D=%26%3D&d='
    const extended = await posted(
      express.urlencoded({ extended: true }),
      form,
      'application/x-www-form-urlencoded',
    )
    expect(extended.body).toBe(form)
    const simple = await posted(
      express.urlencoded({ extended: false }),
      form,
      'application/x-www-form-urlencoded',
    )
    expect(new URLSearchParams(simple.body ?? '').getAll('a')).toEqual(['1', '2'])
  })

  test('the same bytes after express.raw() and express.text()', async () => {
    expect((await posted(express.raw({ type: '*/*' }), 'äö', 'text/plain')).body).toBe('äö')
    expect((await posted(express.text({ type: '*/*' }), 'äö', 'text/plain')).body).toBe('äö')
  })

  test('uncompressed after a parser that decompressed it', async () => {
    const gzip = new Response('{"a":1}').body?.pipeThrough(new CompressionStream('gzip'))
    const bytes = await new Response(gzip ?? null).arrayBuffer()
    const headers = { 'content-type': 'application/json', 'content-encoding': 'gzip' }
    const echoed: Echo = JSON.parse(await (await post(express.json(), bytes, headers)).text())
    expect(echoed).toMatchObject({ body: '{"a":1}', encoding: null })
  })

  test('the content of rawBody, if it is set', async () => {
    const parser = setBody({ body: { a: 1 }, rawBody: Buffer.from('{ "a" : 1 }') })
    expect((await posted(parser, '{ "a" : 1 }', 'application/json')).body).toBe('{ "a" : 1 }')
  })
})

test('a body that the parser did not read comes from the socket, whatever req.body contains', async () => {
  const empty: RequestHandler = (req, _res, next) => {
    req.body = {}
    next()
  }
  expect(await posted(empty, '{"a":1}', 'application/json')).toMatchObject({ body: '{"a":1}', length: '7' })
  expect((await posted(express.json(), 'x=1', 'application/x-www-form-urlencoded')).body).toBe('x=1')
})

test('a request without a body has none after a parser either', async () => {
  const app = express()
  app.use(express.json())
  app.use(echo)
  const { url } = await listen(app)
  const echoed: Echo = JSON.parse(await (await fetch(url, { method: 'POST' })).text())
  expect(echoed.body).toBeNull()
})

describe('a body that was read and cannot be restored is refused with 400:', () => {
  const cyclic: Record<string, unknown> = {}
  cyclic.self = cyclic
  test.each([
    ['req.body is not set', {}, 'application/json'],
    ['req.body is not JSON', { body: cyclic }, 'application/json'],
    ['req.body has only the fields of an upload', { body: { name: 'x' } }, 'multipart/form-data; boundary=x'],
  ])('%s', async (_case, values, type) => {
    const response = await post(setBody(values), 'hello', { 'content-type': type })
    expect(response.status).toBe(400)
    expect(response.headers.get('content-type')).toBe('application/json')
    expect(await response.json()).toEqual({
      error: 'invalid_request',
      code: 'body_already_read',
      message: expect.stringContaining('req.body'),
    })
  })
})
