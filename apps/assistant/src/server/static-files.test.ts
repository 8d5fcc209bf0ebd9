import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createStaticFiles } from './static-files.ts'

const root = mkdtempSync(join(tmpdir(), 'flightdeck-static-'))
const server = createServer()

beforeAll(async () => {
  const folder = join(root, 'public')
  mkdirSync(join(folder, 'assets'), { recursive: true })
  writeFileSync(join(folder, 'index.html'), '<h1>Hi</h1>')
  writeFileSync(join(folder, 'assets', 'app-1a2b.js'), 'run()')
  writeFileSync(join(root, 'secret.txt'), 'secret')
  server.on('request', createStaticFiles(folder))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
})

afterAll(() => {
  server.close()
  rmSync(root, { recursive: true })
})

// Not fetch: that would tidy up the dots of a path before it is sent.
async function ask(path: string, method = 'GET') {
  const { port } = server.address() as AddressInfo
  const sent = request({ host: '127.0.0.1', port, path, method, agent: false }).end()
  const [response] = await once(sent, 'response')
  return { status: response.statusCode, headers: response.headers, body: await text(response) }
}

describe('the static files', () => {
  it.each(['/', '/index.html', '/?thread=1'])(
    'serves the page at %s and has it looked up again each time',
    async (path) => {
      expect(await ask(path)).toMatchObject({
        status: 200,
        body: '<h1>Hi</h1>',
        headers: { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-cache' },
      })
    },
  )

  it('lets a browser keep a file whose name holds a hash', async () => {
    expect(await ask('/assets/app-1a2b.js')).toMatchObject({
      status: 200,
      body: 'run()',
      headers: {
        'content-type': 'text/javascript; charset=utf-8',
        'cache-control': 'public, max-age=31536000, immutable',
      },
    })
  })

  it('answers HEAD without a body', async () => {
    expect(await ask('/', 'HEAD')).toMatchObject({
      status: 200,
      body: '',
      headers: { 'content-length': '11' },
    })
  })

  it.each([
    '/../secret.txt',
    '/assets/../../secret.txt',
    '/%2e%2e/secret.txt',
    '/..%2fsecret.txt',
    '/%',
    '/nowhere',
  ])('finds nothing at %s', async (path) => {
    expect(await ask(path)).toMatchObject({ status: 404, body: 'Not found\n' })
  })

  it('refuses to be written to', async () => {
    expect(await ask('/', 'POST')).toMatchObject({ status: 405, headers: { allow: 'GET, HEAD' } })
  })
})
