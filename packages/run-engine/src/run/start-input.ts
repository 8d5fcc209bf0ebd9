// Tests: `runnerConformance` of `@flightdeck/testkit`.
import type { RunAgentInput } from '../events/events.ts'
import type { StoredMessage } from '../reducer/thread-content.ts'

/**
 * The input that RUN_STARTED shows to readers: only the new messages, because tools, context, properties and state
 * may contain secrets. The empty lists are there because 0.x clients require them.
 */
export function startInputOf(input: RunAgentInput, known: readonly StoredMessage[]): RunAgentInput {
  const ids = new Set(known.map((message) => message.id))
  return {
    threadId: input.threadId,
    runId: input.runId,
    messages: input.messages.filter((message) => !ids.has(message.id)),
    tools: [],
    context: [],
  }
}
