import type { ContentPart } from '@ag-ui/client'
import type { ToolModelMessage } from 'ai'
import { type Fields, isRecord } from '../json/fields.ts'

/** What a tool's result is for the AI SDK. */
export type ResultOutput = Extract<ToolModelMessage['content'][number], { type: 'tool-result' }>['output']

type OutputParts = Extract<ResultOutput, { type: 'content' }>['value']

/**
 * The format of files in a result. Version 6 of the AI SDK has separate parts for images, version 7 one part for all
 * files; it reads those of 6 as well, with a warning. A model without files in results gets a description as text.
 */
export type FileFormat = 'v6' | 'v7' | 'words'

/** How the AI SDK that is installed writes files. */
export function fileFormatOf(sdk: object): FileFormat {
  return 'isStepCount' in sdk ? 'v7' : 'v6'
}

/** Whether a value is content of AG-UI with at least one file in it. */
export function isContentWithFiles(value: unknown): value is ContentPart[] {
  return Array.isArray(value) && value.some(isFile) && value.every((part) => isFile(part) || isText(part))
}

/** The content of a result for a model: its text, or its texts and files. Addresses that are no URLs are left out. */
export function toResultOutput(
  content: string | readonly ContentPart[],
  fileFormat: FileFormat,
): ResultOutput {
  if (typeof content === 'string' || fileFormat === 'words') {
    return { type: 'text', value: contentAsText(content) }
  }
  const toPart = fileFormat === 'v7' ? toPart7 : toPart6
  return { type: 'content', value: content.filter(isReachable).map(toPart) as OutputParts }
}

/** The content of a result as text, for readers and models without files in results. */
export function contentAsText(content: string | readonly ContentPart[]): string {
  if (typeof content === 'string') return content
  return content
    .map((part) => {
      if (part.type === 'text') return part.text
      return `[${part.type}: ${part.source.type === 'data' ? part.source.mimeType : part.source.value}]`
    })
    .join('\n')
}

function isReachable(part: ContentPart): boolean {
  return part.type === 'text' || part.source.type !== 'url' || URL.canParse(part.source.value)
}

function toPart6(part: ContentPart): Fields {
  if (part.type === 'text') return { type: 'text', text: part.text }
  const { type, value, mimeType } = part.source
  const isImage = part.type === 'image'
  const mediaType = mimeType === undefined ? {} : { mediaType: mimeType }
  if (type === 'data') return { type: isImage ? 'image-data' : 'file-data', data: value, ...mediaType }
  if (type === 'url')
    return isImage ? { type: 'image-url', url: value } : { type: 'file-url', url: value, ...mediaType }
  return { type: isImage ? 'image-file-id' : 'file-id', fileId: value }
}

const ANY_TYPE = {
  image: 'image/*',
  audio: 'audio/*',
  video: 'video/*',
  document: 'application/octet-stream',
}

function toPart7(part: ContentPart): Fields {
  if (part.type === 'text') return { type: 'text', text: part.text }
  const { source } = part
  if (source.type === 'file' && source.provider === undefined) return toPart6(part)
  return { type: 'file', mediaType: source.mimeType ?? ANY_TYPE[part.type], data: toData7(source) }
}

function toData7(source: Exclude<ContentPart, { type: 'text' }>['source']): Fields {
  switch (source.type) {
    case 'data':
      return { type: 'data', data: source.value }
    case 'url':
      return { type: 'url', url: new URL(source.value) }
    case 'file':
      return { type: 'reference', reference: { [String(source.provider)]: source.value } }
  }
}

function isText(part: unknown): boolean {
  return isRecord(part) && part.type === 'text' && typeof part.text === 'string'
}

const FILE_TYPES: readonly unknown[] = ['image', 'audio', 'video', 'document']

function isFile(part: unknown): boolean {
  if (!isRecord(part) || !FILE_TYPES.includes(part.type) || !isRecord(part.source)) return false
  const { type, value, mimeType } = part.source
  if (typeof value !== 'string') return false
  return type === 'data' ? typeof mimeType === 'string' : type === 'url' || type === 'file'
}
