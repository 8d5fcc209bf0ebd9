// Tests: `runnerConformance` of `@flightdeck/testkit`.
import type { Message, RunAgentInput } from '../events/events.ts'
import type { AbstractAgentMembers, AgentLike } from './agent.ts'

const INTERRUPTED = JSON.stringify({
  status: 'interrupted',
  message: 'The call was interrupted before it gave a result',
})

type AssistantMessage = Extract<Message, { role: 'assistant' }>
type ToolMessage = Extract<Message, { role: 'tool' }>

/**
 * Completes the tool calls of the input: models reject a conversation in which a call has no result. A result is
 * moved directly behind its call; a call without one gets a result that says it was interrupted. Returns the same
 * object if nothing changes.
 *
 * @param isAwaited whether this run provides the result of a call itself; see `awaitedCalls`
 */
export function withToolResults(
  input: RunAgentInput,
  isAwaited: (toolCallId: string) => boolean,
): RunAgentInput {
  if (isInOrder(input.messages, isAwaited)) return input
  const results = resultsByCall(input.messages)
  const called = new Set(input.messages.flatMap((message) => callIdsOf(message)))
  const messages: Message[] = []
  for (const message of input.messages) {
    if (message.role === 'tool' && called.has(message.toolCallId)) continue
    messages.push(message)
    for (const id of callIdsOf(message)) {
      const result = results.get(id)?.next().value
      if (result !== undefined) messages.push(result)
      else if (!isAwaited(id)) messages.push(interruptedResult(id))
    }
  }
  return { ...input, messages }
}

/** The results of each call in order, of which calls with the same id take one each. */
function resultsByCall(messages: readonly Message[]): Map<string, Iterator<ToolMessage, undefined>> {
  const lists = new Map<string, ToolMessage[]>()
  for (const message of messages) {
    if (message.role !== 'tool') continue
    const known = lists.get(message.toolCallId)
    if (known === undefined) lists.set(message.toolCallId, [message])
    else known.push(message)
  }
  return new Map([...lists].map(([id, list]) => [id, list.values()]))
}

/** Whether the run resumes a framework by a command of that framework. A `null` command does not. */
export function hasResumeCommand({ forwardedProps }: Pick<RunAgentInput, 'forwardedProps'>): boolean {
  const command: unknown = (forwardedProps as { command?: unknown } | undefined)?.command
  const resume = (command as { resume?: unknown } | null | undefined)?.resume
  return resume !== undefined && resume !== null
}

/** Replaces the messages of an agent that already has those of the request. */
export function replaceMessages(agent: AgentLike, input: RunAgentInput, answered: RunAgentInput): void {
  const { messages, setMessages } = agent as AgentLike & AbstractAgentMembers
  const carries =
    Array.isArray(messages) &&
    messages.length === input.messages.length &&
    messages.every((message: unknown, index) => (message as Message)?.id === input.messages[index]?.id)
  if (carries) setMessages?.call(agent, answered.messages)
}

function isInOrder(messages: readonly Message[], isAwaited: (toolCallId: string) => boolean): boolean {
  let due: Set<string> | undefined
  for (const message of messages) {
    if (message.role === 'tool') {
      due?.delete(message.toolCallId)
      continue
    }
    if (due !== undefined && due.size > 0) return false
    due = undefined
    if (message.role !== 'assistant' || !message.toolCalls?.length) continue
    due = new Set(callIdsOf(message).filter((id) => !isAwaited(id)))
  }
  return due === undefined || due.size === 0
}

/** The ids of the tool calls in a message. */
export function callIdsOf(message: Message): string[] {
  return message.role === 'assistant'
    ? ((message as AssistantMessage).toolCalls ?? []).map(({ id }) => id)
    : []
}

function interruptedResult(toolCallId: string): ToolMessage {
  return { id: `${toolCallId}-interrupted`, role: 'tool', toolCallId, content: INTERRUPTED }
}
