import { defineConfig } from 'tsup'
import base, { declarationsOf, sharedChunks } from '../../tsup.config.base.ts'

export default defineConfig({
  ...base,
  ...sharedChunks,
  entry: ['src/index.ts', 'src/store.ts', 'src/internal.ts'],
  dts: declarationsOf('index', 'store', 'internal'),
})
