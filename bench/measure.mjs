import { startChild } from './child.mjs'
import { subjects } from './subjects.mjs'

/**
 * One round of one subject.
 *
 * @typedef {object} Sample
 * @property {number} cpuUs of the server, user and system time
 * @property {number} userUs
 * @property {number} units
 * @property {number} wallMs
 * @property {number[]} firstMs
 * @property {number[]} [totalMs]
 */

/**
 * All rounds of one subject.
 *
 * @typedef {object} Measured
 * @property {string} subject
 * @property {Sample[]} samples
 * @property {{ heapBytes: number, rssBytes: number, peakRssBytes: number }} memory after the last round
 * @property {{ share: number, where: string }[] | undefined} hot
 */

/**
 * Starts a subject in a child process, and a process that loads it.
 *
 * @param {string} name
 * @param {{ peerFolder: string | undefined }} options
 */
export async function startSubject(name, { peerFolder }) {
  const subject = subjects[name]
  if (subject === undefined) throw new Error(`Unknown subject ${name}`)
  const quiet = { COPILOTKIT_TELEMETRY_DISABLED: 'true', DO_NOT_TRACK: '1', NODE_ENV: 'production' }
  const server = startChild('server.mjs', { execArgv: ['--expose-gc'], env: quiet })
  const { port } = await server.call('serve', { module: subject.module, options: { peerFolder } })
  const load = subject.over === 'http' ? startChild('load.mjs') : undefined
  return {
    server,
    /** @param {{ load: string, params: unknown, counts?: boolean }} request */
    drive: ({ load: name, params, counts = false }) =>
      load === undefined
        ? server.call('drive', { load: name, params, counts })
        : load.call('drive', { port, load: name, params }),
    stop() {
      server.stop()
      load?.stop()
    },
  }
}

/**
 * Measures subjects alternately, round by round, so that other activity of the machine affects all of them equally. The
 * first round is a warm-up and is not counted.
 *
 * @param {object} plan
 * @param {string[]} plan.names of the subjects
 * @param {number} plan.rounds
 * @param {string | undefined} plan.peerFolder
 * @param {boolean} plan.profiled whether to profile an additional round
 * @param {string} plan.load
 * @param {(subject: string, round: number) => unknown} plan.params of the load; round 0 is the warm-up
 * @param {(subject: string, round: number) => { load: string, params: unknown }[]} [plan.prepare] loads before each round, not measured
 * @returns {Promise<Measured[]>}
 */
export async function measure({ names, rounds, peerFolder, profiled, load, params, prepare }) {
  const started = await Promise.all(
    names.map(async (name) => ({ name, subject: await startSubject(name, { peerFolder }) })),
  )
  const measured = started.map(({ name }) => ({
    subject: name,
    /** @type {Sample[]} */
    samples: [],
    memory: { heapBytes: 0, rssBytes: 0, peakRssBytes: 0 },
    /** @type {Measured['hot']} */
    hot: undefined,
  }))
  try {
    for (let round = 0; round <= rounds + (profiled ? 1 : 0); round += 1) {
      for (const [index, { name, subject }] of started.entries()) {
        const record = measured[index]
        if (record === undefined) continue
        const sampling = round > rounds
        for (const step of prepare?.(name, round) ?? []) await subject.drive(step)
        await subject.server.call('begin', { profiled: sampling })
        const driven = await subject.drive({ load, params: params(name, round), counts: round === 0 })
        const { hot, ...cost } = await subject.server.call('end')
        if (sampling) record.hot = hot
        else if (round > 0) record.samples.push({ ...driven, ...cost })
        if (round === rounds) record.memory = await subject.server.call('memory')
      }
    }
  } finally {
    for (const { subject } of started) subject.stop()
  }
  return measured
}
