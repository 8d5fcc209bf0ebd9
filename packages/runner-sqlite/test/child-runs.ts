// Runs agents without end on many threads of one file, and prints each run that ended.
import type { EventLike, RunAgentInput } from '@flightdeck/run-engine'
import { SqliteAgentRunner } from '../src/sqlite-agent-runner.ts'

const [path, round, threads] = process.argv.slice(2) as [string, string, string]
const runner = new SqliteAgentRunner({ path, flushMs: 5 })
const say = (line: unknown): unknown => process.stdout.write(`${JSON.stringify(line)}\n`)

async function* speak({ threadId, runId }: RunAgentInput): AsyncGenerator<EventLike> {
  for (let word = 0; word < 8; word += 1) {
    yield { type: 'TEXT_MESSAGE_CHUNK', messageId: `answer-${runId}`, delta: `${word} ` } as EventLike
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 12))
  }
  yield { type: 'RUN_FINISHED', threadId, runId } as EventLike
}

async function useThread(threadId: string): Promise<void> {
  for (let count = 0; ; count += 1) {
    const runId = `${round}-${threadId}-${count}`
    const messages = [{ id: `question-${runId}`, role: 'user' as const, content: 'count' }]
    const input = { threadId, runId, messages, tools: [], context: [] }
    const run = await runner.start({ threadId, agent: { run: speak }, input })
    const { status } = await run.ended
    say({ threadId, runId, status })
  }
}

for (let thread = 0; thread < Number(threads); thread += 1) {
  useThread(`t${thread}`).catch((error) => say({ error: String(error) }))
}
