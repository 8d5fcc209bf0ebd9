import { defineConfig } from 'tsup'
import base from '../../tsup.config.base.ts'

const entry = [
  'src/index.ts',
  'src/v2.ts',
  'src/v2/*.ts',
  'src/{express,hono,node,langgraph}.ts',
  // Where `#adapter-node` of the manifest leads on hosts without sockets.
  'src/v1/endpoints/no-sockets.ts',
]

// What entries share is a file of its own, in CommonJS as well: a class must be the same whichever entry it comes from.
export default defineConfig({
  ...base,
  entry,
  splitting: true,
  external: [/^node:/, '#adapter-node'],
  plugins: [
    {
      // esbuild imports such a file also where nothing of it is used. Its code does nothing on import, and bundlers warn.
      name: 'drop-unused-chunks',
      renderChunk(code) {
        return this.format === 'esm' ? { code: code.replaceAll(/^import "\.[^"]*";\n/gm, '') } : undefined
      },
    },
  ],
})
