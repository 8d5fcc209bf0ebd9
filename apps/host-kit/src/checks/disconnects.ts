import { equal } from 'node:assert/strict'
import { textOf } from '../frame-reader.ts'
import type { MountChecks } from './mount-checks.ts'

export const disconnectChecks: MountChecks = {
  async 'disconnecting ends the stream and not the run'(client) {
    const threadId = crypto.randomUUID()
    const connection = new AbortController()
    const run = await client.ask(threadId, 'count to 20', { signal: connection.signal })
    await run.until('TEXT_MESSAGE_CONTENT')
    connection.abort()
    // Long enough for the host to notice, and shorter than the run.
    await new Promise((resolve) => setTimeout(resolve, 200))
    const joined = await (await client.join(threadId)).toEnd()
    const whole = Array.from({ length: 20 }, (_, index) => `${index + 1} `).join('')
    equal(textOf(joined), whole)
    equal(joined.at(-1)?.type, 'RUN_FINISHED')
    equal(joined.at(-1)?.outcome, undefined)
  },
}
