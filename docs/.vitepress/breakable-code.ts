import type { MarkdownOptions } from 'vitepress'

type MarkdownIt = Parameters<NonNullable<MarkdownOptions['config']>>[0]

/** Lets long codes, such as `single_route_envelope_against_multi_route_runtime`, break after an underscore. */
export function breakableCode(markdown: MarkdownIt): void {
  const { code_inline: render } = markdown.renderer.rules
  markdown.renderer.rules.code_inline = (tokens, index, options, env, self) =>
    (render?.(tokens, index, options, env, self) ?? '').replaceAll(/(?<=\w)_(?=\w)/g, '_<wbr>')
}
