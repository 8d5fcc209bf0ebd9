import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { published } from '../published.mjs'
import { median } from '../statistics.mjs'

const CODE = `const from = performance.now()
if (process.env.ENTRY) await import(process.env.ENTRY)
const ms = performance.now() - from
console.log(JSON.stringify({ ms, rss: process.memoryUsage().rss, heap: process.memoryUsage().heapUsed }))`

/**
 * @param {string} entry a file URL
 * @param {string} cwd
 * @returns {Promise<{ ms: number, rss: number, heap: number }>}
 */
async function importOnce(entry, cwd) {
  const env = { ...process.env, ENTRY: entry, COPILOTKIT_TELEMETRY_DISABLED: 'true', DO_NOT_TRACK: '1' }
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', CODE], {
    cwd,
    env,
  })
  return JSON.parse(stdout)
}

/** @type {import('../scenarios.mjs').Scenario} */
export const importTime = {
  title: 'the first import of each entry, in a new process',
  async run({ rounds, subjects, peerFolder }) {
    const entries = [
      { subject: '(nothing)', entry: '' },
      ...published().flatMap(({ entries }) =>
        entries
          .filter(({ file }) => /\.[cm]?js$/.test(file))
          .map(({ specifier, file }) => ({ subject: specifier, entry: pathToFileURL(file).href })),
      ),
    ]
    if (subjects.includes('peer') && peerFolder !== undefined) {
      entries.push({ subject: 'peer', entry: pathToFileURL(join(peerFolder, 'entry.mjs')).href })
    }
    /** @type {Map<string, { ms: number, rss: number, heap: number }[]>} */
    const taken = new Map()
    for (let round = 0; round <= rounds; round += 1) {
      for (const { subject, entry } of entries) {
        try {
          const one = await importOnce(entry, import.meta.dirname)
          if (round > 0) taken.set(subject, [...(taken.get(subject) ?? []), one])
        } catch {
          // Entries that can only be imported inside vitest have no row.
        }
      }
    }
    return [...taken].map(([subject, samples]) => ({
      subject,
      figure: median(samples.map(({ ms }) => ms)),
      unit: 'ms',
      each: samples.map(({ ms }) => ms),
      heapBytes: median(samples.map(({ heap }) => heap)),
      peakRssBytes: median(samples.map(({ rss }) => rss)),
    }))
  },
}
