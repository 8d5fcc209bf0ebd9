// @ts-check
// Runs the built Worker in workerd, the open-source Workers runtime, and prints its address.
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { binaryOf } from '@flightdeck/host-kit/verify'

const port = process.env.PORT || '4000'
const config = process.argv[2] ?? 'workerd.capnp'
const args = ['serve', config, `--socket-addr=http=127.0.0.1:${port}`, '--control-fd=3']
const child = spawn(binaryOf('workerd', import.meta.dirname), args, {
  cwd: import.meta.dirname,
  env: { ...process.env, AGENT_KEY: process.env.AGENT_KEY ?? 'no key' },
  stdio: ['ignore', 'inherit', 'inherit', 'pipe'],
})

const control = /** @type {import('node:stream').Readable} */ (child.stdio[3])
createInterface(control).on('line', (line) => {
  const message = JSON.parse(line)
  if (message.event === 'listen') console.log(`Listening at http://127.0.0.1:${message.port}/api/copilotkit`)
})

for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM']))
  process.on(signal, () => child.kill(signal))
child.once('exit', (code) => {
  process.exitCode = code ?? 0
})
