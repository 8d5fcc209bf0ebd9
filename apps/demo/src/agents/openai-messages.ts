import type { Message, RunAgentInput, ToolCall } from '@flightdeck/run-engine'

interface FunctionCall {
  id: string
  type: 'function'
  function: { name: string; arguments: string }
}

/** One message as the chat-completions API takes it. */
export type ChatMessage =
  | { role: 'system' | 'user'; content: string }
  | { role: 'assistant'; content: string | null; tool_calls?: FunctionCall[] }
  | { role: 'tool'; tool_call_id: string; content: string }

/**
 * Translates a thread for the chat-completions API. That API refuses a tool call without a result and a result without
 * a call, and a stopped run leaves both behind, so whatever has no counterpart is left out.
 */
export function toChatMessages(messages: RunAgentInput['messages']): ChatMessage[] {
  const called = new Set(messages.flatMap((message) => callsOf(message).map((call) => call.id)))
  const answered = new Set(
    messages.flatMap((message) => (message.role === 'tool' ? [message.toolCallId] : [])),
  )
  return messages.flatMap((message): ChatMessage[] => {
    switch (message.role) {
      case 'system':
      case 'developer':
        return [{ role: 'system', content: message.content }]
      case 'user':
        return [{ role: 'user', content: textOf(message.content) }]
      case 'tool':
        if (!called.has(message.toolCallId)) return []
        return [{ role: 'tool', tool_call_id: message.toolCallId, content: textOf(message.content) }]
      case 'assistant':
        return toAssistant(
          message.content ?? '',
          callsOf(message).filter((call) => answered.has(call.id)),
        )
      default:
        return []
    }
  })
}

function callsOf(message: Message): ToolCall[] {
  return message.role === 'assistant' ? (message.toolCalls ?? []) : []
}

function toAssistant(content: string, calls: ToolCall[]): ChatMessage[] {
  if (calls.length === 0) return content === '' ? [] : [{ role: 'assistant', content }]
  const toolCalls = calls.map(
    ({ id, function: called }): FunctionCall => ({ id, type: 'function', function: called }),
  )
  return [{ role: 'assistant', content: content || null, tool_calls: toolCalls }]
}

function textOf(content: string | readonly { type: string; text?: string }[]): string {
  return typeof content === 'string' ? content : content.map((part) => part.text ?? '').join('')
}
