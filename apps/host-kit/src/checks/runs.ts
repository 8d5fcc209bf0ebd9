import { deepEqual, equal } from 'node:assert/strict'
import { textOf } from '../frame-reader.ts'
import type { Host } from '../host.ts'
import type { MountChecks } from './mount-checks.ts'

/** The checks of runs: those for every host, and those that a host configures. */
export function runChecks({
  idleSeconds,
  replies,
}: Required<Pick<Host, 'idleSeconds' | 'replies'>>): MountChecks {
  const asked = Object.entries(replies ?? {}).map(replyCheck)
  return Object.assign({}, checks, ...asked, idleSeconds ? staysOpenIdle(idleSeconds) : {})
}

const checks: MountChecks = {
  async 'a run streams to its end, with non-ASCII text'(client) {
    const said = 'Grüße an 世界 und 🛫, “so”.'
    const run = await client.ask(unique(), `say ${said}`)
    equal(run.response.headers.get('cache-control'), 'no-cache, no-store, no-transform')
    equal(run.response.headers.get('content-encoding'), null)
    const events = await run.toEnd()
    equal(textOf(events), said)
    equal(events[0]?.type, 'RUN_STARTED')
    equal(events.at(-1)?.type, 'RUN_FINISHED')
  },

  async 'a request of one megabyte is accepted'(client) {
    const said = 'word '.repeat(200_000).trim()
    equal(textOf(await (await client.ask(unique(), `say ${said}`)).toEnd()), said)
  },

  async 'events arrive while the agent is running, and a stop ends the run'(client) {
    const threadId = unique()
    const run = await client.ask(threadId, 'wait')
    equal((await run.until('TEXT_MESSAGE_CONTENT')).delta, 'Waiting.')
    const stop = await client.stop(threadId)
    equal(stop.status, 200)
    equal(((await stop.json()) as { stopped: boolean }).stopped, true)
    const ending = (await run.toEnd()).at(-1)
    deepEqual([ending?.type, ending?.outcome], ['RUN_FINISHED', { type: 'cancelled' }])
  },

  async 'stopping a thread without a run is reported'(client) {
    const stop = await client.stop(unique())
    equal(stop.status, 200)
    equal(((await stop.json()) as { stopped: boolean }).stopped, false)
  },

  async 'a client can connect to a running thread, and read it afterwards'(client) {
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

function replyCheck([question, answer]: [string, string]): MountChecks {
  return {
    async [`the reply to “${question}” is as expected`](client) {
      equal(textOf(await (await client.ask(unique(), question)).toEnd()), answer)
    },
  }
}

function staysOpenIdle(seconds: number): MountChecks {
  return {
    async [`a stream stays open for ${seconds} idle seconds`](client) {
      const run = await client.ask(unique(), `be silent for ${seconds} s`)
      equal(textOf(await run.toEnd()), 'Silence. Over.')
    },
  }
}

function unique(): string {
  return crypto.randomUUID()
}
