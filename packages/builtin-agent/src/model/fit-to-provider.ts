import type { StreamPart } from '../call-ids/with-unique-ids.ts'
import { isRecord } from '../json/fields.ts'
import type { SupportedUrls } from '../prompt/files.ts'
import { fitPrompt, type PromptOptions } from '../prompt/fit-prompt.ts'
import { fitTools } from '../prompt/fit-tools.ts'
import type { PromptMessage } from '../prompt/prompt-types.ts'
import { promptTarget } from '../prompt/provider-api.ts'
import { fitThinking } from '../prompt/thinking.ts'
import { ToolNames } from '../prompt/tool-names.ts'
import { urlsLeftToCalls, withDownloads } from './download-files.ts'
import { attemptsAfter, FIRST_ATTEMPT, type FitAttempt, isRejection } from './fit-attempts.ts'
import type { SdkModel } from './model-factories.ts'
import { callEndings } from './streams/call-endings.ts'
import { noiseFilter } from './streams/drop-noise.ts'
import { type CallOptions, mapParts, mapStream, wrapCalls } from './wrap-model.ts'

const fitted = new WeakSet<object>()

/** Marks a model whose calls are already fitted by the model that it wraps. */
export function markFitted<Model extends SdkModel>(model: Model): Model {
  fitted.add(model)
  return model
}

/**
 * Wraps a model so that whatever a conversation holds is sent in a form that its provider accepts, in every step of a run.
 *
 * If the provider still rejects a request, it is sent again with less of what providers differ in: files, in words instead, and
 * reasoning. An image whose address is dead, or that a model without vision is given, must not fail the turns that follow.
 */
export function fitToProvider<Model extends SdkModel>(model: Model): Model {
  if (fitted.has(model)) return model
  const target = promptTarget(model)
  // What a host does with reasoning, it does in every call.
  let { reasoning } = FIRST_ATTEMPT
  const withCalls = wrapCalls(model, (call) => async (options) => {
    const supportedUrls = ((await model.supportedUrls) ?? {}) as SupportedUrls
    const prompt = await withDownloads(options.prompt as readonly PromptMessage[], supportedUrls, {
      specification: target.specification,
      signal: options.abortSignal as AbortSignal | undefined,
    })
    const first: FitAttempt = { ...FIRST_ATTEMPT, reasoning }
    const names = new ToolNames(options.tools, target.api)
    const make = async (attempt: FitAttempt) =>
      withOwnNames(
        await call(fitCall({ ...options, prompt }, { ...target, supportedUrls, names, ...attempt })),
        names,
      )
    try {
      return await make(first)
    } catch (error) {
      for (const attempt of attemptsAfter(error, prompt, target.api, first)) {
        try {
          const result = await make(attempt)
          reasoning = attempt.reasoning
          return result
        } catch (another) {
          if (!isRejection(another)) break
        }
      }
      throw error
    }
  })
  const clean = mapParts(mapParts(withCalls, noiseFilter), callEndings)
  return markFitted(leavingUrls(mapParts(clean, () => normalizeToolCall)))
}

/** The model, with the downloads of files left to its calls. */
function leavingUrls<Model extends SdkModel>(model: Model): Model {
  return new Proxy(model, {
    get(target, property) {
      const value: unknown = Reflect.get(target, property, target)
      return property === 'supportedUrls' ? urlsLeftToCalls(value as SupportedUrls) : value
    },
  })
}

function fitCall(options: CallOptions, prompting: PromptOptions): CallOptions {
  const prompt = fitPrompt(options.prompt as readonly PromptMessage[], prompting)
  const tools = fitTools(options.tools, prompt, prompting)
  const { toolChoice } = options
  const isNamed = isRecord(toolChoice) && toolChoice.type === 'tool'
  const providerOptions = fitThinking(options.providerOptions, prompt, prompting.api)
  return {
    ...options,
    prompt,
    ...(tools !== undefined && { tools }),
    ...(isNamed && { toolChoice: { ...toolChoice, toolName: prompting.names.sent(toolChoice.toolName) } }),
    ...(providerOptions !== undefined && { providerOptions }),
  }
}

/** The completion with the own names of the tools that have another one at the provider. */
function withOwnNames(result: object, names: ToolNames): object {
  if (!names.hasRenamed) return result
  const rename = <Part extends StreamPart>(part: Part): Part =>
    typeof part.toolName === 'string' ? { ...part, toolName: names.own(part.toolName) } : part
  const { stream, content } = result as { stream?: ReadableStream<StreamPart>; content?: StreamPart[] }
  return {
    ...result,
    ...(stream !== undefined && { stream: mapStream(stream, rename) }),
    ...(content !== undefined && { content: content.map(rename) }),
  }
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
