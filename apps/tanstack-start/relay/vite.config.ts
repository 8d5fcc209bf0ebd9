import { tanstackStart } from '@tanstack/react-start/plugin/vite'
import { defineConfig } from 'vite'

// The application of test/conformance.test.ts: it serves what a test in another process asks for.
export default defineConfig({
  plugins: [tanstackStart({ srcDirectory: 'relay' })],
  build: { outDir: 'dist/relay' },
})
