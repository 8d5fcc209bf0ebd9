import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

export default defineConfig({
  plugins: [react()],
  build: {
    outDir: 'dist/public',
    emptyOutDir: true,
    // The stock chat brings a diagram and a code highlighter along, in chunks of their own that load on demand.
    chunkSizeWarningLimit: 4000,
    reportCompressedSize: false,
  },
})
