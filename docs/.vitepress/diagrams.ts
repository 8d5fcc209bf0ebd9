import { renderMermaidSVG } from 'beautiful-mermaid'
import type { MarkdownOptions } from 'vitepress'

type MarkdownIt = Parameters<NonNullable<MarkdownOptions['config']>>[0]

/** The diagram as SVG in the colors of the page, without the web font that the library asks for. */
function toSvg(source: string): string {
  const svg = renderMermaidSVG(source, {
    bg: 'var(--vp-c-bg)',
    fg: 'var(--vp-c-text-1)',
    muted: 'var(--vp-c-text-1)',
    line: 'var(--vp-c-text-3)',
    transparent: true,
  })
  return svg.replace(/\s*@import url\([^)]*\);/g, '')
}

/** Renders `mermaid` blocks when the site is built. */
export function diagrams(markdown: MarkdownIt): void {
  const { fence } = markdown.renderer.rules
  markdown.renderer.rules.fence = (tokens, index, options, env, self) => {
    const token = tokens[index]
    if (token?.info.trim() !== 'mermaid') return fence?.(tokens, index, options, env, self) ?? ''
    // As a string, because a template of Vue must not contain the style element of the SVG.
    const text = markdown.utils.escapeHtml(JSON.stringify(toSvg(token.content)))
    return `<div class="diagram" v-html="${text}"></div>\n`
  }
}
