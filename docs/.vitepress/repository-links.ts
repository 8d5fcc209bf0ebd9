import { statSync } from 'node:fs'
import { dirname, posix } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { MarkdownOptions } from 'vitepress'

type MarkdownIt = Parameters<NonNullable<MarkdownOptions['config']>>[0]

/** The repository on the web. */
export const repository = 'https://github.com/flightdeck-dev/flightdeck'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** The address of a file or folder of the repository on the web, or undefined if the link stays inside of `docs/`. */
export function repositoryUrl(page: string, href: string): string | undefined {
  if (!href.startsWith('.')) return undefined
  const [path = '', anchor] = href.split('#')
  const target = posix.join('docs', dirname(page), path)
  if (target.startsWith('docs/')) return undefined
  const kind = statSync(root + target).isDirectory() ? 'tree' : 'blob'
  return `${repository}/${kind}/main/${target}${anchor ? `#${anchor}` : ''}`
}

/** Lets links to files outside of `docs/`, which work on GitHub, lead to the repository. */
export function repositoryLinks(markdown: MarkdownIt): void {
  markdown.core.ruler.push('repository-links', ({ tokens, env }) => {
    for (const token of tokens.flatMap(({ children }) => children ?? [])) {
      const href = token.attrGet('href')
      const url = href === null ? undefined : repositoryUrl(env.relativePath, href)
      if (url) token.attrSet('href', url)
    }
  })
}
