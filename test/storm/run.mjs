// @ts-check
// `pnpm storm`: see main.ts for the options.
import { fileURLToPath, pathToFileURL } from 'node:url'
import { bundle } from './bundle.mjs.mts'

const main = await bundle(fileURLToPath(new URL('main.ts', import.meta.url)))
const { runFromCommandLine } = await import(pathToFileURL(main).href)
process.exitCode = await runFromCommandLine(process.argv.slice(2), (/** @type {string} */ name) =>
  bundle(name.includes('/') ? name : fileURLToPath(new URL(`${name}-server.ts`, import.meta.url))),
)
