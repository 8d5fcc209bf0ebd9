import { readFileSync } from 'node:fs'
import { defineConfig } from 'tsup'

// tsup runs in the folder of the package it builds.
const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string }

export default defineConfig({
  entry: ['src/index.ts'],
  format: ['esm', 'cjs'],
  dts: { compilerOptions: { noEmit: false, erasableSyntaxOnly: false } },
  target: 'es2022',
  platform: 'neutral',
  define: { __PACKAGE_VERSION__: JSON.stringify(version) },
  clean: true,
  external: [/^node:/],
  silent: true,
})
