import { tanstackStart } from '@tanstack/react-start/plugin/vite'
import { defineConfig } from 'vite'

// The app of test/conformance.test.ts: it serves runtimes that a test in another process configures.
export default defineConfig({
  plugins: [tanstackStart({ srcDirectory: 'relay' })],
  build: { outDir: 'dist/relay' },
})
