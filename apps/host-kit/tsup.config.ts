import { defineConfig } from 'tsup'
import base, { declarationsOf } from '../../tsup.config.base.ts'

const names = ['index', 'verify', 'tests', 'conformance', 'relay']

export default defineConfig({
  ...base,
  entry: names.map((name) => `src/${name}.ts`),
  dts: declarationsOf(...names),
  format: ['esm'],
})
