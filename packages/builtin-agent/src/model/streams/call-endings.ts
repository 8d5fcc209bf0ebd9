import type { StreamPart } from '../../call-ids/with-unique-ids.ts'
import { isRecord } from '../../json/fields.ts'

/**
 * Makes a mapping for the parts of one completion. A completion with tool calls that ends for a reason which the package of
 * the AI SDK does not know, such as `FUNCTION_CALL` or `tool_use` from a gateway, has ended for its calls: for an unknown
 * reason the AI SDK would not execute them, and they would stay open.
 */
export function callEndings(): (part: StreamPart) => StreamPart {
  let hasCalls = false
  return (part) => {
    if (part.type === 'tool-call' && part.providerExecuted !== true) hasCalls = true
    const { finishReason } = part
    const isUnknown = isRecord(finishReason) && finishReason.unified === 'other' && Boolean(finishReason.raw)
    if (part.type !== 'finish' || !hasCalls || !isUnknown) return part
    return { ...part, finishReason: { ...finishReason, unified: 'tool-calls' } }
  }
}
