import { isRecord } from '../json/fields.ts'
import {
  describeFile,
  type FileData,
  fileText,
  normalizeBase64,
  type PromptFile,
  readPromptFile,
} from './prompt-file.ts'
import { mapPromptParts, type PromptMessage, type PromptPart, partsOf } from './prompt-types.ts'
import type { PromptTarget, ProviderApi } from './provider-api.ts'

/** The URLs that a model fetches by itself, by media type, as the AI SDK has them. */
export type SupportedUrls = Readonly<Record<string, readonly RegExp[]>>

/**
 * Which files are described in words: only those that the model cannot read, also all that are not text, or also all texts.
 */
export type FilesInWords = 'unreadable' | 'binary' | 'all'

/** How files are written for a model. */
export interface FileOptions extends PromptTarget {
  readonly supportedUrls: SupportedUrls
  readonly files: FilesInWords
}

const IMAGES = ['image/png', 'image/jpeg', 'image/gif', 'image/webp', 'image/*']
const AUDIO = ['audio/wav', 'audio/mp3', 'audio/mpeg']
const PDF = 'application/pdf'

/** The media types that an API reads. APIs that are not listed are given every file. */
const READABLE: Partial<Readonly<Record<ProviderApi, (mediaType: string) => boolean>>> = {
  chat: (type) => IMAGES.includes(type) || AUDIO.includes(type) || type === PDF,
  'openai-chat': (type) => IMAGES.includes(type) || AUDIO.includes(type) || type === PDF,
  responses: (type) => IMAGES.includes(type) || type === PDF,
  anthropic: (type) => IMAGES.includes(type) || type === PDF,
  google: (type) =>
    IMAGES.includes(type) || /^(?:image\/hei[cf]$|audio\/|video\/)/.test(type) || type === PDF,
}

const TEXT_TYPE =
  /^text\/|\+(?:json|xml)$|^application\/(?:json|x?-?ndjson|xml|csv|x-?yaml|yaml|toml|sql|javascript|typescript|x-sh|graphql)$/

/**
 * Writes the files of a prompt so that the model can take them. Text goes as text, what the API reads goes as it is, and
 * anything else is described in words: a file that a user attached once must not fail the turns that follow.
 */
export function fitFiles(prompt: readonly PromptMessage[], options: FileOptions): PromptMessage[] {
  return mapPromptParts(prompt, (part, { role }) => {
    if (part.type === 'tool-result') return [fitResult(part, options)]
    return role === 'user' ? [fitFile(part, options)] : [part]
  })
}

/** The kinds of files that a prompt has, in messages and in results: text, others, and those that the provider has to fetch. */
export function filesIn(prompt: readonly PromptMessage[]): {
  readonly text: boolean
  readonly binary: boolean
  readonly remote: boolean
} {
  const parts = prompt.flatMap(partsOf).flatMap((part) => [part, ...resultItems(part)])
  const files = parts.flatMap((part) => readPromptFile(part) ?? [])
  return {
    text: files.some(({ mediaType }) => TEXT_TYPE.test(mediaType)),
    binary: files.some(({ mediaType }) => !TEXT_TYPE.test(mediaType)),
    remote: files.some(({ data }) => data.type === 'id' || data.type === 'url'),
  }
}

function fitResult(part: PromptPart, options: FileOptions): PromptPart {
  const items = resultItems(part)
  if (items.length === 0) return part
  const value = items.map((item) => fitFile(item, options))
  // Packages for chat completions write files in a result as the text of their JSON, with all their data.
  const isText = TEXT_RESULTS.includes(options.api)
  const fitted = isText ? value.map((item) => (readPromptFile(item) ? describedPart(item) : item)) : value
  const isSaid = isText && fitted.every(({ type }) => type === 'text')
  const output = isSaid
    ? { type: 'text', value: fitted.map(({ text }) => text).join('\n') }
    : { ...(part.output as object), value: fitted }
  return { ...part, output }
}

/** The APIs whose results of tools are text. */
const TEXT_RESULTS: readonly ProviderApi[] = ['chat', 'openai-chat']

function describedPart(part: PromptPart): PromptPart {
  const file = readPromptFile(part)
  return file === undefined ? part : textPart(describeFile(file))
}

function resultItems({ output }: PromptPart): readonly PromptPart[] {
  return isRecord(output) && output.type === 'content' && Array.isArray(output.value) ? output.value : []
}

function fitFile(part: PromptPart, options: FileOptions): PromptPart {
  const file = readPromptFile(part)
  if (file === undefined) return part
  const isReadable = READABLE[options.api]
  if (isReadable === undefined && options.files === 'unreadable') return part
  const isJpg = file.mediaType === 'image/jpg'
  const mediaType = isJpg ? 'image/jpeg' : file.mediaType
  if (TEXT_TYPE.test(mediaType))
    return textPart((options.files === 'all' ? undefined : textOfFile(file)) ?? describeFile(file))
  const given = isJpg ? { ...part, mediaType } : part
  const isTaken = options.files === 'unreadable' && isReadable?.(mediaType) === true
  return (
    (isTaken ? withReachableData(given, { ...file, mediaType }, options) : undefined) ??
    textPart(describeFile(file))
  )
}

function textPart(text: string): PromptPart {
  return { type: 'text', text }
}

function textOfFile({ filename, data }: PromptFile): string | undefined {
  const text = fileText(data)
  if (text === undefined || filename === undefined) return text
  return `[document: ${filename}]\n${text}`
}

/** The part with data that the model can get at, or undefined if it cannot. */
function withReachableData(
  part: PromptPart,
  { mediaType, data }: PromptFile,
  options: FileOptions,
): PromptPart | undefined {
  switch (data.type) {
    case 'bytes':
      return part
    case 'base64':
      return withBase64(part, data)
    case 'url':
      return isReachable(data.url, mediaType, options) ? part : undefined
    case 'id':
      return withFileId(part, data, options)
    case 'text':
      return undefined
  }
}

function withBase64(part: PromptPart, { base64 }: FileData & { type: 'base64' }): PromptPart | undefined {
  const normalized = normalizeBase64(base64)
  if (normalized === undefined) return undefined
  if (normalized === base64) return part
  return { ...part, data: isRecord(part.data) ? { ...part.data, data: normalized } : normalized }
}

/** Files that Gemini keeps have an address that no other provider can read. */
function isReachable(url: string, mediaType: string, { api, supportedUrls }: FileOptions): boolean {
  if (url.startsWith('https://generativelanguage.googleapis.com/') && api !== 'google') return false
  return isSupportedUrl(url, mediaType, supportedUrls)
}

/** Whether a model fetches what is at a URL by itself. */
export function isSupportedUrl(url: string, mediaType: string, supported: SupportedUrls): boolean {
  return Object.entries(supported).some(([type, patterns]) => {
    const isOfType = type === '*' || type === '*/*' || type === mediaType || covers(type, mediaType)
    return isOfType && patterns.some((pattern) => pattern.test(url.toLowerCase()))
  })
}

function covers(range: string, mediaType: string): boolean {
  return range.endsWith('/*') && mediaType.startsWith(range.slice(0, -1))
}

/** What the provider of each API is called in references to files. */
const PROVIDERS: Partial<Readonly<Record<ProviderApi, string>>> = {
  'openai-chat': 'openai',
  responses: 'openai',
  anthropic: 'anthropic',
  google: 'google',
}

/** How the ids of files of a provider begin. Those of Gemini are addresses. */
const ID_PREFIXES: Readonly<Record<string, string>> = { openai: 'file-', anthropic: 'file_' }

/** The part with a reference to a file that the provider keeps, or undefined where the API or the AI SDK has none. */
function withFileId(
  part: PromptPart,
  { id, provider }: FileData & { type: 'id' },
  { api, specification }: FileOptions,
): PromptPart | undefined {
  const own = PROVIDERS[api]
  if (own === undefined || (provider ?? providerOf(id)) !== own) return undefined
  if (specification === 'v4')
    return { ...part, type: 'file', data: { type: 'reference', reference: { [own]: id } } }
  // Before specification 4, OpenAI's packages know the ids by their prefix, and no other package takes any.
  return own === 'openai' && id.startsWith('file-') ? part : undefined
}

function providerOf(id: string): string | undefined {
  return Object.entries(ID_PREFIXES).find(([, prefix]) => id.startsWith(prefix))?.[0]
}
