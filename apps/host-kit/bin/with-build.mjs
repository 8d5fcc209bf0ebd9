#!/usr/bin/env node
// @ts-check
// `with-build <command> …`: builds what the app in this folder needs, if it changed, and runs the command. The port is
// `PORT`, 4000 by default.
import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { turbo } from '../../../scripts/turbo.mjs'
import { binaryOf } from './binary-of.mjs'

const { name, scripts } = JSON.parse(readFileSync('package.json', 'utf8'))
const [command = 'node', ...args] = process.argv.slice(2)

// A server in watch mode builds itself; only its dependencies must be built.
const self = scripts.build && !command.match(/^(next|vite|react-router)$/) ? '...' : '^...'
const build = await turbo(['build', `--filter=${name}${self}`, '--output-logs=errors-only'], { quiet: true })
if (build.code !== 0) {
  console.error(build.output)
  process.exit(build.code)
}

const env = { PORT: '4000', ...process.env }
const child = spawn(binaryOf(command, process.cwd()), args, { stdio: 'inherit', env })
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM']))
  process.on(signal, () => child.kill(signal))
child.once('error', (error) => {
  console.error(error.message)
  process.exitCode = 1
})
child.once('exit', (code) => {
  process.exitCode = code ?? 1
})
