import type { RunAgentInput, WireEvent } from '@flightdeck/run-engine'
import { PROTOCOL_VERSION } from '@flightdeck/run-engine'
import type { DemoAgent } from './demo-agent.ts'
import { toChatMessages } from './openai-messages.ts'
import type { ChatDelta, ToolCallDelta } from './openai-stream.ts'
import { readChatDeltas } from './openai-stream.ts'

export interface OpenAIAgentOptions {
  apiKey: string
  /** Where the API lives. @default 'https://api.openai.com/v1' */
  baseUrl?: string | undefined
  /** @default 'gpt-4o-mini' */
  model?: string | undefined
}

type Events = AsyncGenerator<WireEvent, void, undefined>

/** An agent over the chat-completions API: text, and calls of the tools that the page offers. */
export function createOpenAIAgent(options: OpenAIAgentOptions): DemoAgent {
  const { apiKey, model = 'gpt-4o-mini' } = options
  const baseUrl = (options.baseUrl ?? 'https://api.openai.com/v1').replace(/\/+$/, '')
  return {
    description: `${model}, through the chat-completions API`,
    async *run(input, { signal }) {
      const { threadId, runId } = input
      yield { type: 'RUN_STARTED', threadId, runId, protocolVersion: PROTOCOL_VERSION }
      const response = await fetch(`${baseUrl}/chat/completions`, {
        method: 'POST',
        headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
        body: JSON.stringify(toRequest(model, input)),
        signal,
      })
      if (!response.ok || !response.body) {
        const reason = await response.text()
        throw new Error(`The model's server answered ${response.status}: ${reason.slice(0, 500)}`)
      }
      yield* toEvents(readChatDeltas(response.body))
      yield { type: 'RUN_FINISHED', threadId, runId }
    },
  }
}

function toRequest(model: string, input: RunAgentInput): object {
  const tools = input.tools.map(({ name, description, parameters }) => ({
    type: 'function',
    function: { name, description, parameters: parameters ?? { type: 'object', properties: {} } },
  }))
  const context = input.context.map(({ description, value }) => `${description}: ${value}`).join('\n')
  const messages = toChatMessages(input.messages)
  return {
    model,
    stream: true,
    messages: context === '' ? messages : [{ role: 'system', content: context }, ...messages],
    ...(tools.length > 0 && { tools }),
  }
}

/** Turns deltas into events: one message, and after its text the calls that hang on it. */
async function* toEvents(deltas: AsyncIterable<ChatDelta>): Events {
  const messageId = crypto.randomUUID()
  const calls = new Map<number, string>()
  let speaking = false
  for await (const delta of deltas) {
    if (delta.content) {
      if (!speaking) yield { type: 'TEXT_MESSAGE_START', messageId, role: 'assistant' }
      speaking = true
      yield { type: 'TEXT_MESSAGE_CONTENT', messageId, delta: delta.content }
    }
    for (const piece of delta.tool_calls ?? []) yield* toToolEvents(piece, calls, messageId)
  }
  if (speaking) yield { type: 'TEXT_MESSAGE_END', messageId }
  for (const toolCallId of calls.values()) yield { type: 'TOOL_CALL_END', toolCallId }
}

function* toToolEvents(piece: ToolCallDelta, calls: Map<number, string>, parentMessageId: string) {
  const open = calls.get(piece.index)
  const toolCallId = open ?? piece.id ?? crypto.randomUUID()
  if (open === undefined) {
    calls.set(piece.index, toolCallId)
    const toolCallName = piece.function?.name ?? 'unknown'
    yield { type: 'TOOL_CALL_START', toolCallId, toolCallName, parentMessageId } as const
  }
  const delta = piece.function?.arguments
  if (delta) yield { type: 'TOOL_CALL_ARGS', toolCallId, delta } as const
}
