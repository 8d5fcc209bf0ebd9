import { isRecord } from '../json/fields.ts'
import { mapPromptParts, type PromptMessage, type PromptPart } from './prompt-types.ts'
import type { PromptTarget } from './provider-api.ts'

/** The result of a tool that failed without words. Anthropic rejects an error that is empty. */
const FAILED = 'The tool failed'

/**
 * Leaves out blank texts, which Anthropic and Gemini reject, and messages that have nothing else. A blank text with a thought
 * signature of Gemini stays: Google wants the signature back. A blank error of a tool gets words.
 */
export function withoutBlankText(
  prompt: readonly PromptMessage[],
  { api }: Pick<PromptTarget, 'api'>,
): PromptMessage[] {
  const cleaned = mapPromptParts(prompt, (part) => {
    if (part.type === 'text') return isBlank(part.text) && !(api === 'google' && isSigned(part)) ? [] : [part]
    return [part.type === 'tool-result' ? withoutBlankContent(part) : part]
  })
  return cleaned.filter(hasContent)
}

/** Whether a text has no characters besides white space. */
export function isBlank(text: unknown): boolean {
  return typeof text !== 'string' || text.trim() === ''
}

function isSigned({ providerOptions }: PromptPart): boolean {
  if (!isRecord(providerOptions)) return false
  return Object.values(providerOptions).some((options) => isRecord(options) && 'thoughtSignature' in options)
}

function withoutBlankContent(part: PromptPart): PromptPart {
  const { output } = part
  if (isRecord(output) && output.type === 'error-text' && isBlank(output.value))
    return { ...part, output: { ...output, value: FAILED } }
  if (!isRecord(output) || output.type !== 'content' || !Array.isArray(output.value)) return part
  const value = output.value.filter((item) => !isRecord(item) || item.type !== 'text' || !isBlank(item.text))
  return { ...part, output: value.length === 0 ? { type: 'text', value: '' } : { ...output, value } }
}

function hasContent({ role, content }: PromptMessage): boolean {
  if (typeof content === 'string') return content.trim() !== ''
  // Reasoning alone is no turn: providers want the text or the call that it led to.
  return role === 'assistant' ? content.some((part) => part.type !== 'reasoning') : content.length > 0
}
