import { startSubject } from '../measure.mjs'
import { digits } from '../report.mjs'
import { EVENTS_AROUND, eventsOf } from '../workload.mjs'

const DELTAS = 20_000
const STREAMS = 5
const THREADS = 400

/** Average number of JSON characters of one event. */
async function eventLength() {
  const forwardedProps = { deltas: DELTAS }
  let length = 0
  let events = 0
  const ids = { threadId: crypto.randomUUID(), runId: crypto.randomUUID() }
  for await (const event of eventsOf({ ...ids, forwardedProps })) {
    length += JSON.stringify(event).length
    events += 1
  }
  return length / events
}

/** @type {import('../scenarios.mjs').Scenario} */
export const retained = {
  title: `heap retained by a stored event and by an idle thread, after ${STREAMS} runs of ${DELTAS.toLocaleString('en')} events`,
  async run({ subjects, peerFolder }) {
    const length = await eventLength()
    const rows = []
    for (const name of subjects.filter((name) => ['here', 'peer'].includes(name))) {
      const subject = await startSubject(name, { peerFolder })
      const heap = async () => (await subject.server.call('memory')).heapBytes
      const work = { deltas: DELTAS }
      const runs = (/** @type {number} */ count, /** @type {object} */ work) =>
        subject.drive({ load: 'sequence', params: { runs: count, work, per: 'run' } })
      try {
        await runs(1, { ...work, breathes: 100 })
        await runs(50, { deltas: 1 })
        const before = await heap()

        let living = 0
        for (let index = 0; index < STREAMS; index += 1) {
          const thread = `retained-${index}`
          const params = { thread, work: { ...work, breathes: 100 }, stalled: 0 }
          const atStart = await heap()
          await subject.drive({ load: 'stall', params })
          living += (await heap()) - atStart
          await subject.drive({ load: 'release', params: { thread } })
        }
        const after = await heap()
        await runs(THREADS, { deltas: 1 })
        const withThreads = await heap()

        const events = STREAMS * (DELTAS + EVENTS_AROUND)
        const live = living / events
        const ended = (after - before) / events
        const times = (/** @type {number} */ bytes) => `${digits(bytes / length)} × its JSON`
        rows.push(
          { subject: `${name}, live run`, figure: live, unit: 'B/event', note: times(live) },
          {
            subject: `${name}, ended run`,
            figure: ended,
            unit: 'B/event',
            ...(name === 'peer' && { note: times(ended) }),
            ofJson: ended / length,
          },
          {
            subject: `${name}, idle thread`,
            figure: (withThreads - after) / THREADS,
            unit: 'B/thread',
            heapBytes: withThreads,
          },
        )
      } finally {
        subject.stop()
      }
    }
    return rows
  },
}
