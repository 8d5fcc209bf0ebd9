import type { Message } from '@ag-ui/client'
import { textOf } from './content-parts.ts'

/** The result of a tool call as the history has it. */
export interface ToolAnswer {
  readonly content: string
  readonly failed: boolean
}

/** A tool call that has no result in the history. */
export interface OpenCall {
  readonly toolCallId: string
  readonly toolName: string
  /** The arguments as the model wrote them. */
  readonly arguments: string
}

/** The results in a history by the id of their call; of several for one call the last counts. */
export function answersIn(messages: readonly Message[]): Map<string, ToolAnswer> {
  const answers = new Map<string, ToolAnswer>()
  for (const message of messages) {
    if (message.role !== 'tool') continue
    const failed = message.error !== undefined && message.error !== ''
    const content = textOf(message.content)
    answers.set(message.toolCallId, { content: content || message.error || '', failed })
  }
  return answers
}

/** The calls in a history that nobody has answered, in order. */
export function openCallsIn(messages: readonly Message[]): OpenCall[] {
  const answers = answersIn(messages)
  return messages.flatMap((message) =>
    message.role !== 'assistant'
      ? []
      : (message.toolCalls ?? [])
          .filter((call) => !answers.has(call.id))
          .map((call) => ({
            toolCallId: call.id,
            toolName: call.function.name,
            arguments: call.function.arguments,
          })),
  )
}
