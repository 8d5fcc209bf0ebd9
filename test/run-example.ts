import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ReadmeExample } from './readme-example.ts'
import { hasPrinted, toCommonJs, toModule } from './readme-example.ts'
import type { ProcessResult } from './run-process.ts'
import { runProcess } from './run-process.ts'

/** The two ways in which a package can be loaded. */
export const formats = [
  { format: 'ESM', extension: 'mjs', convert: toModule },
  { format: 'CJS', extension: 'cjs', convert: toCommonJs },
] as const

export interface ExampleRun {
  /** A folder that has what the example imports installed. */
  readonly cwd: string
  /** Names the file that the example is written to. */
  readonly name: string
  readonly format: (typeof formats)[number]
  /** The Node that runs it. */
  readonly node: string
}

/** Runs an example in a project, to its end or until it has printed all that it promises. */
export async function runExample(example: ReadmeExample, run: ExampleRun): Promise<ProcessResult> {
  const { source, prints, isTest } = example
  const { cwd, name, node } = run
  const file = `${name}${isTest ? '.test' : ''}.${run.format.extension}`
  writeFileSync(join(cwd, file), await run.format.convert(source))
  const runner = isTest ? ['node_modules/vitest/vitest.mjs', 'run'] : []
  return runProcess(node, [...runner, file], {
    cwd,
    env: { PORT: '0' },
    until: (text) => prints.length > 0 && hasPrinted(text, prints),
  })
}
