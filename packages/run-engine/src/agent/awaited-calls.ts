import type { RunAgentInput } from '../events/events.ts'
import { toInterrupt } from '../store/interrupts.ts'
import type { InterruptRecord } from '../store/thread-record.ts'
import { callIdsOf, hasResumeCommand } from './tool-results.ts'

/**
 * Whether a run answers a tool call itself, because its `resume` answers the interrupt that is about it. An answer to an
 * interrupt that was asked elsewhere, and a command that resumes a framework, do not tell their call: it is among those
 * that the conversation ends with.
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

/** Once the user has said something else, the calls before that are past. */
function lastCalls(messages: RunAgentInput['messages']): string[] {
  const last = messages.findLast(({ role }) => role === 'assistant' || role === 'user')
  return last === undefined ? [] : callIdsOf(last)
}
