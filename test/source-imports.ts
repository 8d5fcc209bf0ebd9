import { existsSync, readdirSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import ts from 'typescript'
import { readText, root } from './workspace.ts'

/** One import, re-export or dynamic import. */
export interface SourceImport {
  /** The importing file, by its path from the root. */
  readonly file: string
  readonly specifier: string
}

/** Every TypeScript file under a folder of this repository, by its path from the root; none if it does not exist. */
export function sourceFiles(folder: string): string[] {
  if (!existsSync(root + folder)) return []
  return readdirSync(root + folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .sort()
}

/**
 * Whether a file is a test, a benchmark or code shared by tests (in the `test/` folder of a package, or named
 * `test-….ts`). Such files are not published and may import more.
 */
export function isTestFile(file: string): boolean {
  return /\.(test|bench)\.tsx?$|(^|\/)test-[^/]+\.tsx?$|^packages\/[^/]+\/test\//.test(file)
}

/** The imports of a file, types included. */
export function importsOf(file: string): SourceImport[] {
  return ts
    .preProcessFile(readText(file), true, true)
    .importedFiles.map(({ fileName }) => ({ file, specifier: fileName }))
}

/** The files of an entry: itself and all files it reaches by relative imports, types included. */
export function reachedFrom(entry: string): Set<string> {
  const reached = new Set<string>()
  const visit = (file: string) => {
    if (reached.has(file)) return
    reached.add(file)
    for (const { specifier } of importsOf(file)) {
      if (specifier.startsWith('.')) visit(join(dirname(file), specifier))
    }
  }
  visit(entry)
  return reached
}
