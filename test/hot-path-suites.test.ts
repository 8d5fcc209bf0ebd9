import { existsSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { importsOf, isTestFile, reachedFrom, sourceFiles } from './source-imports.ts'
import { readText, root } from './workspace.ts'

/** Folders that every run passes, from the socket to the log. */
const HOT_PATH = [
  'run-engine/src/agent',
  'run-engine/src/events',
  'run-engine/src/guard',
  'run-engine/src/log',
  'run-engine/src/reducer',
  'run-engine/src/run',
  'runtime-core/src/cors',
  'runtime-core/src/hooks',
  'runtime-core/src/http',
  'runtime-core/src/routing',
  'runtime-core/src/server',
  'runtime-core/src/sse',
  'adapter-hono/src',
  'adapter-node/src',
].map((folder) => `packages/${folder}`)

const CONFORMANCE = ['runnerConformance', 'serverConformance']

/** Whether a file contains code, not only types and re-exports. */
function hasCode(file: string): boolean {
  return /^(export )?(default )?(async )?(function\*?|class|const) /m.test(readText(file))
}

function isImportedByTestBeside(file: string): boolean {
  return sourceFiles(dirname(file))
    .filter((test) => test.endsWith('.test.ts') && dirname(test) === dirname(file))
    .some((test) => importsOf(test).some(({ specifier }) => join(dirname(test), specifier) === file))
}

/** The suites that the line `Tests:` of a file names. */
function namedSuites(file: string): string[] {
  const line = /^(?:\/\/| \*) Tests: (.*)$/m.exec(readText(file))?.[1] ?? ''
  return [...line.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name).filter((name) => !name.startsWith('@'))
}

/** Whether a suite exists and, if it is in the same package, imports the file. */
function covers(suite: string, file: string): boolean {
  if (CONFORMANCE.includes(suite)) return true
  const path = [join(dirname(file), suite), suite].find((each) => existsSync(root + each))
  return path !== undefined && (path === suite || reachedFrom(path).has(file))
}

describe.each(HOT_PATH)('%s', (folder) => {
  const files = sourceFiles(folder).filter(
    (file) => !isTestFile(file) && basename(file) !== 'index.ts' && hasCode(file),
  )

  it('has a test beside each file, or a line in it that names its suite', () => {
    expect(files).not.toEqual([])
    const untested = files.filter((file) => {
      const isBeside = existsSync(root + file.replace(/\.ts$/, '.test.ts')) || isImportedByTestBeside(file)
      return !isBeside && namedSuites(file).length === 0
    })
    expect(untested).toEqual([])
  })

  it('names suites that exist and use the file', () => {
    const wrong = files.flatMap((file) =>
      namedSuites(file)
        .filter((suite) => !covers(suite, file))
        .map((suite) => `${file}: ${suite}`),
    )
    expect(wrong).toEqual([])
  })
})
