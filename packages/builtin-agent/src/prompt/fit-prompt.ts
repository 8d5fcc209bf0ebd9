import { withoutBlankText } from './blank-text.ts'
import { type FileOptions, fitFiles } from './files.ts'
import type { PromptMessage } from './prompt-types.ts'
import { fitReasoning, type ReasoningOptions } from './reasoning.ts'
import { fitToolCalls, type ToolCallOptions } from './tool-call-parts.ts'
import { fitTurns } from './turns.ts'
import { toWellFormed } from './well-formed.ts'

/** How a prompt is written for a model. */
export type PromptOptions = FileOptions & ReasoningOptions & ToolCallOptions

/**
 * Writes a prompt so that the provider accepts it, whatever the conversation holds. A provider rejects a whole request for one
 * blank text or one file that it cannot read; since the conversation is sent again with every turn, each later turn would fail.
 */
export function fitPrompt(prompt: readonly PromptMessage[], options: PromptOptions): PromptMessage[] {
  const readable = fitFiles(fitReasoning(prompt, options), options)
  return fitTurns(withoutBlankText(toWellFormed(fitToolCalls(readable, options)), options), options)
}
