import { readdirSync } from 'node:fs'
import { join, relative } from 'node:path'
import { describe, expect, it } from 'vitest'
import { findings, plainWords } from './plain-words.ts'
import { readText, root } from './workspace.ts'

/** Folders that hold no text of this repository. */
const GENERATED = new Set([
  'node_modules',
  'dist',
  '.git',
  '.turbo',
  '.next',
  'build',
  'data',
  'test-results',
])

/** The list of refused words has all of them. */
const EXEMPT = new Set(['test/plain-words.ts', 'test/plain-words.test.ts'])

const SOURCES = ['.ts', '.tsx', '.mjs', '.css', '.html']

/** The files below a folder with one of these endings, by their paths from the root. */
function filesBelow(folder: string, endings: readonly string[]): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = relative(root, join(root, folder, entry.name)).replaceAll('\\', '/')
    if (entry.isDirectory()) return GENERATED.has(entry.name) ? [] : filesBelow(path, endings)
    return endings.some((ending) => entry.name.endsWith(ending)) && !EXEMPT.has(path) ? [path] : []
  })
}

/** The findings in the names and texts of files. */
function findingsIn(paths: readonly string[]): string[] {
  return paths.flatMap((path) => [...findings('file name', path), ...findings(path, readText(path))])
}

describe('plain words', () => {
  it.each(plainWords)('refuse "$example"', ({ example, write }) => {
    expect(findings('page.md', `Fine.\n${example}.`)).toContainEqual(
      expect.stringContaining(`write ${write}`),
    )
  })

  it('allow ordinary sentences', () => {
    const text =
      'Disconnecting ends your stream, not the run. The path of the original request. No readers left.'
    expect(findings('page.md', text)).toEqual([])
  })

  it('are used in docs, READMEs and changesets', () => {
    const pages = filesBelow('', ['.md'])
    expect(pages.length).toBeGreaterThan(50)
    expect(findingsIn(pages)).toEqual([])
  })

  it.each(['packages', 'apps', 'examples', 'bench', 'scripts', 'test'])(
    'are used in comments, messages, test names and file names of %s',
    (folder) => {
      const sources = filesBelow(folder, SOURCES)
      expect(sources).not.toEqual([])
      expect(findingsIn(sources)).toEqual([])
    },
  )
})
