import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ReadmeExample } from './readme-example.ts'
import { hasPrinted, toCommonJs, toModule } from './readme-example.ts'
import type { ProcessResult } from './run-process.ts'
import { runProcess } from './run-process.ts'

/** The two module formats. */
export const formats = [
  { format: 'ESM', extension: 'mjs', convert: toModule },
  { format: 'CJS', extension: 'cjs', convert: toCommonJs },
] as const

export interface ExampleRun {
  /** A folder in which the imports of the example are installed. */
  readonly cwd: string
  /** The name of the file that the example is written to. */
  readonly name: string
  readonly format: (typeof formats)[number]
  /** The Node executable. */
  readonly node: string
  readonly env?: Readonly<Record<string, string>> | undefined
}

/** Runs an example in a project until it exits or has printed all expected texts. */
export async function runExample(example: ReadmeExample, run: ExampleRun): Promise<ProcessResult> {
  const { source, prints, isTest } = example
  const { cwd, name, node, env } = run
  const file = `${name}${isTest ? '.test' : ''}.${run.format.extension}`
  writeFileSync(join(cwd, file), await run.format.convert(source))
  const runner = isTest ? ['node_modules/vitest/vitest.mjs', 'run'] : []
  return runProcess(node, [...runner, file], {
    cwd,
    env: { PORT: '0', ...env },
    until: (text) => prints.length > 0 && hasPrinted(text, prints),
  })
}
