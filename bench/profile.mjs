import { Session } from 'node:inspector/promises'
import { fileURLToPath } from 'node:url'

const LINES = 14

/** Idle time, and the start and stop of the profiler. */
const NO_WORK = new Set(['(idle)', 'dispatch'])

/**
 * Profiles this process. `stop` returns the functions with the most self time, in percent of all samples that were not
 * idle.
 *
 * @returns {Promise<{ stop: () => Promise<{ share: number, where: string }[]> }>}
 */
export async function startProfile() {
  const session = new Session()
  session.connect()
  await session.post('Profiler.enable')
  await session.post('Profiler.setSamplingInterval', { interval: 200 })
  await session.post('Profiler.start')
  return {
    async stop() {
      const { profile } = await session.post('Profiler.stop')
      session.disconnect()
      return hottest(profile)
    },
  }
}

/** @param {import('node:inspector').Profiler.Profile} profile */
function hottest({ nodes, samples = [], timeDeltas = [] }) {
  const names = new Map(nodes.map(({ id, callFrame }) => [id, nameOf(callFrame)]))
  /** @type {Map<string, number>} */
  const spent = new Map()
  let busy = 0
  samples.forEach((id, index) => {
    const name = names.get(id) ?? ''
    if (NO_WORK.has(name)) return
    const us = timeDeltas[index] ?? 0
    busy += us
    spent.set(name, (spent.get(name) ?? 0) + us)
  })
  return [...spent]
    .sort(([, one], [, other]) => other - one)
    .slice(0, LINES)
    .map(([where, us]) => ({ share: (100 * us) / busy, where }))
}

/** @param {import('node:inspector').Runtime.CallFrame} frame */
function nameOf({ functionName, url, lineNumber }) {
  const name = functionName || '(anonymous)'
  if (url === '') return name
  const path = url.startsWith('file:') ? fileURLToPath(url) : url
  const short = /(?:packages|node_modules)\/(?!.*node_modules\/)(.*)$/.exec(path)?.[1] ?? path
  return `${name} ${short}:${lineNumber + 1}`
}
