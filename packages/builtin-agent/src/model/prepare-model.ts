import { CallIds } from '../call-ids/call-ids.ts'
import { withUniqueIds } from '../call-ids/with-unique-ids.ts'
import { fitToProvider } from './fit-to-provider.ts'
import type { SdkModel } from './model-factories.ts'
import { mapParts } from './wrap-model.ts'

/** Wraps a model for the calls of a run: its provider accepts what it is sent, and the AI SDK what comes back. */
export function prepareModel<Model extends SdkModel>(model: Model): Model {
  return withoutWarnings(withUniqueCallIds(withV2Endings(fitToProvider(model))))
}

/**
 * The model, with a new id for each tool call whose id its prompt has already, or its answer. So the AI SDK, the tools and
 * the events know a call by one id, and no two calls by the same: an approval and a result must not be taken for another's.
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
 * The model, with a plain end in place of one that it has no word for. A model of the second specification cannot say why it
 * ended beside that word, and without any explanation an answer counts as one that broke off.
 */
function withV2Endings<Model extends SdkModel>(model: Model): Model {
  if (model.specificationVersion !== 'v2') return model
  return mapParts(model, () => (part) => {
    const isVague = part.finishReason === 'unknown' || part.finishReason === 'other'
    return part.type === 'finish' && isVague ? { ...part, finishReason: 'stop' } : part
  })
}

/**
 * The model, without the remarks that it makes about a call: the AI SDK would write them to the console. They stay where the
 * application gave the AI SDK a function to take them, `AI_SDK_LOG_WARNINGS`.
 */
function withoutWarnings<Model extends SdkModel>(model: Model): Model {
  const { AI_SDK_LOG_WARNINGS: taker } = globalThis as { AI_SDK_LOG_WARNINGS?: unknown }
  if (typeof taker === 'function') return model
  return mapParts(model, () => (part) => (part.type === 'stream-start' ? { ...part, warnings: [] } : part))
}
