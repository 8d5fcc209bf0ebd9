import type { Message as AgUiMessage } from '@flightdeck/run-engine'

/** A message as the older API has it: one kind each for texts, calls and results. */
export interface Message {
  id: string
  type: 'TextMessage' | 'ActionExecutionMessage' | 'ResultMessage'
  role: string
  /** The text, or the result. Empty for a call. */
  content: string
  status: { code: 'success' }
  createdAt: Date
  /** Of a call: the action's name. */
  name?: string | undefined
  /** Of a call: its arguments. */
  arguments?: unknown
  /** Of a call: the message that it belongs to. */
  parentMessageId?: string | undefined
  /** Of a result: the id of the call. */
  actionExecutionId?: string | undefined
  /** Of a result: the action's name. */
  actionName?: string | undefined
  /** Of a result: what the action returned. */
  result?: string | undefined
  isTextMessage(): boolean
  isActionExecutionMessage(): boolean
  isResultMessage(): boolean
  isAgentStateMessage(): boolean
  isImageMessage(): boolean
}

/** Messages of AG-UI as the older API has them: a text and each call of a message are one each. */
export function toOlderMessages(messages: readonly AgUiMessage[]): Message[] {
  const names = new Map<string, string>()
  return messages.flatMap((message) => {
    const { id, role } = message
    const content = 'content' in message ? textOf(message.content) : ''
    if (message.role === 'tool') {
      const { toolCallId: actionExecutionId } = message
      const actionName = names.get(actionExecutionId) ?? ''
      return [made('ResultMessage', { id, role, content, actionExecutionId, actionName, result: content })]
    }
    const calls = (message.role === 'assistant' ? (message.toolCalls ?? []) : []).map((call) => {
      const { name } = call.function
      names.set(call.id, name)
      return made('ActionExecutionMessage', {
        id: call.id,
        role,
        content: '',
        name,
        arguments: parsed(call.function.arguments),
        parentMessageId: id,
      })
    })
    return content === '' && calls.length > 0 ? calls : [made('TextMessage', { id, role, content }), ...calls]
  })
}

type Fields = Omit<Message, 'type' | 'status' | 'createdAt' | `is${string}`>

function made(type: Message['type'], fields: Fields): Message {
  return {
    ...fields,
    type,
    status: { code: 'success' },
    createdAt: new Date(),
    isTextMessage: () => type === 'TextMessage',
    isActionExecutionMessage: () => type === 'ActionExecutionMessage',
    isResultMessage: () => type === 'ResultMessage',
    isAgentStateMessage: () => false,
    isImageMessage: () => false,
  }
}

function textOf(content: unknown): string {
  if (typeof content === 'string') return content
  if (content === undefined || content === null) return ''
  if (!Array.isArray(content)) return JSON.stringify(content)
  return content.flatMap((part) => (part?.type === 'text' ? [part.text] : [])).join('')
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
