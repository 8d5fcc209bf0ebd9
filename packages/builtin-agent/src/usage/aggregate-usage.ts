import type { TokenUsage } from '@ag-ui/client'

/** The counts that a `TokenUsage` may have. */
export const USAGE_COUNTS = [
  'inputTokens',
  'outputTokens',
  'totalTokens',
  'reasoningTokens',
  'cachedInputTokens',
  'cacheWriteInputTokens',
] as const

/** One entry for each provider and model, with the sums of the reported values. Values that were not reported are absent. */
export function aggregateUsage(entries: readonly TokenUsage[]): TokenUsage[] {
  const sums = new Map<string, TokenUsage>()
  for (const entry of entries) {
    const key = JSON.stringify([entry.provider, entry.model])
    const sum = sums.get(key)
    if (sum === undefined) sums.set(key, { ...entry })
    else for (const name of USAGE_COUNTS) add(sum, name, entry[name])
  }
  return [...sums.values()]
}

function add(sum: TokenUsage, name: (typeof USAGE_COUNTS)[number], value: number | undefined): void {
  if (value !== undefined) sum[name] = (sum[name] ?? 0) + value
}
