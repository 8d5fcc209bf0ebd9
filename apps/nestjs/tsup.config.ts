import { defineConfig } from 'tsup'

export default defineConfig({
  entry: ['src/main.ts', 'src/relay.ts'],
  format: ['esm'],
  platform: 'node',
  target: 'node20',
  clean: true,
  silent: true,
})
