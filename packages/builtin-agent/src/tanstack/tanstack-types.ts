/** A part of a message for TanStack AI. */
export type TanStackContentPart =
  | { type: 'text'; content: string }
  | {
      type: 'image' | 'audio' | 'video' | 'document'
      source:
        | { type: 'data'; value: string; mimeType: string }
        | { type: 'url'; value: string; mimeType?: string }
    }

/** A call of a tool in a message for TanStack AI. */
export interface TanStackToolCall {
  id: string
  type: 'function'
  function: { name: string; arguments: string }
  /** A provider's marks, which it wants back. */
  metadata?: { thoughtSignature: string }
}

/** A message as `chat()` of `@tanstack/ai` takes it. */
export interface TanStackModelMessage {
  role: 'user' | 'assistant' | 'tool'
  content: string | null | TanStackContentPart[]
  name?: string
  toolCalls?: TanStackToolCall[]
  toolCallId?: string
  thinking?: { content: string; signature?: string }[]
}

/** A message with a call that a human has approved: `chat()` carries it out before it asks the model. */
export interface TanStackApprovedMessage {
  id: string
  role: 'assistant'
  parts: (
    | { type: 'text'; content: string }
    | { type: 'thinking'; content: string; signature?: string }
    | {
        type: 'tool-call'
        id: string
        name: string
        arguments: string
        state: 'input-complete' | 'approval-responded'
        approval?: { id: string; needsApproval: true; approved: true }
        metadata?: { thoughtSignature: string }
      }
  )[]
}

/** A message of the conversation for `chat()` of `@tanstack/ai`. */
export type TanStackChatMessage = TanStackModelMessage | TanStackApprovedMessage

/** A tool of the client for `chat()`. It has no `execute`: a call of it ends the run, and the client answers it. */
export interface TanStackClientTool {
  __toolSide: 'client'
  name: string
  description: string
  /** The JSON Schema that the client sent, whole. */
  inputSchema: Record<string, unknown>
}

/** The input of a run for `chat()` of `@tanstack/ai`. */
export interface TanStackInputResult {
  /** The conversation, without system messages. */
  messages: TanStackChatMessage[]
  /** System and developer messages, the context of the application and its state. */
  systemPrompts: string[]
  /** The tools of the client. Put those of the server beside them. */
  tools: TanStackClientTool[]
}
