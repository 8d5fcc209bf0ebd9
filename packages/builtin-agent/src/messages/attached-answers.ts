import type { Message, ResumeEntry } from '@ag-ui/client'
import type { ToolCall } from './tool-results.ts'

/** Shared by every copy of this package: a factory may import another one than the agent is of. */
const ANSWER: unique symbol = Symbol.for('flightdeck.approvalAnswer') as never

type Marked = ToolCall & { readonly [ANSWER]?: ResumeEntry }

/**
 * Attaches answers to the calls that they belong to, in copies of the messages. A factory that converts the messages of its
 * run, or some of them, needs not pass `resume` on. JSON leaves the answers out.
 */
export function withAttachedAnswers(
  messages: readonly Message[],
  answers: ReadonlyMap<ToolCall, ResumeEntry>,
): Message[] {
  return messages.map((message) => {
    if (message.role !== 'assistant' || !message.toolCalls?.some((call) => answers.has(call))) return message
    const toolCalls = message.toolCalls.map((call): Marked => {
      const answer = answers.get(call)
      return answer === undefined ? call : { ...call, [ANSWER]: answer }
    })
    return { ...message, toolCalls }
  })
}

/** The answer that is attached to a call. */
export function attachedAnswer(call: ToolCall): ResumeEntry | undefined {
  return (call as Marked)[ANSWER]
}
