import { execFile } from 'node:child_process'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

test('the examples compile against the built packages', async () => {
  const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc')
  const cwd = fileURLToPath(new URL('.', import.meta.url))
  const output = await new Promise<string>((resolve) => {
    execFile(process.execPath, [tsc, '-p', 'tsconfig.json'], { cwd }, (_error, stdout, stderr) =>
      resolve(stdout + stderr),
    )
  })
  expect(output).toBe('')
}, 240_000)
