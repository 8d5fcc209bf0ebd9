import { writeFileSync } from 'node:fs'
import { readOptions, usage } from './options.mjs'
import { installPeer } from './peer.mjs'
import { machine, table } from './report.mjs'
import { scenarios } from './scenarios.mjs'
import { subjects } from './subjects.mjs'
import { judge } from './targets.mjs'

const options = readOptions(process.argv.slice(2), {
  scenarios: Object.keys(scenarios),
  subjects: Object.keys(subjects),
})
if (options === undefined) {
  console.log(usage(scenarios))
  process.exit(1)
}
const startedAt = performance.now()
const say = (/** @type {string} */ text) => process.stderr.write(`${text}\n`)

let names = options.subjects
let peerFolder
if (names.includes('peer')) {
  const peer = await installPeer()
  if ('reason' in peer) {
    names = names.filter((name) => name !== 'peer')
    console.log(`peer: skipped, ${peer.reason}`)
  } else peerFolder = peer.folder
}

/** @type {import('./scenarios.mjs').Row[]} */
const rows = []
for (const name of options.scenarios) {
  const from = performance.now()
  const { rounds, profiled } = options
  try {
    const found = await scenarios[name]?.run({ rounds, profiled, peerFolder, subjects: names })
    rows.push(...(found ?? []).map((row) => ({ ...row, scenario: name })))
  } catch (error) {
    process.exitCode = 1
    console.log(`${name}: FAILED, ${error instanceof Error ? error.message : error}`)
  }
  say(`${name}: ${((performance.now() - from) / 1000).toFixed(1)} s`)
}

const verdicts = judge(rows)
console.log(`\n${machine()}, ${options.rounds} rounds, median\n`)
console.log(table(rows, verdicts))
for (const { scenario, subject, hot } of rows) {
  if (hot === undefined) continue
  console.log(`\n${scenario}, ${subject}: where the time goes (self time of a sampled round)`)
  for (const { share, where } of hot) console.log(`${share.toFixed(1).padStart(5)} %  ${where}`)
}
if (options.json !== undefined) {
  writeFileSync(options.json, `${JSON.stringify({ machine: machine(), rows, verdicts }, undefined, 2)}\n`)
}
say(`\nin ${((performance.now() - startedAt) / 1000).toFixed(0)} s`)
