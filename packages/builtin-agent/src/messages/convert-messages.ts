import type { Message, ResumeEntry } from '@ag-ui/client'
import type { AssistantModelMessage, ModelMessage, ToolModelMessage, UserModelMessage } from 'ai'
import { approvalIdOf } from '../approvals/approval-id.ts'
import { type Approval, readApproval } from '../approvals/read-approval.ts'
import type { MessageConversionOptions } from '../config/configuration.ts'
import { tryParseJson } from '../json/try-parse-json.ts'
import { isBlank } from '../prompt/blank-text.ts'
import { UNSIGNED_REASONING } from '../prompt/reasoning.ts'
import { toInput } from '../prompt/tool-call-parts.ts'
import { CONTINUE_TEXT } from '../prompt/turns.ts'
import { toWellFormed } from '../prompt/well-formed.ts'
import { approvalAnswersIn, kindsBeside, withoutRepeatedAnswers } from './approval-answers.ts'
import { textOf, toModelContent } from './content-parts.ts'
import { fromEncryptedValue } from './provider-metadata.ts'
import { type FileFormat, type ResultOutput, toResultOutput } from './result-parts.ts'
import { callsOf, MISSING_RESULT, resultsIn, type ToolCall, type ToolResult } from './tool-results.ts'

type AssistantPart = Exclude<AssistantModelMessage['content'], string>[number]
type ToolPart = ToolModelMessage['content'][number]

/**
 * Converts a history for the AI SDK.
 *
 * Each tool result is moved directly after its call, and a call without a result gets one that says it was interrupted,
 * because providers refuse anything else. Reasoning is only included if the provider requires its signatures. Calls that
 * were approved or denied are marked so that `streamText()` executes them: in `resume`, or in the run of the factory whose
 * `input.messages` these are. They are moved to the end, where alone `streamText()` looks for them. Activities are omitted, and so are `system` and `developer` messages unless the options
 * include them. If all messages of the user are blank, one is added that says to continue.
 */
export function convertMessagesToVercelAISDKMessages(
  messages: readonly Message[],
  options: MessageConversionOptions = {},
): ModelMessage[] {
  const converted = toModelMessages(messages, options)
  return messages.some(({ role }) => role === 'user') ? withUserTurn(converted) : converted
}

/** Options for histories that the agent converts itself. */
export interface ModelMessageOptions extends MessageConversionOptions {
  /** The format of files in results. @default that of AI SDK 6, which 7 reads */
  readonly fileFormat?: FileFormat
  /** The outputs of tools for the model, by the id of the call. @default the results in the history */
  readonly outputs?: ReadonlyMap<string, ResultOutput>
}

/** A history for the AI SDK, as `convertMessagesToVercelAISDKMessages` gives it. */
export function toModelMessages(given: readonly Message[], options: ModelMessageOptions): ModelMessage[] {
  const resume = options.resume ?? []
  const messages = withoutRepeatedAnswers(given, resume, kindsBeside(undefined))
  const answers = resultsIn(messages)
  const decisions = decisionsIn(messages, resume)
  const converted: ModelMessage[] = []
  const decided: ModelMessage[] = []
  let thoughts: AssistantPart[] = []
  for (const message of messages) {
    if (message.role === 'reasoning') {
      thoughts.push(...toThought(message, options))
      continue
    }
    const made =
      message.role === 'assistant'
        ? toAssistant(message, thoughts, answers, decisions, options)
        : toOther(message, options)
    const isDecided = callsOf(message).some((call) => decisions.has(call))
    ;(isDecided ? decided : converted).push(...made)
    // A message that is omitted, such as an activity, does not separate reasoning from the call that it led to.
    if (made.length > 0 || message.role === 'assistant' || message.role === 'user') thoughts = []
  }
  return toWellFormed([...converted, ...asOneTurn(decided)])
}

/** Assistant messages as one, with their results as one: providers want all results directly after the calls. */
function asOneTurn(messages: readonly ModelMessage[]): ModelMessage[] {
  if (messages.length === 0) return []
  const said: AssistantPart[] = []
  const results: ToolPart[] = []
  for (const message of messages) {
    if (message.role === 'tool') results.push(...message.content)
    else if (message.role === 'assistant' && typeof message.content !== 'string')
      said.push(...message.content)
  }
  return [
    { role: 'assistant', content: said },
    { role: 'tool', content: results },
  ]
}

/** A conversation with a turn of the user in it: the AI SDK rejects one without any message. */
export function withUserTurn(messages: readonly ModelMessage[]): ModelMessage[] {
  const hasTurn = messages.some(({ role }) => role !== 'system')
  return hasTurn ? [...messages] : [...messages, { role: 'user', content: CONTINUE_TEXT }]
}

function toOther(message: Message, options: MessageConversionOptions): ModelMessage[] {
  switch (message.role) {
    case 'user':
      return toUser(toModelContent(message.content))
    case 'system':
      return options.forwardSystemMessages ? toSystem(message.content) : []
    case 'developer':
      return options.forwardDeveloperMessages ? toSystem(message.content) : []
    default:
      return []
  }
}

function toSystem(content: unknown): ModelMessage[] {
  const said = textOf(content)
  return isBlank(said) ? [] : [{ role: 'system', content: said }]
}

/** A turn without words and files is left out: providers reject it. */
function toUser(content: UserModelMessage['content']): ModelMessage[] {
  const isEmpty = typeof content === 'string' ? isBlank(content) : content.length === 0
  return isEmpty ? [] : [{ role: 'user', content }]
}

type AssistantMessage = Extract<Message, { role: 'assistant' }>

function toAssistant(
  message: AssistantMessage,
  thoughts: readonly AssistantPart[],
  answers: ReadonlyMap<ToolCall, ToolResult>,
  decisions: ReadonlyMap<ToolCall, Approval>,
  options: ModelMessageOptions,
): ModelMessage[] {
  const content: AssistantPart[] = [...thoughts]
  const said = textOf(message.content)
  const marks = marksIn(message.encryptedValue)
  if (!isBlank(said) || (said !== '' && marks.providerOptions !== undefined))
    content.push({ type: 'text', text: said, ...marks })
  const results: ToolPart[] = []
  for (const call of callsOf(message)) {
    const toolName = call.function.name
    const decision = decisions.get(call)
    const edited = decision?.approved === true ? decision.editedArgs : undefined
    content.push({
      type: 'tool-call',
      toolCallId: call.id,
      toolName,
      input: edited ?? readArguments(call.function.arguments),
      ...marksIn(call.encryptedValue),
    })
    if (decision !== undefined) {
      const approvalId = approvalIdOf(call.id)
      content.push({ type: 'tool-approval-request', approvalId, toolCallId: call.id })
      results.push({ type: 'tool-approval-response', approvalId, ...toResponse(decision) })
      continue
    }
    const answer = answers.get(call) ?? { content: MISSING_RESULT, failed: true }
    results.push({
      type: 'tool-result',
      toolCallId: call.id,
      toolName,
      output: options.outputs?.get(call.id) ?? toOutput(answer, options.fileFormat ?? 'v6'),
    })
  }
  if (content.length === thoughts.length) return []
  const converted: ModelMessage[] = [{ role: 'assistant', content }]
  if (results.length > 0) converted.push({ role: 'tool', content: results })
  return converted
}

function toOutput({ content, failed }: ToolResult, fileFormat: FileFormat): ResultOutput {
  return failed ? { type: 'error-text', value: textOf(content) } : toResultOutput(content, fileFormat)
}

/** The decisions about open calls. */
function decisionsIn(messages: readonly Message[], resume: readonly ResumeEntry[]): Map<ToolCall, Approval> {
  const answers = approvalAnswersIn(messages, resume, kindsBeside(undefined))
  return new Map([...answers].map(([call, entry]) => [call, readApproval(entry)]))
}

function toResponse(decision: Approval): { approved: boolean; reason?: string } {
  if (decision.approved || decision.reason === undefined) return { approved: decision.approved }
  return { approved: false, reason: decision.reason }
}

type ProviderMarks = NonNullable<AssistantModelMessage['providerOptions']>

/** The provider metadata of a part. */
function marksIn(encryptedValue: string | undefined): { providerOptions?: ProviderMarks } {
  const marks = fromEncryptedValue(encryptedValue)
  return marks === undefined ? {} : { providerOptions: marks as ProviderMarks }
}

function toThought(
  { content: text, encryptedValue }: Extract<Message, { role: 'reasoning' }>,
  { forwardReasoning }: MessageConversionOptions,
): AssistantPart[] {
  const { providerOptions } = marksIn(encryptedValue)
  if (providerOptions !== undefined) return [{ type: 'reasoning', text, providerOptions }]
  return forwardReasoning && !isBlank(text)
    ? [{ type: 'reasoning', text, providerOptions: UNSIGNED_REASONING }]
    : []
}

/** The arguments of a call as an object; invalid or incomplete ones count as none. */
function readArguments(json: unknown): Record<string, unknown> {
  return { ...toInput(tryParseJson(json)) }
}
