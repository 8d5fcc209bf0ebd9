import { mapParts } from './map-parts.ts'
import type { MadeModel } from './model-makers.ts'

/**
 * The model, without the remarks that it makes about a call: the AI SDK would write them to the console. They stay where the
 * application gave the AI SDK a function to take them, `AI_SDK_LOG_WARNINGS`.
 */
export function withoutWarnings<Model extends MadeModel>(model: Model): Model {
  const { AI_SDK_LOG_WARNINGS: taker } = globalThis as { AI_SDK_LOG_WARNINGS?: unknown }
  if (typeof taker === 'function') return model
  return mapParts(model, () => (part) => (part.type === 'stream-start' ? { ...part, warnings: [] } : part))
}
