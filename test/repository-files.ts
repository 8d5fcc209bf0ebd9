import { readdirSync } from 'node:fs'
import { join, relative } from 'node:path'
import { root } from './workspace.ts'

/** Folders that hold no text of this repository. */
const GENERATED = new Set([
  'node_modules',
  'dist',
  '.git',
  '.turbo',
  '.next',
  '.cache',
  'build',
  'data',
  'test-results',
])

/** The files below a folder with one of these endings, by their paths from the root, without generated ones. */
export function filesBelow(folder: string, endings: readonly string[]): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = relative(root, join(root, folder, entry.name)).replaceAll('\\', '/')
    if (entry.isDirectory()) return GENERATED.has(entry.name) ? [] : filesBelow(path, endings)
    return endings.some((ending) => entry.name.endsWith(ending)) ? [path] : []
  })
}
