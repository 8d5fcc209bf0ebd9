/**
 * Providers that want their own marks on thoughts, texts and tool calls back in the next request: signatures of thinking,
 * without which they refuse a history with tools in it. Others do without, and some refuse marks whose neighbours are missing.
 */
const PROVIDERS = ['anthropic', 'google', 'vertex', 'googleVertex', 'bedrock'] as const

type ProviderMetadata = Record<string, Record<string, unknown>>

/** A provider's marks as AG-UI's `encryptedValue` carries them. Undefined when there are none to keep. */
export function toEncryptedValue(metadata: unknown): string | undefined {
  if (typeof metadata !== 'object' || metadata === null) return undefined
  const kept = Object.fromEntries(
    Object.entries(metadata).filter(([provider]) => PROVIDERS.some((known) => known === provider)),
  )
  return Object.keys(kept).length === 0 ? undefined : JSON.stringify(kept)
}

/** A provider's marks out of an `encryptedValue`. Undefined when it holds something else. */
export function fromEncryptedValue(value: string | undefined): ProviderMetadata | undefined {
  if (!value?.startsWith('{')) return undefined
  try {
    const read: unknown = JSON.parse(value)
    if (typeof read !== 'object' || read === null) return undefined
    const marks = Object.entries(read).filter(
      ([provider, fields]) =>
        PROVIDERS.some((known) => known === provider) && typeof fields === 'object' && fields !== null,
    )
    return marks.length === 0 ? undefined : (Object.fromEntries(marks) as ProviderMetadata)
  } catch {
    return undefined
  }
}
