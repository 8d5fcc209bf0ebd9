import { isRecord } from '../json/fields.ts'
import { type PromptMessage, type PromptPart, partsOf } from './prompt-types.ts'
import type { ProviderApi } from './provider-api.ts'

type Options = Readonly<Record<string, unknown>>

/** The name of the provider options of an API, and the option that turns thinking on. */
const THINKING: Partial<Readonly<Record<ProviderApi, readonly [provider: string, option: string]>>> = {
  anthropic: ['anthropic', 'thinking'],
  bedrock: ['bedrock', 'reasoningConfig'],
}

/**
 * The provider options of a call, without thinking where Claude would reject it: with a budget for thinking, the tool calls
 * that were made last must follow signed reasoning. Calls of another model, or made while thinking was off, have none.
 */
export function fitThinking(
  given: unknown,
  prompt: readonly PromptMessage[],
  api: ProviderApi,
): Options | undefined {
  const [provider, option] = THINKING[api] ?? []
  if (provider === undefined || option === undefined || !isRecord(given)) return undefined
  const own = given[provider]
  if (!isRecord(own) || !isRecord(own[option]) || own[option].type !== 'enabled') return undefined
  if (startsWithThinking(lastTurn(prompt))) return undefined
  const { [option]: _, ...rest } = own
  return { ...given, [provider]: rest }
}

/** The parts that the assistant said last; none if there is no call among them. */
function lastTurn(prompt: readonly PromptMessage[]): readonly PromptPart[] {
  const end = prompt.findLastIndex(({ role }) => role === 'assistant')
  const before = prompt.slice(0, end + 1).findLastIndex(({ role }) => role !== 'assistant')
  const parts = prompt.slice(before + 1, end + 1).flatMap(partsOf)
  return parts.some(({ type }) => type === 'tool-call') ? parts : []
}

function startsWithThinking(parts: readonly PromptPart[]): boolean {
  const [first] = parts
  if (first === undefined) return true
  const { type, providerOptions } = first
  if (type !== 'reasoning' || !isRecord(providerOptions)) return false
  return ['anthropic', 'bedrock'].some((name) => {
    const marks = providerOptions[name]
    return isRecord(marks) && ('signature' in marks || 'redactedData' in marks)
  })
}
