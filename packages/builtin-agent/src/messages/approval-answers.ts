import type { Message, ResumeEntry } from '@ag-ui/client'
import { approvalIdOf } from '../approvals/approval-id.ts'
import { readApproval } from '../approvals/read-approval.ts'
import { isRecord } from '../json/fields.ts'
import { isSameJson } from '../json/is-same-json.ts'
import { tryParseJson } from '../json/try-parse-json.ts'
import { attachedAnswer } from './attached-answers.ts'
import { textOf } from './content-parts.ts'
import { callsOf, isAgentResult, openCallsIn, type ToolCall } from './tool-results.ts'

/**
 * How calls of a tool are answered: by an `approval` of a human, or by the result itself (`question`). It is `unknown` for the
 * tools of a factory, which only the factory has.
 */
export type ToolKind = 'approval' | 'question' | 'unknown'

/** Returns the kind of the tool with a name. */
export type KindOfTool = (name: string) => ToolKind

/** Tools of a factory: those of the client are answered with a result, others are unknown. */
export function kindsBeside(clientTools: readonly { readonly name: string }[] | undefined): KindOfTool {
  return (name) => (clientTools?.some((tool) => tool.name === name) ? 'question' : 'unknown')
}

/**
 * The answers to approvals of open calls, by call: those of `resume`, or those attached to the messages. The id of an answer
 * is `approval_<toolCallId>`, or the id of the call alone, which other runtimes use.
 */
export function approvalAnswersIn(
  messages: readonly Message[],
  resume: readonly ResumeEntry[],
  kindOf: KindOfTool,
): Map<ToolCall, ResumeEntry> {
  const answers = new Map<ToolCall, ResumeEntry>()
  for (const call of openCallsIn(messages)) {
    const answer = approvalAnswer(call, resume, kindOf) ?? attachedAnswer(call)
    if (answer !== undefined) answers.set(call, answer)
  }
  return answers
}

/**
 * Leaves out the tool messages that only repeat an answer to an approval. Clients of CopilotKit send such a message beside
 * `resume`; taken for a result, it would keep the approved tool from being called. Results of an agent are never left out:
 * a tool may return what the human answered, and must not be called again for it.
 */
export function withoutRepeatedAnswers(
  messages: readonly Message[],
  resume: readonly ResumeEntry[],
  kindOf: KindOfTool,
): readonly Message[] {
  if (resume.length === 0) return messages
  const from = messages.findLastIndex(({ role }) => role === 'assistant')
  const caller = messages[from]
  if (caller === undefined) return messages
  const answers = new Map(callsOf(caller).map((call) => [call.id, approvalAnswer(call, resume, kindOf)]))
  return messages.filter((message, index) => {
    if (index < from || message.role !== 'tool' || isAgentResult(message)) return true
    const answer = answers.get(message.toolCallId)
    return answer === undefined || !repeats(message, answer)
  })
}

function approvalAnswer(
  call: ToolCall,
  resume: readonly ResumeEntry[],
  kindOf: KindOfTool,
): ResumeEntry | undefined {
  const approvalId = approvalIdOf(call.id)
  return resume.find((entry) => {
    if (entry.interruptId === approvalId) return true
    if (entry.interruptId !== call.id) return false
    const kind = kindOf(call.function.name)
    return kind === 'approval' || (kind === 'unknown' && isDecision(entry))
  })
}

/** Whether an answer can be read as a decision. An answer to a question has another payload. */
function isDecision(entry: ResumeEntry): boolean {
  const { payload } = entry
  return readApproval(entry).approved || (isRecord(payload) && typeof payload.approved === 'boolean')
}

function repeats(
  { content, error }: Extract<Message, { role: 'tool' }>,
  { status, payload }: ResumeEntry,
): boolean {
  if (error) return false
  const said = textOf(content).trim()
  const given = tryParseJson(said)
  if (isSameJson(given, { status })) return true
  return payload === undefined || payload === null ? said === '' : isSameJson(given, payload)
}
