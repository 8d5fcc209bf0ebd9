// Tests: `runnerConformance` of `@flightdeck/testkit`.
import type { RunAgentInput } from '../events/events.ts'
import { toInterrupt } from '../store/interrupts.ts'
import type { InterruptRecord } from '../store/thread-record.ts'
import { callIdsOf, hasResumeCommand } from './tool-results.ts'

/**
 * Returns whether a run provides the result of a tool call itself, because its `resume` answers the interrupt of that
 * call. The call is unknown for a command that resumes a framework, and for an interrupt of which the thread has no
 * record; then the calls of the last message count.
 */
export function awaitedCalls(
  records: readonly InterruptRecord[],
  input: Pick<RunAgentInput, 'resume' | 'messages' | 'forwardedProps'>,
): (toolCallId: string) => boolean {
  const known = new Map(records.map((record) => [record.id, record]))
  const calls = new Set<string>()
  let mayBeLast = hasResumeCommand(input)
  for (const { interruptId } of input.resume ?? []) {
    const record = known.get(interruptId)
    const isKnown = record?.json !== undefined
    if (!isKnown) mayBeLast = true
    calls.add((isKnown && toInterrupt(record).toolCallId) || interruptId)
  }
  if (mayBeLast) for (const id of lastCalls(input.messages)) calls.add(id)
  return (toolCallId) => calls.has(toolCallId)
}

/** The calls of the last assistant message, unless a user message follows it. */
function lastCalls(messages: RunAgentInput['messages']): string[] {
  const last = messages.findLast(({ role }) => role === 'assistant' || role === 'user')
  return last === undefined ? [] : callIdsOf(last)
}
