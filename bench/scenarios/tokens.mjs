import { startChild } from '../child.mjs'
import { httpTransport } from '../http-transport.mjs'
import { median } from '../statistics.mjs'

const TOKENS = 4_000
const RUNS = 3
const CONVERTED = 100_000

const quiet = { COPILOTKIT_TELEMETRY_DISABLED: 'true', DO_NOT_TRACK: '1', NODE_ENV: 'production' }

/** @type {import('../scenarios.mjs').Scenario} */
export const tokens = {
  title: `${TOKENS.toLocaleString('en')} model tokens, from the provider's bytes to the client's`,
  async run({ rounds, subjects, peerFolder }) {
    const provider = startChild('token-provider.mjs')
    const { port } = await provider.call('serve', { tokens: TOKENS })
    const env = { ...quiet, OPENAI_API_KEY: 'key', OPENAI_BASE_URL: `http://127.0.0.1:${port}/v1` }
    const rows = []
    /** @type {(() => void)[]} */
    const stops = [provider.stop]
    try {
      const names = subjects.filter((name) => ['raw', 'here', 'peer'].includes(name))
      const servers = await Promise.all(
        names.map(async (name) => {
          const child = startChild('token-server.mjs', { execArgv: ['--expose-gc'], env })
          stops.push(child.stop)
          const served = await child.call('serve', { way: name, peerFolder })
          return { name, child, transport: httpTransport(served.port), each: /** @type {number[]} */ ([]) }
        }),
      )
      for (let round = 0; round <= rounds; round += 1) {
        for (const { child, transport, each } of servers) {
          await child.call('begin')
          for (let run = 0; run < RUNS; run += 1) await drive(transport, `${round}-${run}`)
          const cpuUs = await child.call('end')
          if (round > 0) each.push(cpuUs / RUNS / TOKENS)
        }
      }
      for (const { name, child, transport, each } of servers) {
        transport.close()
        rows.push({ subject: name, figure: median(each), unit: 'µs/token', each })
        if (name === 'here')
          rows.push(await sdkAlone(child.call, rounds), await converterAlone(child.call, rounds))
      }
    } finally {
      for (const stop of stops) stop()
    }
    return rows
  },
}

/**
 * @param {import('../http-transport.mjs').Transport} transport
 * @param {string} name
 */
async function drive(transport, name) {
  const input = {
    threadId: `tokens-${name}`,
    runId: `run-${name}`,
    protocolVersion: '1.0',
    state: {},
    messages: [{ id: 'm', role: 'user', content: 'Speak.' }],
    tools: [],
    context: [],
    forwardedProps: {},
  }
  const { deltas } = await transport.send('/api/copilotkit/agent/default/run', input)
  if (deltas !== TOKENS) throw new Error(`${deltas} of ${TOKENS} tokens arrived`)
}

/**
 * The cost of the AI SDK, whose stream parts the agent converts.
 *
 * @param {import('../child.mjs').Child['call']} call
 * @param {number} rounds
 */
async function sdkAlone(call, rounds) {
  const each = []
  for (let round = 0; round <= rounds; round += 1) {
    await call('begin')
    let seen = 0
    for (let run = 0; run < RUNS; run += 1) seen += await call('sdk')
    if (seen !== RUNS * TOKENS) throw new Error(`the AI SDK returned ${seen} of ${RUNS * TOKENS} tokens`)
    const cpuUs = await call('end')
    if (round > 0) each.push(cpuUs / RUNS / TOKENS)
  }
  return { subject: 'AI SDK alone', figure: median(each), unit: 'µs/token', each }
}

/**
 * The cost that the converter adds to iterating over the parts.
 *
 * @param {import('../child.mjs').Child['call']} call
 * @param {number} rounds
 */
async function converterAlone(call, rounds) {
  const cost = async (/** @type {string} */ what) => {
    await call('begin')
    const seen = await call(what, { tokens: CONVERTED })
    if (seen < CONVERTED) throw new Error(`${what} gave ${seen} of ${CONVERTED}`)
    return (await call('end')) / CONVERTED
  }
  const each = []
  for (let round = 0; round <= rounds; round += 1) {
    const without = await cost('iterate')
    const converted = (await cost('convert')) - without
    if (round > 0) each.push(converted)
  }
  return { subject: 'here, converter alone', figure: median(each), unit: 'µs/token', each }
}
