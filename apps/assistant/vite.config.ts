import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

export default defineConfig({
  plugins: [react()],
  build: {
    outDir: 'dist/public',
    emptyOutDir: true,
    // The stock chat includes a diagram renderer and a code highlighter, in separate chunks that load on demand.
    chunkSizeWarningLimit: 4000,
    reportCompressedSize: false,
  },
})
