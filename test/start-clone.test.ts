import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { committableFiles } from './publish/release-copy.ts'
import { pnpm } from './run-process.ts'
import { runStart } from './run-start.ts'
import { root } from './workspace.ts'

const TIMEOUT_MS = 900_000

it('pnpm start installs and builds what it needs in a fresh clone, and other scripts install the rest', {
  timeout: TIMEOUT_MS,
}, async (ctx) => {
  const files = committableFiles()
  ctx.skip(!files, 'this folder is not a git checkout, so its files cannot be listed')
  const clone = mkdtempSync(join(tmpdir(), 'flightdeck-clone-'))
  ctx.onTestFinished(() => rmSync(clone, { recursive: true, force: true }), TIMEOUT_MS)
  for (const file of files ?? []) cpSync(root + file, join(clone, file))
  const has = (path: string) => existsSync(join(clone, path))
  const start = () => runStart(clone, join(clone, 'apps/assistant/data'))

  // A port that is not valid ends the server after the installation and the build.
  const env = { PORT: '-1', npm_config_prefer_offline: 'true' }
  const first = await pnpm(['start'], clone, { env, timeoutMs: TIMEOUT_MS }).catch(String)
  expect(
    first.split('\n').filter((line) => /^\[\d/.test(line)),
    first,
  ).toEqual([
    '[1/3] installing the packages that the assistant needs',
    '[2/3] building the page',
    '[3/3] building the server',
  ])
  expect(first).toContain("PORT is '-1'")
  expect(has('apps/assistant/node_modules/react')).toBe(true)
  expect(has('apps/nextjs/node_modules')).toBe(false)
  expect(has('node_modules/vitest')).toBe(false)

  const second = await start()
  expect(second.stdout, second.output).not.toMatch(/^\[\d/m)
  expect(second.stdout).toContain('Page')

  const source = join(clone, 'packages/run-engine/src/index.ts')
  writeFileSync(source, `${readFileSync(source, 'utf8')}// changed\n`)
  const third = await start()
  expect(third.stdout, third.output).toContain('[1/2] building the page')

  // pnpm turns its check off for the scripts that it runs, such as this test.
  const checked = { ...env, pnpm_config_verify_deps_before_run: 'install' }
  await pnpm(['exec', 'vitest', '--version'], clone, { env: checked, timeoutMs: TIMEOUT_MS })
  expect(has('apps/nextjs/node_modules/next')).toBe(true)
  expect(has('node_modules/vitest')).toBe(true)
  const fourth = await start()
  expect(fourth.stdout, fourth.output).not.toMatch(/^\[\d/m)
  expect(fourth.stdout).toContain('Page')
})
