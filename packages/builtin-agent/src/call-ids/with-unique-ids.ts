import type { CallIds } from './call-ids.ts'

/** A part of the stream of a model or of `streamText()`; both name the parts of a tool call alike. */
export type StreamPart = { readonly type: string; readonly [field: string]: unknown }

/** The part with the unique id of its tool call; any other part as it is. */
export function withUniqueIds<Part extends StreamPart>(part: Part, ids: CallIds): Part {
  switch (part.type) {
    case 'tool-input-start':
      return withField(part, 'id', (id) => ids.begin(id))
    case 'tool-input-delta':
    case 'tool-input-end':
      return withField(part, 'id', (id) => ids.latest(id))
    case 'tool-call':
      return withField(part, 'toolCallId', (id) => ids.complete(id))
    case 'tool-result':
      return withField(part, 'toolCallId', (id) =>
        part.preliminary === true ? ids.latest(id) : ids.answer(id),
      )
    case 'tool-error':
    case 'tool-output-denied':
      return withField(part, 'toolCallId', (id) => ids.answer(id))
    case 'tool-approval-request':
      // A model has the id of the call, `streamText()` the call itself.
      return typeof part.toolCall === 'object' && part.toolCall !== null
        ? { ...part, toolCall: withField(part.toolCall, 'toolCallId', (id) => ids.latest(id)) }
        : withField(part, 'toolCallId', (id) => ids.latest(id))
    default:
      return part
  }
}

function withField<Given extends object>(given: Given, field: string, idOf: (id: string) => string): Given {
  const id = (given as { readonly [field: string]: unknown })[field]
  if (typeof id !== 'string') return given
  const own = idOf(id)
  return own === id ? given : { ...given, [field]: own }
}
