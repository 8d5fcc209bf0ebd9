import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { afterAll, describe, expect, it } from 'vitest'
import { createPageFiles } from './page-files.ts'

const LARGE = 'const text = 1\n'.repeat(500)
const root = mkdtempSync(join(tmpdir(), 'flightdeck-page-'))
const folder = join(root, 'public')
mkdirSync(join(folder, 'assets'), { recursive: true })
writeFileSync(join(folder, 'index.html'), '<h1>Hi</h1>')
writeFileSync(join(folder, 'assets', 'app-1a2b.js'), 'run()')
writeFileSync(join(folder, 'assets', 'large-3c4d.js'), LARGE)
writeFileSync(join(folder, '404.html'), '<h1>There is no such page</h1>')
writeFileSync(join(root, 'secret.txt'), 'secret')
const page = createPageFiles(folder, { 'permissions-policy': 'microphone=(self)' })
afterAll(() => rmSync(root, { recursive: true }))

const ask = (path: string, init?: RequestInit) => page(new Request(`http://localhost${path}`, init))

describe('the files of a page', () => {
  it.each(['/', '/index.html', '/?a=1'])(
    'are served at %s with no-cache and a Content-Security-Policy',
    async (path) => {
      const response = await ask(path)
      expect(await response.text()).toBe('<h1>Hi</h1>')
      expect(Object.fromEntries(response.headers)).toMatchObject({
        'content-type': 'text/html; charset=utf-8',
        'cache-control': 'no-cache',
        'content-security-policy': expect.stringContaining("default-src 'self'"),
        'permissions-policy': 'microphone=(self)',
      })
    },
  )

  it('are cached by a browser if their name contains a hash', async () => {
    const { headers } = await ask('/assets/app-1a2b.js')
    expect(headers.get('content-type')).toBe('text/javascript; charset=utf-8')
    expect(headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
  })

  it('are served to HEAD without a body, and to no other method', async () => {
    const head = await ask('/', { method: 'HEAD' })
    expect([head.status, await head.text()]).toEqual([200, ''])
    const post = await ask('/', { method: 'POST' })
    expect([post.status, post.headers.get('allow')]).toEqual([405, 'GET, HEAD'])
  })

  it.each([
    '/../secret.txt',
    '/assets/../../secret.txt',
    '/%2e%2e/secret.txt',
    '/..%2fsecret.txt',
    '/%',
    '/nowhere',
  ])('are not found at %s', async (path) => {
    expect((await ask(path)).status).toBe(404)
  })

  it.each([
    ['br, gzip', 'br', brotliDecompressSync],
    ['gzip;q=0.8, br;q=0', 'gzip', gunzipSync],
  ] as const)('are compressed for a client that accepts %s', async (accepted, encoding, decompress) => {
    const response = await ask('/assets/large-3c4d.js', { headers: { 'accept-encoding': accepted } })
    expect(response.headers.get('content-encoding')).toBe(encoding)
    expect(response.headers.get('vary')).toBe('accept-encoding')
    const body = Buffer.from(await response.arrayBuffer())
    expect(body.length).toBeLessThan(LARGE.length / 10)
    expect(decompress(body).toString()).toBe(LARGE)
  })

  it.each([
    ['/assets/large-3c4d.js', 'identity'],
    ['/assets/app-1a2b.js', 'br'],
  ])('are not compressed at %s for a client that accepts %s', async (path, accepted) => {
    const response = await ask(path, { headers: { 'accept-encoding': accepted } })
    expect(response.headers.has('content-encoding')).toBe(false)
  })

  it('have a page of their own for a browser at an address that does not exist', async () => {
    const response = await ask('/nowhere', { headers: { accept: 'text/html,*/*' } })
    expect(response.status).toBe(404)
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8')
    expect(await response.text()).toContain('There is no such page')
    expect((await ask('/404.html')).status).toBe(404)
    expect(await (await ask('/nowhere.js', { headers: { accept: '*/*' } })).text()).toBe('Not found\n')
  })
})
