import type { MarkdownOptions } from 'vitepress'

type MarkdownIt = Parameters<NonNullable<MarkdownOptions['config']>>[0]

const BOX = '[ ] '

/** Renders list items that begin with `[ ]` with a checkbox, as GitHub does. */
export function taskLists(markdown: MarkdownIt): void {
  markdown.core.ruler.push('task-lists', ({ tokens, Token }) => {
    for (const [index, { type, children }] of tokens.entries()) {
      const first = children?.[0]
      if (type !== 'inline' || tokens[index - 2]?.type !== 'list_item_open') continue
      if (!first?.content.startsWith(BOX)) continue
      tokens[index - 2]?.attrSet('class', 'task')
      first.content = first.content.slice(BOX.length)
      const box = new Token('html_inline', '', 0)
      box.content = '<input type="checkbox"> '
      children?.unshift(box)
    }
  })
}
