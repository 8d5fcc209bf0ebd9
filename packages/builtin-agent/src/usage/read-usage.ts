import type { TokenUsage } from '@ag-ui/client'
import { fieldsOf } from '../json/fields.ts'

/** Reads the token counts that the AI SDK gives of a call. Undefined when there is no count in it: absent is not zero. */
export function readUsage(given: unknown, model?: string): TokenUsage | undefined {
  const usage = fieldsOf(given)
  const inputDetails = fieldsOf(usage.inputTokenDetails)
  const outputDetails = fieldsOf(usage.outputTokenDetails)
  const counts = {
    inputTokens: count(usage.inputTokens),
    outputTokens: count(usage.outputTokens),
    totalTokens: count(usage.totalTokens),
    reasoningTokens: count(outputDetails.reasoningTokens) ?? count(usage.reasoningTokens),
    cachedInputTokens: count(inputDetails.cacheReadTokens) ?? count(usage.cachedInputTokens),
    cacheWriteInputTokens: count(inputDetails.cacheWriteTokens),
  }
  const known = Object.entries(counts).filter(([, value]) => value !== undefined)
  if (known.length === 0) return undefined
  return { ...(model !== undefined && { model }), ...Object.fromEntries(known) }
}

function count(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined
}
