import { isRecord } from '../json/fields.ts'
import { mapPromptParts, type PromptMessage, type PromptPart, partsOf } from './prompt-types.ts'
import type { PromptTarget } from './provider-api.ts'

/**
 * The provider options of reasoning out of a stored conversation that no provider signed. Hosts of chat completions want it
 * back with the tool calls that it led to; all others want only reasoning that they signed.
 */
export const UNSIGNED_REASONING = { flightdeck: { unsigned: true } } as const

/** Leaves out reasoning that the provider does not take back. */
export function fitReasoning(
  prompt: readonly PromptMessage[],
  { api }: Pick<PromptTarget, 'api'>,
): PromptMessage[] {
  return mapPromptParts(prompt, (part, message) => {
    if (part.type !== 'reasoning') return [part]
    if (api === 'chat') return partsOf(message).some(({ type }) => type === 'tool-call') ? [part] : []
    return isUnsigned(part) ? [] : [part]
  })
}

function isUnsigned({ providerOptions }: PromptPart): boolean {
  return (
    isRecord(providerOptions) &&
    isRecord(providerOptions.flightdeck) &&
    providerOptions.flightdeck.unsigned === true
  )
}
