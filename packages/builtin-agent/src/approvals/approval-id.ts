const PREFIX = 'approval_'

/** The id of the interrupt that asks for the approval of a tool call. It is derived from the history alone. */
export function approvalIdOf(toolCallId: string): string {
  return `${PREFIX}${toolCallId}`
}
