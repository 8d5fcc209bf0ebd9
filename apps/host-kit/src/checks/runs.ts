import { deepEqual, equal } from 'node:assert/strict'
import { textOf } from '../frame-reader.ts'
import type { Host } from '../host.ts'
import type { MountChecks } from './mount-checks.ts'

/** The checks of runs: those of every host, and those that one host asks for. */
export function runChecks({
  silentSeconds,
  says,
}: Required<Pick<Host, 'silentSeconds' | 'says'>>): MountChecks {
  const asked = Object.entries(says ?? {}).map(answers)
  return Object.assign({}, checks, ...asked, silentSeconds ? silence(silentSeconds) : {})
}

const checks: MountChecks = {
  async 'a run streams to its end, in any script'(client) {
    const said = 'Grüße an 世界 und 🛫, “so”.'
    const run = await client.ask(unique(), `say ${said}`)
    equal(run.response.headers.get('cache-control'), 'no-cache, no-store, no-transform')
    equal(run.response.headers.get('content-encoding'), null)
    const events = await run.toEnd()
    equal(textOf(events), said)
    equal(events[0]?.type, 'RUN_STARTED')
    equal(events.at(-1)?.type, 'RUN_FINISHED')
  },

  async 'a request of a megabyte is taken'(client) {
    const said = 'word '.repeat(200_000).trim()
    equal(textOf(await (await client.ask(unique(), `say ${said}`)).toEnd()), said)
  },

  async 'events arrive while the agent still runs, and a stop ends it'(client) {
    const threadId = unique()
    const run = await client.ask(threadId, 'wait')
    equal((await run.until('TEXT_MESSAGE_CONTENT')).delta, 'Waiting.')
    const stop = await client.stop(threadId)
    equal(stop.status, 200)
    equal(((await stop.json()) as { stopped: boolean }).stopped, true)
    const ending = (await run.toEnd()).at(-1)
    deepEqual([ending?.type, ending?.outcome], ['RUN_FINISHED', { type: 'cancelled' }])
  },

  async 'a stop of nothing says so'(client) {
    const stop = await client.stop(unique())
    equal(stop.status, 200)
    equal(((await stop.json()) as { stopped: boolean }).stopped, false)
  },

  async 'a thread can be joined while it runs, and read afterwards'(client) {
    const threadId = unique()
    const run = await client.ask(threadId, 'count to 12')
    await run.until('TEXT_MESSAGE_CONTENT')
    const joined = await (await client.join(threadId)).toEnd()
    const expected = textOf(await run.toEnd())
    equal(textOf(joined), expected)
    equal(joined.at(-1)?.type, 'RUN_FINISHED')
    equal(textOf(await (await client.join(threadId)).toEnd()), expected)
  },
}

function answers([question, answer]: [string, string]): MountChecks {
  return {
    async [`the answer to “${question}” is what it should be`](client) {
      equal(textOf(await (await client.ask(unique(), question)).toEnd()), answer)
    },
  }
}

function silence(seconds: number): MountChecks {
  return {
    async [`a stream outlasts ${seconds} seconds of silence`](client) {
      const run = await client.ask(unique(), `be silent for ${seconds} s`)
      equal(textOf(await run.toEnd()), 'Silence. Over.')
    },
  }
}

function unique(): string {
  return crypto.randomUUID()
}
