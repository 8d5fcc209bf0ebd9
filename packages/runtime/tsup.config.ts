import { defineConfig } from 'tsup'
import base, { declarationsOf, sharedChunks } from '../../tsup.config.base.ts'

const names = ['index', 'v2', 'v2/express', 'v2/hono', 'v2/node', 'express', 'hono', 'node', 'langgraph']
const entry = [
  ...names.map((name) => `src/${name}.ts`),
  // Where `#adapter-node` of the manifest leads on hosts without sockets.
  'src/v1/endpoints/no-sockets.ts',
]

export default defineConfig({
  ...base,
  ...sharedChunks,
  entry,
  dts: declarationsOf(...names),
  external: [/^node:/, '#adapter-node'],
})
