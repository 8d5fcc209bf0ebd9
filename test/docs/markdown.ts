import { slug } from '../../docs/.vitepress/slug.ts'

/** A fenced code block of a page. */
export interface CodeBlock {
  /** The first word after the fence: `ts`, `sh`, … */
  readonly language: string
  /** The file name in brackets after the language, such as in `js [server.mjs]`. */
  readonly file: string | undefined
  readonly code: string
  /** The line of the opening fence, from 1. */
  readonly line: number
  /** The text of the HTML comment directly above the block, which readers do not see. */
  readonly comment: string | undefined
}

const FENCE = /^( *)(`{3,}|~{3,})(.*)\n([\s\S]*?)^\1\2[ ]*$/gm
const COMMENT_ABOVE = /<!--((?:(?!-->)[\s\S])*)-->\s*$/

/** The fenced code blocks of a page, in order. Blocks in a list lose its indentation. */
export function codeBlocks(page: string): CodeBlock[] {
  return Array.from(page.matchAll(FENCE), ({ 1: indent = '', 3: info = '', 4: code = '', index }) => {
    const before = page.slice(0, index)
    return {
      language: /^\s*([\w-]*)/.exec(info)?.[1] ?? '',
      file: /\[(.+)\]\s*$/.exec(info)?.[1],
      code: code.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
      line: before.split('\n').length,
      comment: COMMENT_ABOVE.exec(before)?.[1]?.trim(),
    }
  })
}

/** The text of a page without code, each line in its place. */
function prose(page: string): string {
  const blank = (text: string) => text.replaceAll(/[^\n]/g, '')
  return page.replaceAll(FENCE, blank).replaceAll(/(`+)(?!`)[\s\S]*?[^`]\1(?!`)/g, blank)
}

/** A link of a page to a file or a heading of this repository. */
export interface LocalLink {
  /** The path as it is written; empty for a heading of the same page. */
  readonly path: string
  /** The heading, without `#`. */
  readonly anchor: string | undefined
  readonly line: number
}

const LINK = /\]\((?!\w+:|\/\/)([^)\s#]*)(?:#([^)\s]+))?\)|^ *link: (?!\w+:)([^\s#]+)(?:#(\S+))?$/gm

/** The links of a page, in its text and in its frontmatter, to other pages and files of this repository. */
export function localLinks(page: string): LocalLink[] {
  const text = prose(page)
  return Array.from(text.matchAll(LINK), ({ 1: path, 2: anchor, 3: top, 4: topAnchor, index }) => ({
    path: path ?? top ?? '',
    anchor: anchor ?? topAnchor,
    line: text.slice(0, index).split('\n').length,
  }))
}

/** The anchors of the headings of a page, as GitHub and the site make them. */
export function anchors(page: string): Set<string> {
  const found = new Set<string>()
  for (const [, heading = ''] of page.replaceAll(FENCE, '').matchAll(/^#{1,6} (.+?) *#* *$/gm)) {
    const name = slug(heading.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1').replaceAll(/[`*]/g, ''))
    let unique = name
    for (let count = 1; found.has(unique); count++) unique = `${name}-${count}`
    found.add(unique)
  }
  return found
}
