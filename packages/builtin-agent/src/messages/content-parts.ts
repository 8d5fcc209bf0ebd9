import type { UserMessage } from '@ag-ui/client'
import type { UserModelMessage } from 'ai'
import { type Fields, isRecord, text } from '../json/fields.ts'
import { isBlank } from '../prompt/blank-text.ts'
import { describeFile, fileIdOptions, normalizeBase64 } from '../prompt/prompt-file.ts'

type ModelPart = Exclude<UserModelMessage['content'], string>[number]

/**
 * The content of a user's message for a model: its text, or its parts without blank texts. A file whose data is not base64 is
 * described in words. One whose address is no URL is left out, unless the message has nothing else.
 */
export function toModelContent(content: UserMessage['content']): UserModelMessage['content'] {
  if (typeof content === 'string') return content
  if (!Array.isArray(content)) return ''
  const given = content.filter(isRecord)
  const parts = given.flatMap((part) => toModelPart(part, false))
  return parts.length === 0 ? given.flatMap((part) => toModelPart(part, true)) : parts
}

/** The text of a content, without its other parts. */
export function textOf(content: unknown): string {
  if (typeof content === 'string') return content
  if (!Array.isArray(content)) return ''
  return content
    .map((part: Fields) => (part?.type === 'text' && typeof part.text === 'string' ? part.text : ''))
    .join('')
}

function toModelPart(part: Fields, describesAll: boolean): ModelPart[] {
  switch (part.type) {
    case 'text':
      return typeof part.text !== 'string' || isBlank(part.text) ? [] : [{ type: 'text', text: part.text }]
    case 'image':
    case 'audio':
    case 'video':
    case 'document': {
      const source = part.source as Fields | undefined
      return toFile(part.type, source?.type, source?.value, source?.mimeType, part, describesAll)
    }
    // How clients before AG-UI 1.0 wrote files.
    case 'binary': {
      const kind = String(part.mimeType ?? '').startsWith('image/') ? 'image' : 'document'
      if (typeof part.data === 'string')
        return toFile(kind, 'data', part.data, part.mimeType, part, describesAll)
      if (typeof part.url === 'string')
        return toFile(kind, 'url', part.url, part.mimeType, part, describesAll)
      return toFile(kind, 'file', part.id, part.mimeType, part, describesAll)
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
  givenType: unknown,
  part: Fields,
  describesAll: boolean,
): ModelPart[] {
  const mediaType = typeof givenType === 'string' && givenType !== '' ? givenType : undefined
  const filename = fileName(part)
  const file = readData(source, value)
  if (file === undefined) {
    if (source === 'url' && !describesAll) return []
    const described = describeFile({
      mediaType: mediaType ?? ANY_TYPE[kind],
      filename,
      data: {
        type: 'id',
        id: typeof value === 'string' ? value.slice(0, 100) : 'without data',
        provider: undefined,
      },
    })
    return [{ type: 'text', text: described }]
  }
  const type = mediaType ?? file.mediaType
  const isId = source === 'file'
  const provider = text((part.source as Fields | undefined)?.provider) || undefined
  const own = isId && { providerOptions: fileIdOptions(provider) }
  if (kind === 'image')
    return [{ type: 'image', image: file.data, ...(type !== undefined && { mediaType: type }), ...own }]
  return [
    {
      type: 'file',
      data: file.data,
      mediaType: type ?? ANY_TYPE[kind],
      ...(filename && { filename }),
      ...own,
    },
  ]
}

interface ReadableFile {
  readonly data: string | URL
  /** The media type that a data URL has. */
  readonly mediaType?: string | undefined
}

function readData(source: unknown, value: unknown): ReadableFile | undefined {
  if (typeof value !== 'string' || value === '') return undefined
  if (source === 'file')
    return GOOGLE_FILE.test(value) ? { data: new URL(value, GOOGLE_FILES) } : { data: value }
  const [, mediaType, base64] = /^data:([^;,]*)[^,]*;base64,(.*)$/s.exec(value) ?? []
  if (source === 'data' || base64 !== undefined) {
    const data = normalizeBase64(base64 ?? value)
    return data === undefined ? undefined : { data, mediaType: mediaType || undefined }
  }
  const url = source === 'url' && URL.canParse(value) ? new URL(value) : undefined
  return url && /^(?:https?|gs):$/.test(url.protocol) ? { data: url } : undefined
}

/** Files that Gemini keeps are known by an address, or by the end of it. */
const GOOGLE_FILES = 'https://generativelanguage.googleapis.com/v1beta/'
const GOOGLE_FILE = /^(?:https:\/\/generativelanguage\.googleapis\.com\/.*)?files\/[\w-]+$/

function fileName(part: Fields): string | undefined {
  const metadata = part.metadata as Fields | undefined
  const name = part.filename ?? metadata?.filename ?? metadata?.name
  return typeof name === 'string' ? name : undefined
}
