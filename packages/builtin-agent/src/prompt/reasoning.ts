import { isRecord } from '../json/fields.ts'
import { mapPromptParts, type PromptMessage, type PromptPart, partsOf } from './prompt-types.ts'
import type { PromptTarget } from './provider-api.ts'

/**
 * The provider options of reasoning out of a stored conversation that no provider signed. Hosts of chat completions want it
 * back with the tool calls that it led to; all others want only reasoning that they signed.
 */
export const UNSIGNED_REASONING = { flightdeck: { unsigned: true } } as const

/**
 * Which reasoning is sent back over chat completions: what was stored with tool calls; none, for hosts that do not know it, such
 * as Groq; or some with every call, for hosts that require it also of calls that another model made, such as DeepSeek and Kimi.
 */
export type ReasoningSent = 'stored' | 'none' | 'with every call'

/** How reasoning is written for a model. */
export interface ReasoningOptions extends Pick<PromptTarget, 'api'> {
  readonly reasoning: ReasoningSent
}

/** The reasoning of a call that was stored without any. */
const PLACEHOLDER: PromptPart = { type: 'reasoning', text: ' ' }

/** Leaves out reasoning that the provider does not take back. */
export function fitReasoning(
  given: readonly PromptMessage[],
  { api, reasoning }: ReasoningOptions,
): PromptMessage[] {
  const isFilled = api === 'chat' && reasoning === 'with every call'
  const prompt = isFilled ? given.map(withReasoning) : given
  return mapPromptParts(prompt, (part, message) => {
    if (part.type !== 'reasoning') return [part]
    if (api === 'chat') return reasoning !== 'none' && hasCalls(message) ? [part] : []
    return isUnsigned(part) || (api === 'google' && isSignedElsewhere(part)) ? [] : [part]
  })
}

/** Whether messages with tool calls have reasoning, and whether it is missing in some. */
export function reasoningIn(prompt: readonly PromptMessage[]): {
  readonly some: boolean
  readonly missing: boolean
} {
  const calling = prompt.filter(hasCalls)
  return { some: calling.some(hasReasoning), missing: !calling.every(hasReasoning) }
}

function withReasoning(message: PromptMessage): PromptMessage {
  if (!hasCalls(message) || hasReasoning(message)) return message
  return { ...message, content: [PLACEHOLDER, ...partsOf(message)] }
}

function hasCalls(message: PromptMessage): boolean {
  return partsOf(message).some(({ type }) => type === 'tool-call')
}

function hasReasoning(message: PromptMessage): boolean {
  return partsOf(message).some(({ type, text }) => type === 'reasoning' && text !== '')
}

function isUnsigned({ providerOptions }: PromptPart): boolean {
  return (
    isRecord(providerOptions) &&
    isRecord(providerOptions.flightdeck) &&
    providerOptions.flightdeck.unsigned === true
  )
}

const GOOGLE_NAMES: readonly string[] = ['google', 'vertex', 'googleVertex']

/** Whether another provider signed the reasoning. Packages of other providers leave such reasoning out by themselves. */
function isSignedElsewhere({ providerOptions }: PromptPart): boolean {
  if (!isRecord(providerOptions)) return false
  const names = Object.keys(providerOptions)
  return names.length > 0 && !names.some((name) => GOOGLE_NAMES.includes(name))
}
