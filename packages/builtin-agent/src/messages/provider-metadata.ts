import { fieldsOf } from '../json/fields.ts'
import { tryParseJson } from '../json/try-parse-json.ts'

/**
 * Providers that require their metadata on reasoning, texts and tool calls back in the next request: signatures, without
 * which they reject a history with tool calls. Other providers do not need it.
 */
const PROVIDERS = ['anthropic', 'google', 'vertex', 'googleVertex', 'bedrock'] as const

type ProviderMetadata = Record<string, Record<string, unknown>>

/** Provider metadata as an `encryptedValue` of AG-UI. Undefined if there is none to keep. */
export function toEncryptedValue(metadata: unknown): string | undefined {
  if (typeof metadata !== 'object' || metadata === null) return undefined
  const kept = Object.fromEntries(
    Object.entries(metadata).filter(([provider]) => PROVIDERS.some((known) => known === provider)),
  )
  return Object.keys(kept).length === 0 ? undefined : JSON.stringify(kept)
}

/**
 * The members that a provider requires back: signatures and redacted reasoning, and the mark of a compacted conversation.
 * Anything else is dropped, because the AI SDK rejects a whole prompt for one member that it does not understand.
 */
const MEMBERS: Readonly<Record<string, (value: unknown) => boolean>> = {
  signature: (value) => typeof value === 'string',
  redactedData: (value) => typeof value === 'string',
  thoughtSignature: (value) => typeof value === 'string',
  type: (value) => value === 'compaction',
}

/** Provider metadata from an `encryptedValue`. Undefined if it holds something else. */
export function fromEncryptedValue(value: string | undefined): ProviderMetadata | undefined {
  if (!value?.startsWith('{')) return undefined
  const metadata = fieldsOf(tryParseJson(value))
  const kept = PROVIDERS.flatMap((provider): [string, ProviderMetadata[string]][] => {
    const members = Object.entries(fieldsOf(metadata[provider])).filter(
      ([name, member]) => Object.hasOwn(MEMBERS, name) && MEMBERS[name]?.(member),
    )
    return members.length === 0 ? [] : [[provider, Object.fromEntries(members)]]
  })
  return kept.length === 0 ? undefined : Object.fromEntries(kept)
}
