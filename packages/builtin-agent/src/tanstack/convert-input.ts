import type { Message, RunAgentInput, Tool } from '@ag-ui/client'
import { isRecord } from '../json/fields.ts'
import { tryParseJson } from '../json/try-parse-json.ts'
import { kindsBeside, withoutRepeatedAnswers } from '../messages/approval-answers.ts'
import { textOf } from '../messages/content-parts.ts'
import { systemPrompt } from '../messages/system-prompt.ts'
import {
  callsOf,
  MISSING_RESULT,
  resultsIn,
  type ToolCall,
  type ToolResult,
} from '../messages/tool-results.ts'
import { isBlank } from '../prompt/blank-text.ts'
import { toWellFormed } from '../prompt/well-formed.ts'
import { decisionsOf, type TanStackDecision } from './tanstack-approvals.ts'
import { toTanStackContent } from './tanstack-parts.ts'
import type {
  TanStackApprovedMessage,
  TanStackChatMessage,
  TanStackClientTool,
  TanStackInputResult,
  TanStackToolCall,
} from './tanstack-types.ts'

/**
 * The input of a run for `chat()` of `@tanstack/ai`: `chat({ adapter, ...convertInputToTanStackAI(input) })`.
 *
 * Calls of tools that a human approved in `resume` are marked so that `chat()` carries them out; denied ones have the denial
 * as their result. A call without a result that the conversation went past has one that says so. Thoughts are passed on with
 * the signature of their provider, and not without one. Schemas of tools are passed on whole.
 */
export function convertInputToTanStackAI(
  input: Pick<RunAgentInput, 'messages' | 'tools' | 'context' | 'state' | 'resume'>,
): TanStackInputResult {
  const { resume = [] } = input
  const kindOf = kindsBeside(input.tools)
  const messages = withoutRepeatedAnswers(input.messages, resume, kindOf)
  const systemPrompts = messages.flatMap((message) =>
    (message.role === 'system' || message.role === 'developer') && message.content ? [message.content] : [],
  )
  const surroundings = systemPrompt(undefined, input, false)
  if (surroundings) systemPrompts.push(surroundings)
  return toWellFormed({
    messages: toMessages(messages, decisionsOf(messages, resume, kindOf)),
    systemPrompts,
    tools: (input.tools ?? []).map(toTool),
  })
}

function toTool({ name, description, parameters }: Tool): TanStackClientTool {
  const inputSchema: unknown = parameters
  const given = typeof inputSchema === 'object' && inputSchema !== null && !Array.isArray(inputSchema)
  return {
    __toolSide: 'client',
    name,
    description,
    inputSchema: given ? (inputSchema as Record<string, unknown>) : { type: 'object', properties: {} },
  }
}

type Thought = { content: string; signature: string }

function toMessages(
  messages: readonly Message[],
  decisions: ReadonlyMap<ToolCall, TanStackDecision>,
): TanStackChatMessage[] {
  const converted: TanStackChatMessage[] = []
  const answers = resultsIn(messages)
  const lastUser = messages.findLastIndex((message) => message.role === 'user')
  let thoughts: Thought[] = []
  for (const [index, message] of messages.entries()) {
    if (message.role === 'reasoning') {
      const signature = message.encryptedValue
      // What the AI SDK's converter keeps is JSON, and no signature of TanStack AI's.
      if (signature && !signature.startsWith('{')) thoughts.push({ content: message.content, signature })
    } else if (message.role === 'assistant') {
      converted.push(...toAssistant(message, thoughts, answers, decisions, index < lastUser))
    } else if (message.role === 'user') {
      const content = toTanStackContent(message.content)
      const isEmpty = typeof content === 'string' ? isBlank(content) : content.length === 0
      // Providers reject a turn without content.
      if (!isEmpty) converted.push({ role: 'user', content })
    }
    if (message.role !== 'reasoning' && message.role !== 'tool') thoughts = []
  }
  return converted
}

type AssistantMessage = Extract<Message, { role: 'assistant' }>

function toAssistant(
  message: AssistantMessage,
  thoughts: readonly Thought[],
  answers: ReadonlyMap<ToolCall, ToolResult>,
  decisions: ReadonlyMap<ToolCall, TanStackDecision>,
  past: boolean,
): TanStackChatMessage[] {
  const text = textOf(message.content)
  const content = isBlank(text) ? '' : text
  const calls = callsOf(message)
  if (content === '' && calls.length === 0) return []
  const toolCalls = calls.map(toToolCall)
  const approved = calls.filter((call) => decisions.get(call)?.approved)
  const results = calls.flatMap((call): TanStackChatMessage[] => {
    const decision = decisions.get(call)
    const denied = decision?.approved === false ? decision.content : undefined
    const result = answers.get(call)?.content ?? denied ?? (past && !decision ? MISSING_RESULT : undefined)
    return result === undefined
      ? []
      : [{ role: 'tool', toolCallId: call.id, content: toTanStackContent(result) }]
  })
  if (approved.length > 0) {
    return [toApproved(message.id, content, thoughts, calls, decisions), ...results]
  }
  return [
    {
      role: 'assistant',
      content: content || null,
      ...(toolCalls.length > 0 && { toolCalls }),
      ...(thoughts.length > 0 && { thinking: [...thoughts] }),
    },
    ...results,
  ]
}

function toApproved(
  id: string,
  content: string,
  thoughts: readonly Thought[],
  calls: readonly ToolCall[],
  decisions: ReadonlyMap<ToolCall, TanStackDecision>,
): TanStackApprovedMessage {
  const parts: TanStackApprovedMessage['parts'] = thoughts.map((thought) => ({
    type: 'thinking',
    ...thought,
  }))
  if (content !== '') parts.push({ type: 'text', content })
  for (const given of calls) {
    const { id, function: called, metadata } = toToolCall(given)
    const decision = decisions.get(given)
    const call = { type: 'tool-call' as const, id, name: called.name, ...(metadata && { metadata }) }
    if (decision?.approved) {
      const approval = { id: decision.interruptId, needsApproval: true as const, approved: true as const }
      parts.push({ ...call, arguments: decision.arguments, state: 'approval-responded', approval })
    } else {
      parts.push({ ...call, arguments: called.arguments, state: 'input-complete' })
    }
  }
  return { id, role: 'assistant', parts }
}

function toToolCall(call: ToolCall): TanStackToolCall {
  const mark = call.encryptedValue
  return {
    id: call.id,
    type: 'function',
    function: { name: call.function.name, arguments: toArguments(call.function.arguments) },
    ...(mark && !mark.startsWith('{') && { metadata: { thoughtSignature: mark } }),
  }
}

/** Arguments that are not a JSON object count as none: providers reject them. */
function toArguments(json: string): string {
  return isRecord(tryParseJson(json)) ? json : '{}'
}
