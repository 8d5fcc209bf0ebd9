// @ts-check
// Ends the process with one line if this Node is older than the repository needs. Import it first.
import { readFileSync } from 'node:fs'

const manifest = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))
const needed = manifest.engines.node.replace('>=', '')
const [major, minor] = process.versions.node.split('.').map(Number)
const [neededMajor, neededMinor] = needed.split('.').map(Number)

if (major < neededMajor || (major === neededMajor && minor < neededMinor)) {
  console.error(`Flightdeck needs Node ${needed} or newer, and this is Node ${process.versions.node}.`)
  process.exit(1)
}
