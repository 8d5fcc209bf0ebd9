// @ts-check
// Ends the process with one line if this Node is older than the repository needs. Import it first.
import { readFileSync } from 'node:fs'

const manifest = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))
const needed = String(manifest.engines.node).replace('>=', '')
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
const [neededMajor = 0, neededMinor = 0] = needed.split('.').map(Number)

if (major < neededMajor || (major === neededMajor && minor < neededMinor)) {
  console.error(`Flightdeck needs Node ${needed} or newer, and this is Node ${process.versions.node}.`)
  process.exit(1)
}
