import { existsSync } from 'node:fs'
import { posix } from 'node:path'
import { describe, expect, it } from 'vitest'
import { sidebar } from '../docs/.vitepress/sidebar.ts'
import { anchors, localLinks } from './docs/markdown.ts'
import { otherPages, packageReadmes, sitePages } from './docs/pages.ts'
import { readText, root } from './workspace.ts'

/** Pages that are generated when the site is built. Its build checks the links to them. */
const GENERATED = /^docs\/reference\/api(\/|$)/

/** The file that a link of a page leads to. A path that begins with a slash is one of the site. */
function targetOf(page: string, path: string): string {
  if (path === '') return page
  if (path.startsWith('/')) return `docs${path.endsWith('/') ? `${path}index` : path}.md`
  return posix.join(posix.dirname(page), decodeURI(path)).replace(/\/$/, '')
}

/** The links of a page that lead nowhere. */
function deadLinks(page: string): string[] {
  return localLinks(readText(page)).flatMap(({ path, anchor, line }) => {
    const target = targetOf(page, path)
    const link = `${page}:${line}: ${path}${anchor ? `#${anchor}` : ''}`
    if (GENERATED.test(target)) return []
    if (!existsSync(root + target)) return [`${link}: there is no ${target}`]
    if (anchor && target.endsWith('.md') && !anchors(readText(target)).has(anchor))
      return [`${link}: ${target} has no such heading`]
    return []
  })
}

interface SidebarItem {
  readonly link?: string
  readonly items?: readonly SidebarItem[]
}

/** The addresses in a sidebar. */
function linksOf(items: readonly SidebarItem[]): string[] {
  return items.flatMap(({ link, items: inner = [] }) => [...(link ? [link] : []), ...linksOf(inner)])
}

describe('the links of the docs', () => {
  it('are found in text and in frontmatter, and not in code', () => {
    const page = 'a [b](c.md#d-e) `[f](g.md)`\n```md\n[h](i.md)\n```\n[j](https://k)\n  link: /l#m\n'
    expect(localLinks(page)).toEqual([
      { path: 'c.md', anchor: 'd-e', line: 1 },
      { path: '/l', anchor: 'm', line: 6 },
    ])
  })

  it('have the anchors of GitHub', () => {
    const page = '# Agents & `tools`: a\n## It’s [linked](x.md)\n## Same\n## Same\n```\n# no heading\n```\n'
    expect([...anchors(page)]).toEqual(['agents--tools-a', 'its-linked', 'same', 'same-1'])
  })

  it.each([...sitePages, ...packageReadmes, ...otherPages])('lead to a file and a heading in %s', (page) => {
    expect(deadLinks(page)).toEqual([])
  })

  it('are all in the sidebar, once', () => {
    const pages = sitePages.filter((page) => page !== 'docs/index.md')
    const linked = linksOf(sidebar).map((link) => targetOf('', link))
    expect(linked.filter((page) => !GENERATED.test(page)).sort()).toEqual(pages)
  })
})
