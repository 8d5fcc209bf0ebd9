// @ts-check
// `pnpm start`: builds the assistant and its dependencies if they changed, then runs its server.
import './require-node.mjs'
import { fileURLToPath } from 'node:url'
import { turbo } from './turbo.mjs'

const slow = setTimeout(
  () => console.log('Building the assistant. The next start will skip this step.'),
  2_000,
)
const build = await turbo(['build', '--filter=@flightdeck/assistant...', '--output-logs=errors-only'], {
  quiet: true,
})
clearTimeout(slow)

if (build.code !== 0) {
  console.error(build.output)
  process.exit(build.code)
}

const server = new URL('../apps/assistant/dist/server.js', import.meta.url)
process.argv[1] = fileURLToPath(server)
await import(server.href)
