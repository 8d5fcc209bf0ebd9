import { readFileSync, writeFileSync } from 'node:fs'
import { defineConfig } from 'tsup'
import base, { declarationsOf } from '../../tsup.config.base.ts'

/**
 * Loads an optional package in the CommonJS build. Programs that load this build by `require`, as jest does, may be unable to
 * `import()`, so `require` comes first. It stands in a `try`, so that bundlers go on where the package is not installed.
 */
const requireOrImport = (name: string): string =>
  `(async () => { try { return require(${name}) } catch (error) { return importAfter(error, ${name}) } })()`

/** The second attempt, for what `require` cannot load. Bundlers have resolved the first, and need not follow this one. */
const importAfter = `
async function importAfter(error, name) {
  try {
    return await import(/* webpackIgnore: true */ /* turbopackIgnore: true */ /* @vite-ignore */ name)
  } catch (cause) {
    throw cause.code === 'ERR_VM_DYNAMIC_IMPORT_CALLBACK_MISSING_FLAG' ? error : cause
  }
}
`

// What the entries share is a file of its own, in CommonJS as well: a class must be the same whichever it comes from.
export default defineConfig({
  ...base,
  entry: ['src/index.ts', 'src/parts.ts'],
  dts: declarationsOf('index', 'parts'),
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
      // Shared files in CommonJS cost each `import()`: it would become `require` alone, which cannot load every package.
      name: 'require-or-import',
      renderChunk(code) {
        return this.format === 'cjs' ? { code: code.replaceAll('import(', 'OPTIONAL_IMPORT(') } : undefined
      },
      buildEnd({ writtenFiles }) {
        for (const { name } of writtenFiles.filter((file) => file.name.endsWith('.cjs'))) {
          const code = readFileSync(name, 'utf8')
          const loading = code.replaceAll(/OPTIONAL_IMPORT\(("[^"]+")\)/g, (_, name: string) =>
            requireOrImport(name),
          )
          if (loading.includes('OPTIONAL_IMPORT('))
            throw new Error(`${name} imports a package by another form`)
          if (loading !== code) writeFileSync(name, loading + importAfter)
        }
      },
    },
  ],
})
