import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { runProcess } from './run-process.ts'
import { requireBuilt, root } from './workspace.ts'

/** The compilers that applications use: the last one written in JavaScript, and the native one. */
const compilers = {
  'TypeScript 5.9': [compilerOf(`${root}package.json`)],
  'TypeScript 7': [compilerOf(`${root}scripts/package.json`), '--ignoreConfig'],
}

/** How applications resolve modules. `node10` does not read exports maps; only the older TypeScript knows it. */
const bundler = { resolution: 'bundler', module: 'esnext' }
const node16 = { resolution: 'node16', module: 'node16' }
const node10 = { resolution: 'node10', module: 'esnext' }

const cases = [
  ...[bundler, node16, node10].map((one) => ({ compiler: 'TypeScript 5.9', ...one }) as const),
  ...[bundler, node16].map((one) => ({ compiler: 'TypeScript 7', ...one }) as const),
].flatMap((one) => exactness(one).map((exact) => ({ ...one, exact })))

/** Types that compile with the stricter setting rarely fail with the other, so `pnpm test` tries that one with one compiler. */
function exactness({ compiler, resolution }: { compiler: string; resolution: string }): boolean[] {
  const isTried = compiler === 'TypeScript 7' && resolution === 'bundler'
  return isTried || process.env.TEST_FULL ? [true, false] : [true]
}

function compilerOf(manifest: string): string {
  const typescript = createRequire(manifest).resolve('typescript/package.json')
  return join(dirname(typescript), 'bin/tsc')
}

describe('an application with agents of @ag-ui/client 0.0.59 and 1.0.0 compiles without skipLibCheck', () => {
  beforeAll(() => requireBuilt('packages/runtime'))

  it.each(cases)(
    'with $compiler, moduleResolution $resolution, exactOptionalPropertyTypes $exact',
    async ({ compiler, resolution, module, exact }) => {
      const options = [
        ...['--noEmit', '--strict', '--skipLibCheck', 'false', '--esModuleInterop'],
        ...['--target', 'es2022', '--lib', 'es2023,dom,dom.iterable,dom.asynciterable', '--types', 'node'],
        ...['--module', module, '--moduleResolution', resolution],
        ...['--exactOptionalPropertyTypes', String(exact)],
      ]
      const args = [...compilers[compiler], ...options, 'consumer-types/consumer.ts']
      const { output } = await runProcess(process.execPath, args, { cwd: `${root}test` })
      // Continuation lines of a message are indented. Errors in third-party libraries are ignored.
      const errors = output
        .split('\n')
        .filter((line) => /^[^\s]/.test(line) && !line.includes('node_modules/'))
      expect(errors).toEqual([])
    },
    240_000,
  )

  // Next.js writes such a tsconfig.json into a project without one.
  it('without strict', async () => {
    const options = [
      '--noEmit',
      '--strict',
      'false',
      '--skipLibCheck',
      '--esModuleInterop',
      '--types',
      'node',
    ]
    const target = ['--target', 'es2022', '--module', 'esnext', '--moduleResolution', 'bundler']
    const args = [...compilers['TypeScript 7'], ...options, ...target, 'consumer-types/agents.ts']
    const { output } = await runProcess(process.execPath, args, { cwd: `${root}test` })
    expect(output).toBe('')
  }, 240_000)
})
