import type { StreamPart } from '../../call-ids/with-unique-ids.ts'
import { isRecord } from '../../json/fields.ts'

/**
 * Makes a filter for the parts of one completion. It leaves out the errors by which a package of the AI SDK says that it does
 * not know an event, such as a warning of a gateway or a new type: the completion goes on, and its text must arrive whole.
 * Errors of events that carry content or report a failure stay.
 */
export function noiseFilter(): (part: StreamPart) => StreamPart | undefined {
  const open = new Set<unknown>()
  return (part) => {
    switch (part.type) {
      case 'error':
        return isNoise(part.error) ? undefined : part
      case 'text-start':
      case 'reasoning-start':
        open.add(part.id)
        return part
      case 'text-delta':
      case 'reasoning-delta':
        // The beginning of a block of an unknown type was left out.
        return open.has(part.id) ? part : undefined
      default:
        return part
    }
  }
}

function isNoise(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const { name, value, text } = error as Error & { readonly value?: unknown; readonly text?: unknown }
  if (name === 'AI_JSONParseError') return typeof text === 'string' && text.trim() === ''
  if (name !== 'AI_TypeValidationError') return false
  return !isRecord(value) || !(value.error || isContent(value))
}

/** The events with content, by the field or the type that the APIs have for it. */
function isContent({ choices, candidates, delta, type }: Record<string, unknown>): boolean {
  const isList = (value: unknown): boolean => Array.isArray(value) && value.length > 0
  const isDelta = isRecord(delta) && CONTENT_DELTAS.includes(delta.type)
  return isList(choices) || isList(candidates) || isDelta || CONTENT_TYPES.includes(type)
}

const CONTENT_DELTAS: readonly unknown[] = ['text_delta', 'input_json_delta']
const CONTENT_TYPES: readonly unknown[] = ['error', 'message_delta', 'response.output_text.delta']
