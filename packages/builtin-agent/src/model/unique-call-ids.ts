import { CallIds } from '../call-ids/call-ids.ts'
import { withOwnIds } from '../call-ids/with-unique-ids.ts'
import { mapParts } from './map-parts.ts'
import type { MadeModel } from './model-makers.ts'

/**
 * The model, with a new id for each tool call whose id its prompt has already, or its answer. So the AI SDK, the tools and
 * the events know a call by one id, and no two calls by the same: an approval and a result must not be taken for another's.
 */
export function withDistinctCalls<Model extends MadeModel>(model: Model): Model {
  return mapParts(model, (prompt) => {
    const ids = new CallIds(callIdsIn(prompt))
    return (part) => withOwnIds(part, ids)
  })
}

function* callIdsIn(prompt: unknown): Generator<string> {
  for (const message of listOf(prompt)) {
    for (const part of listOf(message.content)) {
      if (part.type === 'tool-call' && typeof part.toolCallId === 'string') yield part.toolCallId
    }
  }
}

function listOf(value: unknown): readonly { readonly [field: string]: unknown }[] {
  return Array.isArray(value) ? value : []
}
