// Starts one run that emits three words and then waits, and prints its result.
import type { AgentRunContext, EventLike } from '@flightdeck/run-engine'
import { SqliteAgentRunner } from '../src/sqlite-agent-runner.ts'

const [path, threadId, leaseMs] = process.argv.slice(2) as [string, string, string]
const runner = new SqliteAgentRunner({ path, leaseMs: Number(leaseMs), flushMs: 1, stopGraceMs: 200 })
const input = { threadId, runId: `run-of-${threadId}`, messages: [], tools: [], context: [] }

const agent = {
  async *run(_: object, context?: AgentRunContext): AsyncGenerator<EventLike> {
    for (const delta of ['one ', 'two ', 'three ']) {
      yield { type: 'TEXT_MESSAGE_CHUNK', messageId: `m-${threadId}`, delta } as EventLike
    }
    console.log(JSON.stringify('said'))
    await new Promise((resolve) => context?.signal?.addEventListener('abort', resolve))
  },
}
const run = await runner.start({ threadId, agent, input })
const { status } = await run.ended
console.log(JSON.stringify(status))
await runner.close({ drainMs: 0 })
console.log(JSON.stringify('closed'))
