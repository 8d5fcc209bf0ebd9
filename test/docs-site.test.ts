import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sitePages } from './docs/pages.ts'
import { pnpm } from './run-process.ts'
import { packages } from './topology.ts'
import { root } from './workspace.ts'

describe('the site of the docs', () => {
  const site = mkdtempSync(join(tmpdir(), 'flightdeck-site-'))

  // The build fails at a link to a page that does not exist.
  beforeAll(() => pnpm(['run', 'docs:build', '--outDir', site], root, { timeoutMs: 600_000 }), 600_000)

  afterAll(() => rmSync(site, { recursive: true, force: true }))

  /** The files of the site with one of these endings, by their paths in it. */
  function files(...endings: readonly string[]): string[] {
    return readdirSync(site, { recursive: true, encoding: 'utf8' }).filter((file) =>
      endings.some((ending) => file.endsWith(ending)),
    )
  }

  const read = (file: string): string => readFileSync(join(site, file), 'utf8')

  it('has every page', () => {
    const generated = Object.keys(packages).map((folder) => `docs/reference/api/${folder}.md`)
    const expected = [...sitePages, ...generated].map((page) =>
      page.replace(/^docs\//, '').replace(/\.md$/, '.html'),
    )
    expect(files('.html')).toEqual(expect.arrayContaining(expected))
  })

  it('has an index of every page for its search', () => {
    const [index = ''] = files('.js').filter((file) => file.includes('localSearchIndex'))
    const text = read(index)
    for (const page of sitePages.filter((one) => one !== 'docs/index.md'))
      expect(text, page).toContain(page.replace(/^docs/, '').replace(/(index)?\.md$/, ''))
  })

  it('loads nothing from other hosts', () => {
    const loads = /(?:src=|@import\s+|url\()["']?(?:https?:)?\/\/[^"')\s]+|<link[^>]+href="https?:[^"]+/g
    const found = files('.html', '.css').flatMap((file) => read(file).match(loads) ?? [])
    expect(found).toEqual([])
  })

  it('shows the diagrams as images', () => {
    const page = read('architecture.html')
    expect(page.match(/<div class="diagram"><svg /g)).toHaveLength(2)
    expect(page).not.toContain('language-mermaid')
  })
})
