// @ts-check
// `pnpm start`: installs and builds what the assistant needs, unless nothing has changed, then runs its server.
import './require-node.mjs'
import { fileURLToPath } from 'node:url'
import { isBuilt } from './start/build-inputs.mjs'
import { install, isInstalled } from './start/install.mjs'

/** @type {{ name: string, run: () => Promise<void> }[]} */
const steps = []
if (!isInstalled()) steps.push({ name: 'installing the packages that the assistant needs', run: install })
if (!isBuilt()) {
  const build = () => import('../apps/assistant/build.mjs')
  steps.push({ name: 'building the page', run: async () => (await build()).buildPage() })
  steps.push({ name: 'building the server', run: async () => (await build()).buildServer() })
}

for (const [index, { name, run }] of steps.entries()) {
  console.log(`[${index + 1}/${steps.length}] ${name}`)
  await run()
}

const server = new URL('../apps/assistant/dist/server.js', import.meta.url)
process.argv[1] = fileURLToPath(server)
await import(server.href)
