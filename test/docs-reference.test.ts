import { posix } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { referencePages } from '../docs/.vitepress/reference/reference-pages.ts'
import { anchors, localLinks } from './docs/markdown.ts'
import { sitePages } from './docs/pages.ts'
import { publicNames } from './public-names.ts'
import { entryFile, packages } from './topology.ts'
import { readText } from './workspace.ts'

const FOLDER = 'docs/reference/api'

describe('the generated reference', () => {
  let pages: Map<string, string>

  beforeAll(() => {
    pages = referencePages()
  }, 240_000)

  it.each(Object.entries(packages))('describes every export of %s', (folder, { entries }) => {
    const page = pages.get(folder) ?? ''
    const names = entries
      .filter((entry) => entry !== './internal')
      .flatMap((entry) => {
        const { values, types } = publicNames(`packages/${folder}/src/${entryFile(entry)}.ts`)
        return [...values, ...types]
      })
    expect(names.length).toBeGreaterThan(0)
    expect(
      names.filter((name) => !page.includes(`\n### \`${name}\`\n`) && !page.includes(`\n| \`${name}\` | [`)),
    ).toEqual([])
  })

  it.each(Object.keys(packages))('says of every export of %s what it is', (folder) => {
    const [, ...sections] = (pages.get(folder) ?? '').split(/^### /m)
    // A section without a description begins with code, a table or the next heading.
    const bare = sections.filter((section) => /^[^\n]*\n+(```|\||#|$)/.test(section))
    expect(bare.map((section) => section.split('\n')[0])).toEqual([])
  })

  it('has the options with their types and defaults', () => {
    const page = pages.get('runtime-core')
    expect(page).toMatch(/\| `keepAliveMs\?: number` \| Milliseconds .*\*\*Default:\*\* `8_000` \|/)
    expect(page).toMatch(
      /\| `onDisconnect\?: 'continue' \\\| 'cancel'` \| .*\*\*Default:\*\* `'continue'` \|/,
    )
  })

  it('has links that lead somewhere, from its pages and from the others', () => {
    const texts = new Map([
      ...sitePages.map((page) => [page, readText(page)] as const),
      ...[...pages].map(([folder, page]) => [`${FOLDER}/${folder}.md`, page] as const),
    ])
    const links = [...texts].flatMap(([page, text]) =>
      localLinks(text).map(({ path, anchor }) => ({
        page,
        anchor,
        target: path === '' ? page : posix.join(posix.dirname(page), path),
      })),
    )
    const intoReference = links.filter(({ target }) => target.startsWith(`${FOLDER}/`))
    expect(intoReference.length).toBeGreaterThan(100)
    const known = new Map([...pages].map(([folder, page]) => [`${FOLDER}/${folder}.md`, anchors(page)]))
    const dead = intoReference.filter(
      ({ target, anchor }) => !known.has(target) || (anchor !== undefined && !known.get(target)?.has(anchor)),
    )
    expect(dead).toEqual([])
  })
})
