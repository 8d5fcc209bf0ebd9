import type ts from 'typescript'

/** The doc comment of a symbol, as Markdown. */
export interface DocComment {
  readonly text: string
  /** The value after `@default`. */
  readonly default: string | undefined
  readonly deprecated: string | undefined
  readonly throws: readonly string[]
}

/** Reads the doc comment of a symbol. All members are empty if it has none. */
export function docComment(symbol: ts.Symbol, checker: ts.TypeChecker): DocComment {
  const tags = symbol.getJsDocTags(checker).map(({ name, text }) => ({ name, text: toMarkdown(text) }))
  const one = (name: string) => tags.find((tag) => tag.name === name)?.text
  return {
    text: toMarkdown(symbol.getDocumentationComment(checker)),
    default: one('default'),
    deprecated: one('deprecated'),
    throws: tags.filter(({ name }) => name === 'throws').map(({ text }) => text),
  }
}

/** Links become code, because their targets are not always on the site. */
function toMarkdown(parts: readonly ts.SymbolDisplayPart[] | undefined): string {
  const text = (parts ?? [])
    .filter(({ kind, text: part }) => !(kind === 'link' && /^(\{@link(code|plain)? |\})$/.test(part)))
    .map(({ kind, text: part }) => (kind === 'linkName' || kind === 'linkText' ? `\`${part.trim()}\`` : part))
    .join('')
  return escapeOutsideCode(text.trim())
}

/** Keeps text from being read as HTML or as an expression of Vue. Code spans and blocks stay as they are. */
function escapeOutsideCode(text: string): string {
  return text
    .split(/(```[\s\S]*?```|`[^`]*`)/)
    .map((part, index) => (index % 2 === 1 ? part : part.replaceAll('<', '&lt;').replaceAll('{{', '&#123;{')))
    .join('')
}
