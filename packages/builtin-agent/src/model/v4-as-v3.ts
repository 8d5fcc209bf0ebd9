type Fields = { readonly type?: unknown; readonly [name: string]: unknown }

/**
 * A prompt of the third model specification, written for a model of the fourth: there, the data of a file says what it is.
 */
export function toV4Prompt<Prompt>(prompt: Prompt & readonly { role: string; content: unknown }[]): Prompt {
  const written = prompt.map((message) =>
    Array.isArray(message.content) ? { ...message, content: message.content.map(toV4Part) } : message,
  )
  return written as Prompt
}

/** A part of an answer of the fourth specification as the third writes it. */
export function withV3Files<Part>(part: Part): Part {
  const { type, data } = part as Fields
  if (type !== 'file' || typeof data !== 'object' || data === null || !('data' in data)) return part
  return { ...part, data: data.data }
}

function toV4Part(part: Fields): Fields {
  if (part.type === 'file') return { ...part, data: toV4Data(part.data) }
  if (part.type !== 'tool-result') return part
  const output = part.output as Fields
  if (output.type !== 'content' || !Array.isArray(output.value)) return part
  return { ...part, output: { ...output, value: output.value.map(toV4ResultPart) } }
}

function toV4Data(data: unknown): unknown {
  return data instanceof URL ? { type: 'url', url: data } : { type: 'data', data }
}

function toV4ResultPart(part: Fields): Fields {
  switch (part.type) {
    case 'file-data':
    case 'image-data':
    case 'media':
      return { ...part, type: 'file', data: { type: 'data', data: part.data } }
    case 'file-url':
    case 'image-url': {
      const mediaType = part.mediaType ?? (part.type === 'image-url' ? 'image/*' : 'application/octet-stream')
      return { ...part, type: 'file', mediaType, data: { type: 'url', url: new URL(String(part.url)) } }
    }
    default:
      return part
  }
}
