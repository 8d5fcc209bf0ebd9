// @ts-check
// Builds the page to `dist/public` and the server to `dist/server.js`, from the sources of the packages.
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build } from 'vite'
import { recordInputs } from '../../scripts/start/build-inputs.mjs'

const root = fileURLToPath(new URL('.', import.meta.url))

export async function buildPage() {
  await build({ root, configFile: `${root}vite.config.ts`, logLevel: 'warn' })
}

/** Builds the server, and records the inputs of both. Call it last. */
export async function buildServer() {
  await build({ root, configFile: `${root}vite.server.config.ts`, logLevel: 'warn' })
  recordInputs()
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  await buildPage()
  await buildServer()
}
