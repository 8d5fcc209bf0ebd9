import { CallIds } from '../call-ids/call-ids.ts'
import { withUniqueIds } from '../call-ids/with-unique-ids.ts'
import { fitToProvider } from './fit-to-provider.ts'
import type { SdkModel } from './model-factories.ts'
import { mapParts } from './wrap-model.ts'

const prepared = new WeakSet<object>()

/**
 * Wraps a model of the AI SDK for a conversation with any history, as a `BuiltInAgent` does with its own model: what the
 * provider would reject is rewritten for it, tool calls get unique ids, and warnings about a call are not written to the
 * console. For models that an `aisdk` factory creates itself. A model that is prepared already is returned as it is.
 */
export function prepareModel<Model extends SdkModel>(model: Model): Model {
  if (prepared.has(model)) return model
  const made = withoutWarnings(withUniqueCallIds(withV2Endings(fitToProvider(model))))
  prepared.add(made)
  return made
}

/**
 * The model, with a new id for each tool call whose id is already in the prompt or the completion. The AI SDK, the tools and
 * the events then have one unique id for each call: an approval or a result must not be applied to another call.
 */
function withUniqueCallIds<Model extends SdkModel>(model: Model): Model {
  return mapParts(model, (prompt) => {
    const ids = new CallIds(callIdsIn(prompt))
    return (part) => withUniqueIds(part, ids)
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

/**
 * The model, with `stop` in place of an unknown finish reason. A model of specification 2 has no raw
 * finish reason, and without one a completion counts as incomplete.
 */
function withV2Endings<Model extends SdkModel>(model: Model): Model {
  if (model.specificationVersion !== 'v2') return model
  return mapParts(model, () => (part) => {
    const isVague = part.finishReason === 'unknown' || part.finishReason === 'other'
    return part.type === 'finish' && isVague ? { ...part, finishReason: 'stop' } : part
  })
}

/**
 * The model without warnings about a call: the AI SDK would write them to the console. They are kept if the
 * application set a function for them, `AI_SDK_LOG_WARNINGS`.
 */
function withoutWarnings<Model extends SdkModel>(model: Model): Model {
  const { AI_SDK_LOG_WARNINGS: taker } = globalThis as { AI_SDK_LOG_WARNINGS?: unknown }
  if (typeof taker === 'function') return model
  return mapParts(model, () => (part) => (part.type === 'stream-start' ? { ...part, warnings: [] } : part))
}
