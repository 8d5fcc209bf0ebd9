import { isRecord, text } from '../json/fields.ts'
import type { PromptPart } from './prompt-types.ts'

/** Where the content of a file is. */
export type FileData =
  | { readonly type: 'bytes'; readonly bytes: Uint8Array }
  | { readonly type: 'base64'; readonly base64: string }
  | { readonly type: 'url'; readonly url: string }
  | { readonly type: 'id'; readonly id: string; readonly provider: string | undefined }
  | { readonly type: 'text'; readonly text: string }

/** A file in a prompt, in the message of a user or in the result of a tool. */
export interface PromptFile {
  readonly mediaType: string
  readonly filename: string | undefined
  readonly data: FileData
}

/** Marks a file part whose data is the id of a file that the provider keeps. */
export function fileIdOptions(provider: string | undefined): {
  flightdeck: { fileId: true; provider?: string }
} {
  return { flightdeck: { fileId: true, ...(provider !== undefined && { provider }) } }
}

/** Reads a file part, in the form of any specification of the AI SDK. Returns undefined for any other part. */
export function readPromptFile(part: PromptPart): PromptFile | undefined {
  const data = readData(part)
  if (data === undefined) return undefined
  const isImage = part.type.startsWith('image-')
  const given = text(part.mediaType) || (isImage ? 'image' : 'application/octet-stream')
  // Version 7 of the AI SDK writes `image` for an image of an unknown type.
  const mediaType = given.includes('/') ? given : `${given}/*`
  return { mediaType, filename: text(part.filename) || undefined, data }
}

function readData(part: PromptPart): FileData | undefined {
  switch (part.type) {
    case 'file':
      return readFileData(part)
    case 'image-data':
    case 'file-data':
    case 'media':
      return { type: 'base64', base64: text(part.data) }
    case 'image-url':
    case 'file-url':
      return { type: 'url', url: text(part.url) }
    case 'image-file-id':
    case 'file-id':
      return { type: 'id', id: text(part.fileId), provider: undefined }
    default:
      return undefined
  }
}

function readFileData({ data, providerOptions }: PromptPart): FileData | undefined {
  const given = isRecord(data) && data.type === 'data' ? data.data : data
  if (typeof given === 'string') {
    const own =
      isRecord(providerOptions) && isRecord(providerOptions.flightdeck) ? providerOptions.flightdeck : {}
    return own.fileId === true
      ? { type: 'id', id: given, provider: text(own.provider) || undefined }
      : { type: 'base64', base64: given }
  }
  if (given instanceof Uint8Array) return { type: 'bytes', bytes: given }
  if (given instanceof URL) return { type: 'url', url: given.href }
  if (!isRecord(given)) return undefined
  if (given.type === 'url') return { type: 'url', url: String(given.url) }
  if (given.type === 'text') return { type: 'text', text: text(given.text) }
  const [reference] = isRecord(given.reference) ? Object.entries(given.reference) : []
  return reference && { type: 'id', id: String(reference[1]), provider: reference[0] }
}

/** Describes a file in words, for a model that cannot read it: `[document: report.docx, 24 kB, not readable by this model]`. */
export function describeFile({ mediaType, filename, data }: PromptFile): string {
  const [general = ''] = mediaType.split('/')
  const kind = ['image', 'audio', 'video'].includes(general) ? general : 'document'
  const details = [filename ?? nameOf(data), sizeOf(data), 'not readable by this model']
  return `[${kind}: ${details.filter((detail) => detail !== undefined).join(', ')}]`
}

function nameOf(data: FileData): string | undefined {
  if (data.type === 'url') return data.url
  return data.type === 'id' ? data.id : undefined
}

function sizeOf(data: FileData): string | undefined {
  const bytes = byteLength(data)
  if (bytes === undefined) return undefined
  if (bytes < 1000) return `${bytes} bytes`
  return bytes < 1_000_000 ? `${Math.round(bytes / 1000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`
}

function byteLength(data: FileData): number | undefined {
  if (data.type === 'bytes') return data.bytes.length
  if (data.type !== 'base64') return undefined
  return Math.floor((data.base64.replace(/=+$/, '').length * 3) / 4)
}

/** The text of a file, or undefined if it is not here or not UTF-8. */
export function fileText(data: FileData): string | undefined {
  if (data.type === 'text') return data.text
  const bytes =
    data.type === 'bytes' ? data.bytes : data.type === 'base64' ? decodeBase64(data.base64) : undefined
  if (bytes === undefined) return undefined
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return undefined
  }
}

function decodeBase64(base64: string): Uint8Array | undefined {
  const normalized = normalizeBase64(base64)
  if (normalized === undefined) return undefined
  return Uint8Array.from(atob(normalized), (character) => character.charCodeAt(0))
}

/** Base64 in the standard alphabet, padded and without white space, or undefined if the text is not base64. */
export function normalizeBase64(given: string): string | undefined {
  const digits = given.replace(/\s+/g, '').replaceAll('-', '+').replaceAll('_', '/').replace(/=+$/, '')
  if (!/^[A-Za-z0-9+/]+$/.test(digits) || digits.length % 4 === 1) return undefined
  return digits.padEnd(Math.ceil(digits.length / 4) * 4, '=')
}
