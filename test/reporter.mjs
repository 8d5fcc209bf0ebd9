// @ts-check
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { stripVTControlCharacters } from 'node:util'

/** @typedef {import('vitest/node').Reporter} Reporter */

/**
 * @typedef {object} Report the result of a run, as `run-all.mjs` reads it
 * @property {{ file: string, tests: number, passed: number, ms: number }[]} files
 * @property {{ name: string }[]} failed tests, suites and files that failed, and uncaught errors
 * @property {{ file: string, name: string, reason: string | undefined }[]} skipped
 * @property {{ file: string, count: number }[]} notRun tests whose suite or file failed during setup
 */

/** @param {readonly { message: string, stack?: string, diff?: string }[]} errors */
function show(errors) {
  for (const error of errors) {
    const place = error.stack
      ?.split('\n')
      .find((line) => /^\s+at /.test(line) && !line.includes('node_modules'))
    const text = [error.message, error.diff, place?.trim()].filter(Boolean).join('\n')
    for (const line of stripVTControlCharacters(text).split('\n')) console.log(`      ${line}`)
  }
}

/**
 * A vitest reporter: one line per file, errors in full, and a JSON report in the file named by `TEST_REPORT`.
 *
 * @implements {Reporter}
 */
export default class CompactReporter {
  #root = fileURLToPath(new URL('..', import.meta.url))

  /** @param {import('vitest/node').TestModule} module */
  onTestModuleEnd(module) {
    const tests = [...module.children.allTests()]
    /** @param {string} state */
    const count = (state) => tests.filter((test) => test.result().state === state).length
    const failed = count('failed')
    const skipped = count('skipped')
    const parts = [`${count('passed')} passed`, failed && `${failed} failed`, skipped && `${skipped} skipped`]
    const ms = Math.round(module.diagnostic().duration)
    console.log(`  ${this.#label(module)}: ${parts.filter(Boolean).join(', ')} (${ms} ms)`)
    for (const { name, errors } of failures(module)) {
      console.log(`    FAILED ${name}`)
      show(errors)
    }
    for (const test of tests) {
      for (const { message } of test.annotations()) console.log(`    ${message}`)
    }
  }

  /**
   * @param {readonly import('vitest/node').TestModule[]} modules
   * @param {readonly import('vitest/node').SerializedError[]} unhandled
   */
  onTestRunEnd(modules, unhandled) {
    for (const error of unhandled) {
      console.log('    FAILED with an uncaught error')
      show([error])
    }
    const tests = modules.flatMap((module) =>
      [...module.children.allTests()].map((test) => ({ module, test })),
    )
    /** @type {Report} */
    const report = {
      files: modules.map((module) => ({
        file: this.#label(module),
        tests: [...module.children.allTests()].length,
        passed: [...module.children.allTests('passed')].length,
        ms: Math.round(module.diagnostic().duration),
      })),
      failed: [
        ...modules.flatMap((module) =>
          failures(module).map(({ name }) => ({ name: `${this.#label(module)}: ${name}` })),
        ),
        ...unhandled.map((error) => ({ name: `uncaught error: ${error.message}` })),
      ],
      skipped: tests
        .filter(({ test }) => test.result().state === 'skipped' && !isSetUpFailure(test))
        .map(({ module, test }) => ({
          file: this.#label(module),
          name: test.fullName,
          reason: reasonOf(test),
        })),
      notRun: modules
        .map((module) => ({
          file: this.#label(module),
          count: [...module.children.allTests('skipped')].filter(isSetUpFailure).length,
        }))
        .filter(({ count }) => count > 0),
    }
    const file = process.env.TEST_REPORT
    if (!file) return
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, JSON.stringify(report))
  }

  /** @param {import('vitest/node').TestModule} module */
  #label(module) {
    return relative(this.#root, module.moduleId)
  }
}

/**
 * Everything in a file that failed: the file itself, suites whose setup threw, tests.
 *
 * @param {import('vitest/node').TestModule} module
 */
function failures(module) {
  const suites = [...module.children.allSuites()]
  const tests = [...module.children.allTests('failed')]
  return [
    { name: 'the file', errors: module.errors() },
    ...suites.map((suite) => ({ name: suite.fullName, errors: suite.errors() })),
    ...tests.map((test) => ({ name: test.fullName, errors: test.result().errors ?? [] })),
  ].filter(({ errors }) => errors.length > 0)
}

/**
 * Whether a skipped test did not run because its suite or file failed. That failure is reported instead.
 *
 * @param {import('vitest/node').TestCase} test
 */
function isSetUpFailure(test) {
  for (let parent = test.parent; parent.type === 'suite'; parent = parent.parent) {
    if (parent.errors().length > 0) return true
  }
  return test.module.errors().length > 0
}

/**
 * The reason that the test gave to `ctx.skip`.
 *
 * @param {import('vitest/node').TestCase} test
 */
function reasonOf(test) {
  const result = test.result()
  return result.state === 'skipped' ? result.note : undefined
}
