import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { runProcess } from '../run-process.ts'
import { entryFile, packages } from '../topology.ts'
import { readText, root, scope } from '../workspace.ts'
import { codeBlocks } from './markdown.ts'

/** Where the blocks are written: below `docs/`, whose dependencies they import. */
const FOLDER = 'docs/.cache/code'

const LANGUAGES = new Set(['ts', 'tsx', 'js', 'jsx', 'mjs'])

const OPTIONS = {
  target: 'ES2022',
  lib: ['ES2023', 'DOM', 'DOM.Iterable', 'DOM.AsyncIterable'],
  module: 'ESNext',
  moduleResolution: 'Bundler',
  jsx: 'react-jsx',
  types: ['node'],
  strict: true,
  allowJs: true,
  checkJs: true,
  skipLibCheck: true,
  noEmit: true,
  pretty: false,
}

/** What readers have and this repository does not: style sheets, and the types of a newer Node. */
const AMBIENT = `declare module '*.css' {}
declare module 'node:sqlite' {
  export class DatabaseSync {
    constructor(path: string)
    exec(sql: string): void
    prepare(sql: string): {
      run(...values: unknown[]): { changes: number | bigint }
      get(...values: unknown[]): Record<string, string | number | null> | undefined
      all(...values: unknown[]): Record<string, string | number | null>[]
    }
    close(): void
  }
}
declare module 'libsql' {
  const Database: new (path: string) => import('@flightdeck/runner-sqlite').SqliteDatabase
  export default Database
}
`

/** Errors about parameters and variables without a type, which JavaScript cannot have. */
const UNTYPED = /error TS7(006|031|034|005|010|053)\b/

/** The sources behind the names of our packages, and behind the alias `@copilotkit/runtime`. */
function paths(): Record<string, string[]> {
  return Object.fromEntries(
    Object.entries(packages).flatMap(([folder, { entries }]) =>
      [scope + folder, ...(folder === 'runtime' ? ['@copilotkit/runtime'] : [])].flatMap((name) =>
        entries.map((entry) => [
          name + entry.slice(1),
          [`${root}packages/${folder}/src/${entryFile(entry)}.ts`],
        ]),
      ),
    ),
  )
}

/** The file of one block. */
interface CodeFile {
  readonly page: string
  /** What to add to a line of the file for its line in the page. */
  readonly offset: number
}

/**
 * Checks the types of the code blocks of pages, against the sources of this repository, and returns the errors with their
 * places in the pages. A block is a module. A block with a file name can be imported by the others of its page. The
 * comment `<!-- check … -->` above a block has code that is put before it: imports, and declarations of what it uses.
 */
export async function checkCode(pages: readonly string[]): Promise<string[]> {
  const folder = join(root, FOLDER)
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  const files = new Map<string, CodeFile>()
  for (const page of pages) {
    for (const { language, file, code, line, comment } of codeBlocks(readText(page))) {
      if (!LANGUAGES.has(language)) continue
      const name = join(page.replace(/\.md$/, ''), file ?? `line-${line}.${language}`)
      const before = comment?.startsWith('check') ? `${comment.slice('check'.length)}\n` : ''
      mkdirSync(dirname(join(folder, name)), { recursive: true })
      writeFileSync(join(folder, name), `${before}${code}\nexport {}\n`)
      files.set(name, { page, offset: line - before.split('\n').length + 1 })
    }
  }
  writeFileSync(join(folder, 'ambient.d.ts'), AMBIENT)
  writeFileSync(
    join(folder, 'tsconfig.json'),
    JSON.stringify({
      compilerOptions: { ...OPTIONS, paths: paths() },
      files: ['ambient.d.ts', ...files.keys()],
    }),
  )
  const { output } = await runProcess(process.execPath, [`${root}scripts/tsc.mjs`, '-p', 'tsconfig.json'], {
    cwd: folder,
    timeoutMs: 240_000,
  })
  return output.split(/\n(?=\S)/).flatMap((error) => {
    const [, path = '', line = '', text = ''] = /^(.+?)\((\d+),\d+\): (error[\s\S]*)/.exec(error) ?? []
    const found = files.get(relative(folder, join(folder, path)))
    // Errors in sources are found by the check of their own types, with their own options.
    if (!found) return error.includes('error') && !path.startsWith('..') ? [error] : []
    if (/\.m?jsx?$/.test(path) && UNTYPED.test(text)) return []
    return [`${found.page}:${Number(line) + found.offset}: ${text.trim()}`]
  })
}
