import type { BaseEvent, Message, RunAgentInput } from '@ag-ui/client'
import type { BuiltInAgent } from '../src/agent/built-in-agent.ts'

/** An event with every field that a test may look at. */
export type SeenEvent = BaseEvent & { readonly [field: string]: unknown }

/** The input of a run. */
export function inputOf(input: Partial<RunAgentInput> = {}): RunAgentInput {
  return { threadId: 'thread', runId: 'run', messages: [], tools: [], context: [], ...input }
}

/** A user's message. */
export function user(content: Extract<Message, { role: 'user' }>['content']): Message {
  return { id: crypto.randomUUID(), role: 'user', content }
}

/** An assistant's message that calls tools: name, arguments and id of each. */
export function calling(...calls: { id: string; name: string; args: string }[]): Message {
  return {
    id: crypto.randomUUID(),
    role: 'assistant',
    toolCalls: calls.map(({ id, name, args }) => ({
      id,
      type: 'function',
      function: { name, arguments: args },
    })),
  }
}

/** A whole run. */
export interface FinishedRun {
  readonly events: SeenEvent[]
  /** What the Observable failed with. */
  readonly error: unknown
}

/** Runs an agent to its end. */
export function runToEnd(
  agent: BuiltInAgent,
  input: RunAgentInput,
  onEvent: (event: SeenEvent) => void = () => {},
  signal?: AbortSignal,
): Promise<FinishedRun> {
  const events: SeenEvent[] = []
  return new Promise((resolve) => {
    agent.run(input, { signal }).subscribe({
      next: (event) => {
        events.push(event as SeenEvent)
        onEvent(event as SeenEvent)
      },
      error: (error: unknown) => resolve({ events, error }),
      complete: () => resolve({ events, error: undefined }),
    })
  })
}

/** The events of one type. */
export function ofType(events: readonly SeenEvent[], type: string): SeenEvent[] {
  return events.filter((event) => event.type === type)
}

/** The text that the assistant said. */
export function said(events: readonly SeenEvent[]): string {
  return ofType(events, 'TEXT_MESSAGE_CONTENT')
    .map((event) => event.delta)
    .join('')
}

/** The types of the events, with repetitions of one type written once. */
export function order(events: readonly SeenEvent[]): string[] {
  return events.map((event) => event.type as string).filter((type, index, all) => type !== all[index - 1])
}

/** The messages that a client has after these events: what it had, what was said, called and answered. */
export function historyAfter(before: readonly Message[], events: readonly SeenEvent[]): Message[] {
  const history = [...before]
  const assistant = (id: string): Extract<Message, { role: 'assistant' }> => {
    const known = history.find((message) => message.id === id)
    if (known?.role === 'assistant') return known
    const made: Extract<Message, { role: 'assistant' }> = { id, role: 'assistant' }
    history.push(made)
    return made
  }
  for (const event of events) {
    const id = String(event.messageId ?? event.parentMessageId ?? '')
    if (event.type === 'REASONING_MESSAGE_START') {
      history.push({ id, role: 'reasoning', content: '' })
    } else if (event.type === 'REASONING_MESSAGE_CONTENT') {
      const message = history.find((one) => one.id === id)
      if (message?.role === 'reasoning') message.content += String(event.delta)
    } else if (event.type === 'REASONING_ENCRYPTED_VALUE') {
      const calls = history.flatMap((one) => (one.role === 'assistant' ? (one.toolCalls ?? []) : []))
      const marked = [...history, ...calls].find((one) => one.id === event.entityId)
      if (marked) Object.assign(marked, { encryptedValue: event.encryptedValue })
    } else if (event.type === 'TEXT_MESSAGE_CONTENT') {
      const message = assistant(id)
      message.content = `${message.content ?? ''}${String(event.delta)}`
    } else if (event.type === 'TOOL_CALL_START') {
      const message = assistant(id)
      message.toolCalls = [
        ...(message.toolCalls ?? []),
        {
          id: String(event.toolCallId),
          type: 'function',
          function: { name: String(event.toolCallName), arguments: '' },
        },
      ]
    } else if (event.type === 'TOOL_CALL_ARGS') {
      for (const message of history) {
        if (message.role !== 'assistant') continue
        const call = message.toolCalls?.find((one) => one.id === event.toolCallId)
        if (call) call.function.arguments += String(event.delta)
      }
    } else if (event.type === 'TOOL_CALL_RESULT') {
      history.push({
        id,
        role: 'tool',
        toolCallId: String(event.toolCallId),
        content: event.content as string,
      })
    }
  }
  return history
}
