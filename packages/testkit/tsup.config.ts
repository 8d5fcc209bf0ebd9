import { defineConfig } from 'tsup'
import base, { declarationsOf } from '../../tsup.config.base.ts'

// vitest, which the suites import, exists as an ES module only, and so do they. The storm needs processes of its own.
export default defineConfig([
  base,
  ...['conformance', 'postgres', 'storm'].map((name) => ({
    ...base,
    entry: [`src/${name}.ts`],
    dts: declarationsOf(name),
    format: ['esm' as const],
    removeNodeProtocol: name === 'conformance',
    clean: false,
  })),
])
