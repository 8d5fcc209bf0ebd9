import type { StreamPart } from '../call-ids/with-unique-ids.ts'
import type { SdkModel } from './model-factories.ts'

/** The options of one call of a model, as far as they are changed here. */
export interface CallOptions {
  readonly prompt: unknown
  readonly tools?: unknown
  readonly [option: string]: unknown
}

/** A call of a model: `doStream` or `doGenerate`. */
export type ModelCall = (options: CallOptions) => PromiseLike<object>

/** Wraps `doStream` and `doGenerate` of a model, whichever specification it follows. It stays the same in everything else. */
export function wrapCalls<Model extends SdkModel>(model: Model, wrap: (call: ModelCall) => ModelCall): Model {
  return new Proxy(model, {
    get(target, property) {
      const value: unknown = Reflect.get(target, property, target)
      const isCall = property === 'doStream' || property === 'doGenerate'
      return isCall ? wrap((options) => (value as ModelCall).call(target, options)) : value
    },
  })
}

/**
 * Maps every part of the streams of a model through a function that `begin` makes for each call out of its prompt. A part for
 * which it returns undefined is left out.
 */
export function mapParts<Model extends SdkModel>(
  model: Model,
  begin: (prompt: unknown) => (part: StreamPart) => StreamPart | undefined,
): Model {
  return wrapCalls(model, (call) => async (options) => {
    const result = await call(options)
    if (!('stream' in result)) return result
    return {
      ...result,
      stream: mapStream(result.stream as ReadableStream<StreamPart>, begin(options.prompt)),
    }
  })
}

/** Maps every part of a stream. A part for which the function returns undefined is left out. */
export function mapStream<Part>(
  stream: ReadableStream<Part>,
  map: (part: Part) => Part | undefined,
): ReadableStream<Part> {
  const reader = stream.getReader()
  return new ReadableStream(
    {
      async pull(controller) {
        for (;;) {
          const { done, value } = await reader.read()
          if (done) {
            controller.close()
            return
          }
          const part = map(value)
          if (part === undefined) continue
          controller.enqueue(part)
          return
        }
      },
      cancel: (reason) => reader.cancel(reason),
    },
    { highWaterMark: 0 },
  )
}
