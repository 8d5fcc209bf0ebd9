const PREFIX = 'approval_'

/** The id of the interrupt that asks whether a tool call may be carried out. It follows from the history alone. */
export function approvalIdOf(toolCallId: string): string {
  return `${PREFIX}${toolCallId}`
}
