import { isRecord } from '../json/fields.ts'

/** A part of a tool's result that is more than text, as AG-UI has it. */
export interface MediaPart {
  type: 'image' | 'audio' | 'document'
  source: { type: 'data'; value: string; mimeType: string }
}

/** A part of a tool's result with text. */
export interface TextPart {
  type: 'text'
  text: string
}

/** A result with more than text in it: content parts of AG-UI. */
export type ResultParts = (TextPart | MediaPart)[]

/** A tool said that it failed. The message is what it said, meant for the model. */
export class McpToolError extends Error {
  override readonly name = 'McpToolError'
}

/**
 * Reads what `tools/call` answered.
 *
 * - text alone: the texts, one a line
 * - `structuredContent`: that, if the texts only repeat it or there are none; otherwise `{ text, structuredContent }`
 * - images, sounds and files among it: content parts of AG-UI, in order
 *
 * Throws a `McpToolError` if the tool says that it failed.
 */
export function readToolResult(result: unknown): unknown {
  if (!isRecord(result) || !Array.isArray(result.content)) return result
  const parts = result.content.map(toPart).filter((part) => part !== undefined)
  const text = parts.flatMap((part) => (part.type === 'text' ? [part.text] : [])).join('\n')
  const structured = result.structuredContent
  if (result.isError === true) {
    throw new McpToolError(
      text || (structured === undefined ? 'The tool failed' : JSON.stringify(structured)),
    )
  }
  if (parts.some((part) => part.type !== 'text')) {
    const said: ResultParts = structured === undefined || text ? [] : [toText(JSON.stringify(structured))]
    return [...parts, ...said]
  }
  if (structured === undefined) return text
  return text === '' || repeats(text, structured) ? structured : { text, structuredContent: structured }
}

/** Whether a result consists of content parts of AG-UI with at least one that is not text. */
export function isResultParts(output: unknown): output is ResultParts {
  return (
    Array.isArray(output) && output.some(isMedia) && output.every((part) => isMedia(part) || isText(part))
  )
}

function toPart(block: unknown): TextPart | MediaPart | undefined {
  if (!isRecord(block)) return undefined
  switch (block.type) {
    case 'text':
      return toText(String(block.text))
    case 'image':
    case 'audio':
      return toMedia(block.type, block.data, block.mimeType)
    case 'resource_link':
      return toText([block.title ?? block.name, block.description, block.uri].filter(Boolean).join('\n'))
    case 'resource': {
      const resource = isRecord(block.resource) ? block.resource : {}
      if (typeof resource.text === 'string') return toText(resource.text)
      const mimeType = typeof resource.mimeType === 'string' ? resource.mimeType : ''
      const type = mimeType.startsWith('image/')
        ? 'image'
        : mimeType.startsWith('audio/')
          ? 'audio'
          : 'document'
      return toMedia(type, resource.blob, mimeType || 'application/octet-stream')
    }
    default:
      return toText(JSON.stringify(block))
  }
}

const toText = (text: string): TextPart => ({ type: 'text', text })

function toMedia(type: MediaPart['type'], data: unknown, mimeType: unknown): MediaPart {
  return { type, source: { type: 'data', value: String(data), mimeType: String(mimeType) } }
}

function isMedia(part: unknown): boolean {
  return (
    isRecord(part) &&
    (part.type === 'image' || part.type === 'audio' || part.type === 'document') &&
    isRecord(part.source) &&
    part.source.type === 'data'
  )
}

const isText = (part: unknown): boolean =>
  isRecord(part) && part.type === 'text' && typeof part.text === 'string'

/** Servers are asked to repeat structured content as JSON, for clients that do not know it. */
function repeats(text: string, structured: unknown): boolean {
  try {
    return canonical(JSON.parse(text)) === canonical(structured)
  } catch {
    return false
  }
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, member: unknown) =>
    isRecord(member)
      ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)))
      : member,
  )
}
