import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { createPageFiles } from './page-files.ts'

const root = mkdtempSync(join(tmpdir(), 'flightdeck-threads-page-'))
const folder = join(root, 'public')
mkdirSync(join(folder, 'assets'), { recursive: true })
writeFileSync(join(folder, 'index.html'), '<h1>Hi</h1>')
writeFileSync(join(folder, 'assets', 'app.js'), 'run()')
writeFileSync(join(root, 'secret.txt'), 'secret')
const page = createPageFiles(folder)
afterAll(() => rmSync(root, { recursive: true }))

const ask = (path: string, init?: RequestInit) => page(new Request(`http://localhost${path}`, init))

describe('the files of the page', () => {
  it.each(['/', '/index.html', '/?a=1'])('are there at %s, and load nothing from elsewhere', async (path) => {
    const response = ask(path)
    expect(await response.text()).toBe('<h1>Hi</h1>')
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8')
    expect(response.headers.get('content-security-policy')).toContain("default-src 'self'")
  })

  it('have the type of their extension', () => {
    expect(ask('/assets/app.js').headers.get('content-type')).toBe('text/javascript; charset=utf-8')
  })

  it('are shown to HEAD without a body, and to no other method', async () => {
    const head = ask('/', { method: 'HEAD' })
    expect([head.status, await head.text()]).toEqual([200, ''])
    expect(ask('/', { method: 'POST' }).status).toBe(405)
  })

  it.each(['/../secret.txt', '/..%2fsecret.txt', '/%2e%2e/secret.txt', '/%', '/nowhere'])(
    'do not lie at %s',
    (path) => {
      expect(ask(path).status).toBe(404)
    },
  )
})
