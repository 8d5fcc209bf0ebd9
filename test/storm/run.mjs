// @ts-check
// `pnpm storm`: see main.ts for the options. Node 20 does not run TypeScript, so main.ts is bundled first.
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build } from 'esbuild'

const root = fileURLToPath(new URL('../..', import.meta.url))
const outfile = join(root, 'test/node_modules/.cache/storm/main.mjs')
await build({
  entryPoints: [join(root, 'test/storm/main.ts')],
  outfile,
  bundle: true,
  platform: 'node',
  format: 'esm',
  external: ['esbuild'],
  alias: {
    '@flightdeck/testkit/storm': join(root, 'packages/testkit/src/storm.ts'),
    '@flightdeck/testkit/postgres': join(root, 'packages/testkit/src/postgres.ts'),
    '@flightdeck/run-engine': join(root, 'packages/run-engine/src/index.ts'),
    '@flightdeck/protocol': join(root, 'packages/protocol/src/index.ts'),
  },
})
const { runFromCommandLine } = await import(pathToFileURL(outfile).href)
process.exitCode = await runFromCommandLine(process.argv.slice(2), root)
