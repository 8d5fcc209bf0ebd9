import type { TokenUsage } from '@ag-ui/client'
import { type Fields, fieldsOf, isRecord } from '../json/fields.ts'
import { USAGE_COUNTS } from './aggregate-usage.ts'

/** Reads the token counts of a `RUN_FINISHED`, in AG-UI's own form or in TanStack AI's. Absent is not zero. */
export function readTanStackUsage(usage: unknown, model: unknown): TokenUsage[] {
  if (Array.isArray(usage)) return usage.flatMap((entry) => (isRecord(entry) ? compact(entry) : []))
  if (!isRecord(usage)) return []
  return compact({
    model,
    inputTokens: usage.promptTokens,
    outputTokens: usage.completionTokens,
    totalTokens: usage.totalTokens,
    reasoningTokens: fieldsOf(usage.completionTokensDetails).reasoningTokens,
    cachedInputTokens: fieldsOf(usage.promptTokensDetails).cachedTokens,
    cacheWriteInputTokens: fieldsOf(usage.promptTokensDetails).cacheWriteTokens,
  })
}

const NAMES = ['provider', 'model'] as const

function compact(entry: Fields): TokenUsage[] {
  const usage: TokenUsage = {}
  for (const name of NAMES) {
    const value = entry[name]
    if (typeof value === 'string') usage[name] = value
  }
  let counted = false
  for (const name of USAGE_COUNTS) {
    const value = entry[name]
    if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0) continue
    usage[name] = value
    counted = true
  }
  return counted ? [usage] : []
}
