import { defineConfig } from 'tsup'

// `clean` is off: the page is built into the same folder.
export default defineConfig({
  entry: { server: 'src/server/main.ts' },
  format: ['esm'],
  platform: 'node',
  target: 'node20',
  outDir: 'dist',
  clean: false,
})
