import type { RunAgentInput } from '@ag-ui/client'
import { toWellFormed } from '../prompt/well-formed.ts'
import { DELTA_TOOL, SNAPSHOT_TOOL } from '../state/state-tool-names.ts'

/**
 * The system message of a run: the agent's prompt, what the application says about itself, and the state it shares. Empty
 * when there is nothing to say.
 */
export function systemPrompt(
  prompt: string | undefined,
  { context, state }: Pick<RunAgentInput, 'context' | 'state'>,
  canChangeState: boolean,
): string {
  const sections = [prompt ?? '']
  if (context !== undefined && context.length > 0) {
    const entries = context.map(({ description, value }) => `${description}:\n${value}`)
    sections.push(`## Context from the application\n${entries.join('\n\n')}`)
  }
  if (hasMembers(state)) {
    const how = canChangeState
      ? `It is shared with you: replace it with ${SNAPSHOT_TOOL}, or change parts of it with ${DELTA_TOOL}.\n`
      : ''
    sections.push(
      `## Application State\n${how}\`\`\`json\n${JSON.stringify(toWellFormed(state), null, 2)}\n\`\`\``,
    )
  }
  return sections.filter((section) => section !== '').join('\n\n')
}

function hasMembers(state: unknown): boolean {
  if (state === undefined || state === null || state === '') return false
  return typeof state !== 'object' || Object.keys(state).length > 0
}
