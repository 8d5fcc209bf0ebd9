import type { StreamPart } from '../call-ids/with-unique-ids.ts'
import type { SdkModel } from './model-factories.ts'

interface Streaming {
  doStream(options: { prompt: unknown }): PromiseLike<{ stream: ReadableStream<StreamPart> }>
}

/**
 * The model, with each part of its streams passed through a function that `begin` makes for one call out of its prompt.
 * It is the model in everything else, whichever specification it follows.
 */
export function mapParts<Model extends SdkModel>(
  model: Model,
  begin: (prompt: unknown) => (part: StreamPart) => StreamPart,
): Model {
  const streaming = model as unknown as Streaming
  const doStream: Streaming['doStream'] = async (options) => {
    const result = await streaming.doStream(options)
    return { ...result, stream: mapped(result.stream, begin(options.prompt)) }
  }
  return new Proxy(model, {
    get: (target, property) => (property === 'doStream' ? doStream : Reflect.get(target, property, target)),
  })
}

function mapped<Part>(stream: ReadableStream<Part>, map: (part: Part) => Part): ReadableStream<Part> {
  const reader = stream.getReader()
  return new ReadableStream(
    {
      async pull(controller) {
        const { done, value } = await reader.read()
        if (done) controller.close()
        else controller.enqueue(map(value))
      },
      cancel: (reason) => reader.cancel(reason),
    },
    { highWaterMark: 0 },
  )
}
