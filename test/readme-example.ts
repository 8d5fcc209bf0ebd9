import { transform } from 'esbuild'
import ts from 'typescript'

/** The first example of a README, and how to run it. */
export interface ReadmeExample {
  /** The TypeScript of the first `ts` code block. */
  readonly source: string
  /** The texts of its `// prints: …` comments, in order. */
  readonly prints: readonly string[]
  /** The packages of the README's first install line. */
  readonly installs: readonly string[]
  /** Bare specifiers that the example imports. */
  readonly imports: readonly string[]
  /** Whether it is a test file, which only vitest can run. */
  readonly isTest: boolean
}

/** Reads the first example of a README. Throws if it has none, or no install line. */
export function readExample(readme: string): ReadmeExample {
  const source = /^```(?:ts|typescript|js|javascript)\b[^\n]*\n([\s\S]*?)^```/m.exec(readme)?.[1]
  if (!source) throw new Error('The README has no ts code block')
  const install = /^(?:npm install|pnpm add) (.+)$/m.exec(readme)?.[1]
  if (!install) throw new Error('The README has no install line')
  const imports = ts
    .preProcessFile(source, true, true)
    .importedFiles.map(({ fileName }) => fileName)
    .filter((specifier) => !specifier.startsWith('node:'))
  return {
    source,
    prints: [...source.matchAll(/\/\/ prints: (.+)$/gm)].map((match) => match[1] ?? ''),
    installs: install.split(/\s+/).filter((name) => !name.startsWith('-')),
    imports,
    isTest: imports.includes('vitest'),
  }
}

/** Whether the output contains the expected texts in order. */
export function hasPrinted(stdout: string, prints: readonly string[]): boolean {
  let from = 0
  return prints.every((text) => {
    const found = stdout.indexOf(text, from)
    from = found + text.length
    return found >= 0
  })
}

/** The example as an ES module without types. */
export async function toModule(source: string): Promise<string> {
  return (await transform(source, { loader: 'ts', format: 'esm', target: 'node20' })).code
}

/** The example as CommonJS without types. The code below the imports is wrapped in an async function, for its `await`s. */
export async function toCommonJs(source: string): Promise<string> {
  return `${await toAsyncMain(source)}\nvoid main()\n`
}

/** The example as a test of jest in CommonJS, which checks what it prints. */
export async function toJestTest({ source, prints }: ReadmeExample): Promise<string> {
  return `${await toAsyncMain(source)}
    test('the example prints what it says', async () => {
      const printed = []
      jest.spyOn(console, 'log').mockImplementation((...words) => printed.push(require('node:util').format(...words)))
      await main()
      for (const text of ${JSON.stringify(prints)}) expect(printed.join('\\n')).toContain(text)
    })
  `
}

/** The example as CommonJS with a function `main` that runs the code below its imports. */
async function toAsyncMain(source: string): Promise<string> {
  const file = ts.createSourceFile('example.ts', source, ts.ScriptTarget.Latest)
  const text = (wanted: boolean) =>
    file.statements
      .filter((statement) => ts.isImportDeclaration(statement) === wanted)
      .map((statement) => statement.getFullText(file))
      .join('\n')
  const wrapped = `${text(true)}\nasync function main() {\n${text(false)}\n}\n`
  return (await transform(wrapped, { loader: 'ts', format: 'cjs', platform: 'node', target: 'node20' })).code
}
