import { type PromptMessage, partsOf } from './prompt-types.ts'
import type { PromptTarget } from './provider-api.ts'

/** The text of a user turn that is added where a provider requires one and the conversation has none. */
export const CONTINUE_TEXT = 'Continue.'

const CONTINUE: PromptMessage = { role: 'user', content: [{ type: 'text', text: CONTINUE_TEXT }] }

/**
 * Orders the turns of a prompt as the provider requires:
 *
 * - Anthropic, Bedrock and Gemini take system messages at the beginning only, and a user turn first.
 * - Claude and Gemini reject a conversation that ends with the assistant.
 * - Gemini requires a function call to follow a user turn or a function response, so assistant messages in a row are merged.
 */
export function fitTurns(prompt: readonly PromptMessage[], target: PromptTarget): PromptMessage[] {
  const { api, isClaude } = target
  const isStrict = api === 'anthropic' || api === 'google' || api === 'bedrock'
  let turns = isStrict ? systemFirst(prompt) : [...prompt]
  if (api === 'google' || api === 'chat') turns = mergeAssistants(turns, api === 'google')
  const first = turns.findIndex(isTurn)
  if (first === -1) return [...turns, CONTINUE]
  const needsUserLast = (isStrict || isClaude) && turns.findLast(isTurn)?.role === 'assistant'
  if (isStrict && turns[first]?.role === 'assistant') turns = turns.toSpliced(first, 0, CONTINUE)
  return needsUserLast ? [...turns, CONTINUE] : turns
}

function isTurn({ role }: PromptMessage): boolean {
  return role !== 'system'
}

function systemFirst(prompt: readonly PromptMessage[]): PromptMessage[] {
  return [...prompt.filter((message) => !isTurn(message)), ...prompt.filter(isTurn)]
}

/** Merges assistant messages in a row; unless told otherwise not two texts, since chat completions join them without a space. */
function mergeAssistants(prompt: readonly PromptMessage[], mergesTexts: boolean): PromptMessage[] {
  const merged: PromptMessage[] = []
  for (const message of prompt) {
    const last = merged.at(-1)
    const isMergeable =
      last?.role === 'assistant' &&
      message.role === 'assistant' &&
      !hasPart(last, 'tool-call') &&
      (mergesTexts || !(hasPart(last, 'text') && hasPart(message, 'text')))
    if (isMergeable)
      merged[merged.length - 1] = { ...message, content: [...partsOf(last), ...partsOf(message)] }
    else merged.push(message)
  }
  return merged
}

function hasPart(message: PromptMessage, type: string): boolean {
  return partsOf(message).some((part) => part.type === type)
}
