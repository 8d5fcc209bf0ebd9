import { startSubject } from '../measure.mjs'

const SUBJECTS = ['here', 'peer']

/** About 16 MB in total: several times the size of the socket buffers. */
const work = {
  deltas: 32_000,
  breathes: 100,
  text: 'A delta of 400 characters. '.repeat(17).slice(0, 400),
  unsaid: true,
}

/** @type {import('../scenarios.mjs').Scenario} */
export const stalled = {
  title: 'the memory cost of a reader that never reads, beside one that does',
  async run({ subjects, peerFolder }) {
    const rows = []
    for (const name of subjects.filter((name) => SUBJECTS.includes(name))) {
      const subject = await startSubject(name, { peerFolder })
      /** The heap growth caused by a run that has not ended. */
      const take = async (/** @type {string} */ thread, /** @type {number} */ stalled) => {
        const before = await subject.server.call('memory')
        const { wallMs } = await subject.drive({ load: 'stall', params: { thread, work, stalled } })
        const memory = await subject.server.call('memory')
        await subject.drive({ load: 'release', params: { thread } })
        return { ...memory, addedBytes: memory.heapBytes - before.heapBytes, wallMs }
      }
      try {
        await take('to-warm-up', 0)
        const without = await take('without', 0)
        const beside = await take('beside', 1)
        rows.push({
          subject: name,
          figure: (beside.addedBytes - without.addedBytes) / 2 ** 20,
          unit: 'MiB more',
          wallMs: beside.wallMs,
          heapBytes: beside.heapBytes,
          peakRssBytes: beside.peakRssBytes,
          note: `a run of ${work.deltas.toLocaleString('en')} events, 16 MB`,
        })
      } finally {
        subject.stop()
      }
    }
    return rows
  },
}
