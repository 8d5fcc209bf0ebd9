import type { ContentPart, Message } from '@ag-ui/client'
import { textOf } from './content-parts.ts'
import { isContentWithFiles } from './result-parts.ts'

type AssistantMessage = Extract<Message, { role: 'assistant' }>
type ToolMessage = Extract<Message, { role: 'tool' }>

/** A tool call as the history has it. */
export type ToolCall = NonNullable<AssistantMessage['toolCalls']>[number]

/** The result of a tool call as the history has it. */
export interface ToolResult {
  /** Its text, or its texts and files. */
  readonly content: string | readonly ContentPart[]
  readonly failed: boolean
}

/** The calls of a message, each once. */
export function callsOf(message: Message): ToolCall[] {
  if (message.role !== 'assistant') return []
  return [
    ...new Map((message.toolCalls ?? []).toReversed().map((call) => [call.id, call])).values(),
  ].reverse()
}

/**
 * The results in a history by their call; the last of several counts. A result belongs to the last call before
 * it that has its id, since histories exist in which an id was used again.
 */
export function resultsIn(messages: readonly Message[]): Map<ToolCall, ToolResult> {
  return settle(messages).answers
}

/** The calls in a history that can still be answered, in order: an id means the last call that has it. */
export function openCallsIn(messages: readonly Message[]): ToolCall[] {
  const { answers, latest } = settle(messages)
  return [...latest.values()].filter((call) => !answers.has(call))
}

/** The ids of the calls in a history. */
export function callIdsIn(messages: readonly Message[]): string[] {
  return messages.flatMap((message) => callsOf(message).map((call) => call.id))
}

function settle(messages: readonly Message[]) {
  const answers = new Map<ToolCall, ToolResult>()
  const latest = new Map<string, ToolCall>()
  const early = new Map<string, ToolResult>()
  for (const message of messages) {
    for (const call of callsOf(message)) {
      const answer = early.get(call.id)
      if (answer !== undefined) answers.set(call, answer)
      early.delete(call.id)
      latest.delete(call.id)
      latest.set(call.id, call)
    }
    if (message.role !== 'tool') continue
    const call = latest.get(message.toolCallId)
    if (call === undefined) early.set(message.toolCallId, toResult(message))
    else answers.set(call, toResult(message))
  }
  return { answers, latest }
}

function toResult({ content, error }: ToolMessage): ToolResult {
  const failed = error !== undefined && error !== ''
  return { content: isContentWithFiles(content) ? content : textOf(content) || error || '', failed }
}

const AGENT_RESULT = 'result_'

/** Makes the id of a message with a result that an agent emits. */
export function toResultId(id: string): string {
  return AGENT_RESULT + id
}

/** Whether a result was emitted by an agent, and not written by a client. */
export function isAgentResult({ id }: ToolMessage): boolean {
  return id.startsWith(AGENT_RESULT)
}

/** The result of a call without one: providers refuse a history with an open call. */
export const MISSING_RESULT: string = JSON.stringify({
  status: 'interrupted',
  message: 'The call was interrupted and has no result.',
})
