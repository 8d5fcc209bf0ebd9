import { mapParts } from './map-parts.ts'
import type { MadeModel } from './model-makers.ts'

/**
 * The model, with a plain end in place of one that it has no word for. A model of the second specification cannot say why it
 * ended beside that word, and without any explanation an answer counts as one that broke off.
 */
export function withV2Endings<Model extends MadeModel>(model: Model): Model {
  if (model.specificationVersion !== 'v2') return model
  return mapParts(model, () => (part) => {
    const isVague = part.finishReason === 'unknown' || part.finishReason === 'other'
    return part.type === 'finish' && isVague ? { ...part, finishReason: 'stop' } : part
  })
}
