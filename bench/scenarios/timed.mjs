import { measure } from '../measure.mjs'
import { median, percentile } from '../statistics.mjs'

/**
 * The figure of a round, by unit.
 *
 * @type {Record<'µs/event' | 'ms/run' | 'ms to the end', (sample: import('../measure.mjs').Sample) => number>}
 */
const figures = {
  'µs/event': ({ cpuUs, units }) => cpuUs / units,
  'ms/run': ({ cpuUs, units }) => cpuUs / units / 1_000,
  'ms to the end': ({ totalMs = [] }) => median(totalMs),
}

/**
 * A scenario that loads subjects alternately. Its figure is the server's CPU time per unit of work, or a duration.
 *
 * @param {object} plan
 * @param {string} plan.title
 * @param {string} plan.load
 * @param {keyof typeof figures} plan.unit
 * @param {(subject: string, round: number) => unknown} plan.params
 * @param {Parameters<typeof measure>[0]['prepare']} [plan.prepare]
 * @param {string[]} [plan.only] the subjects that it applies to; all by default
 * @returns {import('../scenarios.mjs').Scenario}
 */
export function timed({ title, load, unit, params, prepare, only }) {
  return {
    title,
    async run({ rounds, peerFolder, profiled, subjects }) {
      const names = subjects.filter((name) => only === undefined || only.includes(name))
      const measured = await measure({
        names,
        rounds,
        peerFolder,
        profiled,
        load,
        params,
        ...(prepare && { prepare }),
      })
      return measured.map(({ subject, samples, memory, hot }) => {
        const each = samples.map(figures[unit])
        const firstMs = samples.flatMap((sample) => sample.firstMs)
        return {
          scenario: '',
          subject,
          figure: median(each),
          unit,
          each,
          wallMs: median(samples.map(({ wallMs }) => wallMs)),
          ...(firstMs.length > 0 && {
            firstMs: { p50: percentile(firstMs, 50), p99: percentile(firstMs, 99) },
          }),
          heapBytes: memory.heapBytes,
          peakRssBytes: memory.peakRssBytes,
          ...(hot && { hot }),
        }
      })
    },
  }
}
