import { readFileSync } from 'node:fs'
import { defineConfig, type Options } from 'tsup'

// tsup runs in the folder of the package it builds.
const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string }

/**
 * The declarations of entries, by their names in `src`. They are written to files that no exports map names, and the entries
 * re-export them. TypeScript then names a type by the package that an application imports. It would otherwise prefer the one
 * that declares it, which the application may not list.
 */
export function declarationsOf(...names: string[]): NonNullable<Options['dts']> {
  return {
    entry: Object.fromEntries(
      names.flatMap((name) => [`declarations/${name}`, name].map((file) => [file, `src/${name}.ts`])),
    ),
    compilerOptions: { noEmit: false, erasableSyntaxOnly: false },
  }
}

export default defineConfig({
  entry: ['src/index.ts'],
  format: ['esm', 'cjs'],
  dts: declarationsOf('index'),
  target: 'es2022',
  platform: 'neutral',
  define: { __PACKAGE_VERSION__: JSON.stringify(version) },
  clean: true,
  external: [/^node:/],
  silent: true,
})

/** For a package with several entries. Shared code is one file, in CommonJS as well, so that each class exists once. */
export const sharedChunks: Pick<Options, 'splitting' | 'plugins'> = {
  splitting: true,
  plugins: [
    {
      // esbuild imports a shared file even where an entry uses nothing of it. The import has no effect, but bundlers warn.
      name: 'drop-unused-chunks',
      renderChunk(code) {
        return this.format === 'esm' ? { code: code.replaceAll(/^import "\.[^"]*";\n/gm, '') } : undefined
      },
    },
  ],
}
