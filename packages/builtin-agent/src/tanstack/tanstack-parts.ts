import type { ContentPart } from '@ag-ui/client'
import { type Fields, fieldsOf } from '../json/fields.ts'
import { isContentWithFiles } from '../messages/result-parts.ts'
import type { TanStackContentPart } from './tanstack-types.ts'

/** The content of a message for TanStack AI: its text, or its parts. Parts that cannot be read are left out. */
export function toTanStackContent(content: unknown): string | TanStackContentPart[] {
  if (!Array.isArray(content)) return typeof content === 'string' ? content : ''
  const parts = content.flatMap((part: Fields) => toPart(part))
  return parts.length === 0 ? '' : parts
}

/** What a tool of TanStack AI's returned, with its texts as AG-UI writes them if it is content with files in it. */
export function fromTanStackContent(output: unknown): unknown {
  if (!Array.isArray(output)) return output
  const parts: unknown[] = output.map((part: unknown) => {
    const { type, content } = fieldsOf(part)
    return type === 'text' && typeof content === 'string'
      ? ({ type, text: content } satisfies ContentPart)
      : part
  })
  return isContentWithFiles(parts) ? parts : output
}

function toPart(part: Fields): TanStackContentPart[] {
  switch (part.type) {
    case 'text':
      return typeof part.text === 'string' ? [{ type: 'text', content: part.text }] : []
    case 'image':
    case 'audio':
    case 'video':
    case 'document': {
      const { type, value, mimeType } = fieldsOf(part.source)
      return toMedia(part.type, type, value, mimeType)
    }
    // How clients before AG-UI 1.0 wrote files.
    case 'binary': {
      const kind = /^(image|audio|video)\//.exec(String(part.mimeType))?.[1] ?? 'document'
      const media = kind as 'image' | 'audio' | 'video' | 'document'
      return typeof part.data === 'string'
        ? toMedia(media, 'data', part.data, part.mimeType)
        : toMedia(media, 'url', part.url, part.mimeType)
    }
    default:
      return []
  }
}

/** A file that the provider keeps under an id of its own has no place in TanStack AI's messages. */
function toMedia(
  type: Exclude<TanStackContentPart['type'], 'text'>,
  source: unknown,
  value: unknown,
  mimeType: unknown,
): TanStackContentPart[] {
  if (typeof value !== 'string' || value === '') return []
  const given = typeof mimeType === 'string' && mimeType !== '' ? mimeType : undefined
  if (source === 'data') {
    return [{ type, source: { type: 'data', value, mimeType: given ?? 'application/octet-stream' } }]
  }
  if (source !== 'url' || !URL.canParse(value)) return []
  return [{ type, source: { type: 'url', value, ...(given && { mimeType: given }) } }]
}
