import { existsSync, readdirSync } from 'node:fs'
import { posix } from 'node:path'
import { root } from '../workspace.ts'

/** Folders below `docs/` that are no pages: the site's own files, and what is generated. */
const NO_PAGES = new Set(['node_modules', '.vitepress', 'api', '.cache'])

function below(folder: string): string[] {
  return readdirSync(root + folder, { withFileTypes: true }).flatMap((entry) => {
    const path = posix.join(folder, entry.name)
    if (entry.isDirectory()) return NO_PAGES.has(entry.name) ? [] : below(path)
    return path.endsWith('.md') ? [path] : []
  })
}

/** The pages of the site that are written by hand, by their paths from the root. */
export const sitePages: readonly string[] = below('docs').sort()

function readmesOf(parent: string): string[] {
  return readdirSync(root + parent)
    .map((name) => `${parent}/${name}/README.md`)
    .filter((path) => existsSync(root + path))
}

/** The READMEs of the packages. */
export const packageReadmes: readonly string[] = readmesOf('packages')

/** Every other page of the repository that has links. */
export const otherPages: readonly string[] = [
  'README.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  '.changeset/README.md',
  'examples/README.md',
  ...readmesOf('apps'),
]
