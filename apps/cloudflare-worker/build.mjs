// @ts-check
import { build } from 'esbuild'

await build({
  entryPoints: ['src/worker.ts', 'src/relay.ts'],
  outdir: 'dist',
  bundle: true,
  format: 'esm',
  target: 'es2022',
  conditions: ['workerd', 'worker'],
  external: ['cloudflare:*'],
  logLevel: 'warning',
})
