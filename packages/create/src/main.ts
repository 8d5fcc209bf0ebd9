#!/usr/bin/env node
import { InputError } from './program/arguments.ts'
import { run } from './program/run.ts'

try {
  await run(process.argv.slice(2))
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`)
  process.exitCode = error instanceof InputError ? 2 : 1
}
