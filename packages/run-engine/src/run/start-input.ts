import type { RunAgentInput } from '../events/events.ts'
import type { StoredMessage } from '../reducer/thread-content.ts'

/**
 * What a run's start tells everyone who follows: the messages that are new in it, and nothing else. Tools, context,
 * properties and state may hold secrets. The two empty lists are there because 0.x clients refuse an input without them.
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
