// Tests: `read-message.test.ts`.
import type { ContentPart } from './events.ts'
import type { Read, Reader } from './read-fields.ts'
import {
  asIs,
  fault,
  fixed,
  isRecord,
  optional,
  ownField,
  readAny,
  readFields,
  readList,
  readString,
  required,
} from './read-fields.ts'

const sourceFields = {
  data: [required('value', readString), required('mimeType', readString)],
  url: [required('value', readString), optional('mimeType', readString)],
  file: [required('value', readString), optional('provider', readString), optional('mimeType', readString)],
} as const

const readSource: Reader = (value, path) => {
  if (!isRecord(value)) return fault(path, 'must be an object')
  const type = ownField(value, 'type')
  if (type !== 'data' && type !== 'url' && type !== 'file')
    return fault(`${path}.type`, 'must be data, url or file')
  return readFields(value, path, sourceFields[type])
}

const textFields = [required('text', readString), optional('id', readString), optional('metadata', readAny)]
const mediaFields = [
  required('source', readSource),
  optional('id', readString),
  optional('metadata', readAny),
]

const readPart: Reader = (value, path) => {
  if (!isRecord(value)) return fault(path, 'must be an object')
  switch (ownField(value, 'type')) {
    case 'text':
      return readFields(value, path, textFields)
    case 'image':
    case 'audio':
    case 'video':
    case 'document':
      return readFields(value, path, mediaFields)
    case 'binary':
      return readBinaryPart(value, path)
    default:
      return fault(`${path}.type`, 'must be text, image, audio, video or document')
  }
}

/** The media part of AG-UI 0.x: one type for all media, with inline bytes, a URL or an id. */
function readBinaryPart(part: Record<string, unknown>, path: string): Read<unknown> {
  const mimeType = ownField(part, 'mimeType')
  if (typeof mimeType !== 'string') return fault(`${path}.mimeType`, 'must be a string')
  const source = binarySource(part, mimeType)
  if (source === undefined) return fault(path, 'needs data, a url or an id')
  const filename = ownField(part, 'filename')
  return fixed({
    type: mediaType(mimeType),
    source,
    ...(typeof filename === 'string' && filename !== '' && { metadata: { filename } }),
  })
}

function binarySource(part: Record<string, unknown>, mimeType: string): object | undefined {
  for (const [key, type] of [
    ['data', 'data'],
    ['url', 'url'],
    ['id', 'file'],
  ] as const) {
    const value = ownField(part, key)
    if (typeof value === 'string' && value !== '') return { type, value, mimeType }
  }
  return undefined
}

function mediaType(mimeType: string): string {
  const family = mimeType.slice(0, mimeType.indexOf('/'))
  return family === 'image' || family === 'audio' || family === 'video' ? family : 'document'
}

const readParts = readList(readPart)

/**
 * Reads the content of a user message or a tool result. Parts of type `binary`, which AG-UI 0.x clients send, become
 * image, audio, video or document parts. A `binary` part that repeats a modern part is dropped: some clients send
 * both.
 */
export function readContent(value: unknown, path: string = 'content'): Read<string | ContentPart[]> {
  if (typeof value === 'string') return asIs(value)
  if (!Array.isArray(value)) return fault(path, 'must be a string or an array of parts')
  const read = readParts(value, path)
  if (!read.ok) return read
  if (!read.changed) return asIs(value)
  return fixed(withoutMirrors(value, read.value) as ContentPart[])
}

function withoutMirrors(given: readonly unknown[], parts: readonly unknown[]): unknown[] {
  const modern = new Set<string>()
  parts.forEach((part, index) => {
    if (isBinary(given[index])) return
    modern.add(partKey(part, undefined))
    modern.add(partKey(part, filenameOf(part)))
  })
  return parts.filter(
    (part, index) => !isBinary(given[index]) || !modern.has(partKey(part, filenameOf(part))),
  )
}

function isBinary(part: unknown): boolean {
  return isRecord(part) && ownField(part, 'type') === 'binary'
}

function filenameOf(part: unknown): unknown {
  return isRecord(part) && isRecord(part.metadata) ? ownField(part.metadata, 'filename') : undefined
}

function partKey(part: unknown, filename: unknown): string {
  if (!isRecord(part) || !isRecord(part.source)) return ''
  const { type, mimeType, value } = part.source
  return JSON.stringify([part.type, type, mimeType, typeof filename === 'string' ? filename : null, value])
}
