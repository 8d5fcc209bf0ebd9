import type { StreamPart } from '../call-ids/with-unique-ids.ts'
import { isRecord } from '../json/fields.ts'
import { hasFiles, type SupportedUrls } from '../prompt/files.ts'
import { fitPrompt } from '../prompt/fit-prompt.ts'
import { fitTools } from '../prompt/fit-tools.ts'
import type { PromptMessage } from '../prompt/prompt-types.ts'
import { type PromptTarget, promptTarget } from '../prompt/provider-api.ts'
import type { SdkModel } from './model-factories.ts'
import { noiseFilter } from './streams/drop-noise.ts'
import { type CallOptions, mapParts, wrapCalls } from './wrap-model.ts'

const fitted = new WeakSet<object>()

/** Marks a model whose calls are already fitted by the model that it wraps. */
export function markFitted<Model extends SdkModel>(model: Model): Model {
  fitted.add(model)
  return model
}

/**
 * Wraps a model so that whatever a conversation holds is sent in a form that its provider accepts, in every step of a run.
 *
 * If the provider still rejects a request with files, it is sent once more with the files described in words: an image whose
 * address is dead, or that a model without vision is given, must not fail the turns that follow.
 */
export function fitToProvider<Model extends SdkModel>(model: Model): Model {
  if (fitted.has(model)) return model
  const target = promptTarget(model)
  const withCalls = wrapCalls(model, (call) => async (options) => {
    const supportedUrls = ((await model.supportedUrls) ?? {}) as SupportedUrls
    try {
      return await call(fitCall(options, target, supportedUrls, false))
    } catch (error) {
      if (!isRejection(error) || !hasFiles(options.prompt as readonly PromptMessage[])) throw error
      try {
        return await call(fitCall(options, target, supportedUrls, true))
      } catch {
        throw error
      }
    }
  })
  return markFitted(mapParts(mapParts(withCalls, noiseFilter), () => normalizeToolCall))
}

function fitCall(
  options: CallOptions,
  target: PromptTarget,
  supportedUrls: SupportedUrls,
  wordsOnly: boolean,
): CallOptions {
  const prompt = fitPrompt(options.prompt as readonly PromptMessage[], {
    ...target,
    supportedUrls,
    wordsOnly,
  })
  const tools = fitTools(options.tools, prompt, target.api)
  return { ...options, prompt, ...(tools !== undefined && { tools }) }
}

/** The statuses by which providers say that they do not accept what is in a request. */
const REJECTED: readonly unknown[] = [400, 415, 422]

function isRejection(error: unknown): boolean {
  return error instanceof Error && REJECTED.includes((error as { statusCode?: unknown }).statusCode)
}

/**
 * A tool call with `{}` for arguments that are null, and with the thought signature of Gemini where it goes back from: over
 * chat completions it comes under the name of the host, and only `google` is sent back.
 */
function normalizeToolCall(part: StreamPart): StreamPart {
  if (part.type !== 'tool-call') return part
  const isNull = typeof part.input === 'string' && part.input.trim() === 'null'
  const signature = thoughtSignature(part.providerMetadata)
  return {
    ...part,
    ...(isNull && { input: '{}' }),
    ...(signature !== undefined && { providerMetadata: { google: { thoughtSignature: signature } } }),
  }
}

/** Names that the packages of Google itself use. */
const GOOGLE_NAMES: readonly string[] = ['google', 'vertex', 'googleVertex']

function thoughtSignature(metadata: unknown): unknown {
  if (!isRecord(metadata) || GOOGLE_NAMES.some((name) => name in metadata)) return undefined
  return Object.values(metadata)
    .filter(isRecord)
    .find((values) => 'thoughtSignature' in values)?.thoughtSignature
}
