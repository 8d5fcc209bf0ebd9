import type { Message, ResumeEntry } from '@ag-ui/client'
import { approvalIdOf } from '../approvals/approval-id.ts'
import { denialContent, readApproval } from '../approvals/read-approval.ts'
import { approvalAnswersIn, type KindOfTool } from '../messages/approval-answers.ts'
import type { ToolCall } from '../messages/tool-results.ts'

/** What a human decided about a call that waits for approval. */
export type TanStackDecision =
  | { approved: true; toolCallId: string; interruptId: string; arguments: string }
  | { approved: false; toolCallId: string; interruptId: string; content: string }

/**
 * The decisions of a resumed run, by their call. A call with a result is decided already, so that an answer that
 * comes twice counts once. The human may have changed the arguments: `{ approved: true, editedArgs }`.
 */
export function decisionsOf(
  messages: readonly Message[],
  resume: readonly ResumeEntry[],
  kindOf: KindOfTool,
): Map<ToolCall, TanStackDecision> {
  const decisions = new Map<ToolCall, TanStackDecision>()
  for (const [call, entry] of approvalAnswersIn(messages, resume, kindOf)) {
    decisions.set(call, decide(call, entry))
  }
  return decisions
}

function decide(call: ToolCall, entry: ResumeEntry): TanStackDecision {
  const toolCallId = call.id
  const interruptId = approvalIdOf(toolCallId)
  const approval = readApproval(entry)
  if (approval.approved) {
    const { editedArgs } = approval
    const args = editedArgs === undefined ? call.function.arguments : JSON.stringify(editedArgs)
    return { approved: true, toolCallId, interruptId, arguments: args }
  }
  return { approved: false, toolCallId, interruptId, content: denialContent(approval.reason) }
}
