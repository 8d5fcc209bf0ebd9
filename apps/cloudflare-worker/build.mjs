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
  // In this repository, the packages' own tsconfigs lead to sources; a Worker is made of what is published.
  tsconfigRaw: '{}',
  logLevel: 'warning',
})
