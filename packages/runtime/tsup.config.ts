import { defineConfig } from 'tsup'
import base, { sharedChunks } from '../../tsup.config.base.ts'

const entry = [
  'src/index.ts',
  'src/v2.ts',
  'src/v2/*.ts',
  'src/{express,hono,node,langgraph}.ts',
  // Where `#adapter-node` of the manifest leads on hosts without sockets.
  'src/v1/endpoints/no-sockets.ts',
]

export default defineConfig({ ...base, ...sharedChunks, entry, external: [/^node:/, '#adapter-node'] })
