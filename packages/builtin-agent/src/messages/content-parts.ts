import type { UserMessage } from '@ag-ui/client'
import type { UserModelMessage } from 'ai'
import type { Fields } from '../json/fields.ts'

type ModelPart = Exclude<UserModelMessage['content'], string>[number]

/**
 * The content of a user's message for a model: its text, or its parts. Parts that cannot be read, such as an image whose
 * address is no URL, are left out.
 */
export function toModelContent(content: UserMessage['content']): UserModelMessage['content'] {
  if (typeof content === 'string') return content
  if (!Array.isArray(content)) return ''
  const parts = content.flatMap((part): ModelPart[] => toModelPart(part as unknown as Fields))
  return parts.length === 0 ? '' : parts
}

/** The text of a content, without its other parts. */
export function textOf(content: unknown): string {
  if (typeof content === 'string') return content
  if (!Array.isArray(content)) return ''
  return content
    .map((part: Fields) => (part?.type === 'text' && typeof part.text === 'string' ? part.text : ''))
    .join('')
}

function toModelPart(part: Fields): ModelPart[] {
  switch (part.type) {
    case 'text':
      return typeof part.text === 'string' ? [{ type: 'text', text: part.text }] : []
    case 'image':
    case 'audio':
    case 'video':
    case 'document': {
      const source = part.source as Fields | undefined
      return source === undefined ? [] : toFile(part.type, source.type, source.value, source.mimeType, part)
    }
    // How clients before AG-UI 1.0 wrote files.
    case 'binary': {
      const kind = String(part.mimeType ?? '').startsWith('image/') ? 'image' : 'document'
      if (typeof part.data === 'string') return toFile(kind, 'data', part.data, part.mimeType, part)
      if (typeof part.url === 'string') return toFile(kind, 'url', part.url, part.mimeType, part)
      return toFile(kind, 'file', part.id, part.mimeType, part)
    }
    default:
      return []
  }
}

const ANY_TYPE = { image: 'image/*', audio: 'audio/*', video: 'video/*', document: 'application/pdf' }

function toFile(
  kind: keyof typeof ANY_TYPE,
  source: unknown,
  value: unknown,
  mimeType: unknown,
  part: Fields,
): ModelPart[] {
  const data = readData(source, value)
  if (data === undefined) return []
  const mediaType = typeof mimeType === 'string' && mimeType !== '' ? mimeType : undefined
  if (kind === 'image') return [{ type: 'image', image: data, ...(mediaType !== undefined && { mediaType }) }]
  const filename = fileName(part)
  return [{ type: 'file', data, mediaType: mediaType ?? ANY_TYPE[kind], ...(filename && { filename }) }]
}

function readData(source: unknown, value: unknown): string | URL | undefined {
  if (typeof value !== 'string' || value === '') return undefined
  if (source === 'data' || source === 'file') return value
  return source === 'url' && URL.canParse(value) ? new URL(value) : undefined
}

function fileName(part: Fields): string | undefined {
  const metadata = part.metadata as Fields | undefined
  const name = part.filename ?? metadata?.filename ?? metadata?.name
  return typeof name === 'string' ? name : undefined
}
