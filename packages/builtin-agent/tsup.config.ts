import { readFileSync, writeFileSync } from 'node:fs'
import { defineConfig } from 'tsup'
import base from '../../tsup.config.base.ts'

// What the entries share is a file of its own, in CommonJS as well: a class must be the same whichever it comes from.
export default defineConfig({
  ...base,
  entry: ['src/index.ts', 'src/parts.ts'],
  splitting: true,
  esbuildOptions(options, { format }) {
    options.define = {
      ...options.define,
      __OWN_FILE__: format === 'cjs' ? '__filename' : 'import.meta.url',
    }
  },
  // Its condition is that of the place where this is used, not where it is built.
  external: [/^node:/, /^#/],
  plugins: [
    {
      // Shared files in CommonJS cost each `import()`: it would become `require`, which not every package can stand.
      name: 'keep-dynamic-imports',
      renderChunk(code) {
        return this.format === 'cjs' ? { code: code.replaceAll('import(', 'KEPT_IMPORT(') } : undefined
      },
      buildEnd({ writtenFiles }) {
        for (const { name } of writtenFiles.filter((file) => file.name.endsWith('.cjs'))) {
          writeFileSync(name, readFileSync(name, 'utf8').replaceAll('KEPT_IMPORT(', 'import('))
        }
      },
    },
  ],
})
