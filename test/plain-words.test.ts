import { describe, expect, it } from 'vitest'
import { findings, plainWords } from './plain-words.ts'
import { filesBelow } from './repository-files.ts'
import { readText } from './workspace.ts'

/** The list of refused words has all of them. */
const EXEMPT = new Set(['test/plain-words.ts', 'test/plain-words.test.ts'])

const SOURCES = ['.ts', '.tsx', '.mjs', '.css', '.html']

/** The findings in the names and texts of files. */
function findingsIn(paths: readonly string[]): string[] {
  return paths
    .filter((path) => !EXEMPT.has(path))
    .flatMap((path) => [...findings('file name', path), ...findings(path, readText(path))])
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
