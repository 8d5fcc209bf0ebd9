import { startSubject } from '../measure.mjs'

const SUBJECTS = ['here', 'peer']

/** Some 16 MB in all: several times what the buffers of a socket hold. */
const work = {
  deltas: 32_000,
  breathes: 100,
  text: 'A delta of 400 letters. '.repeat(17).slice(0, 400),
  unsaid: true,
}

/** @type {import('../scenarios.mjs').Scenario} */
export const stalled = {
  title: 'what a reader who never reads costs in memory, beside one who does',
  async run({ subjects, peerFolder }) {
    const rows = []
    for (const name of subjects.filter((name) => SUBJECTS.includes(name))) {
      const subject = await startSubject(name, { peerFolder })
      /** What a run that has not ended adds to the heap. */
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
