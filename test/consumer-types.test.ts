import { createRequire } from 'node:module'
import { beforeAll, describe, expect, it } from 'vitest'
import { runProcess } from './run-process.ts'
import { requireBuilt, root } from './workspace.ts'

const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc')

/** How applications resolve modules. `node10` does not read exports maps; TypeScript calls it deprecated. */
const resolutions = [
  { resolution: 'bundler', module: 'esnext' },
  { resolution: 'node16', module: 'node16' },
  { resolution: 'node10', module: 'esnext' },
]
const cases = resolutions.flatMap((one) => [true, false].map((exact) => ({ ...one, exact })))

describe('an application with agents of @ag-ui/client 0.0.59 and 1.0.0 compiles without skipLibCheck', () => {
  beforeAll(() => requireBuilt('packages/runtime'))

  it.each(cases)(
    'under moduleResolution $resolution, exactOptionalPropertyTypes $exact',
    async ({ resolution, module, exact }) => {
      const options = [
        ...['--noEmit', '--strict', '--skipLibCheck', 'false', '--esModuleInterop'],
        ...['--target', 'es2022', '--lib', 'es2023,dom,dom.iterable,dom.asynciterable', '--types', 'node'],
        ...['--module', module, '--moduleResolution', resolution],
        ...['--exactOptionalPropertyTypes', String(exact)],
      ]
      const { output } = await runProcess(process.execPath, [tsc, ...options, 'consumer-types/consumer.ts'], {
        cwd: `${root}test`,
      })
      // Further lines of a message are indented. What libraries of others say wrongly under an option is theirs.
      const errors = output
        .split('\n')
        .filter((line) => /^[^\s]/.test(line) && !line.includes('node_modules/'))
      expect(errors).toEqual([])
    },
    240_000,
  )
})
