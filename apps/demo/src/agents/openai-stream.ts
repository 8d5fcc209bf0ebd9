/** What one chunk of a streamed chat completion adds. */
export interface ChatDelta {
  content?: string | null | undefined
  tool_calls?: ToolCallDelta[] | undefined
}

/** A piece of a tool call. The first piece of each `index` carries the id and the name. */
export interface ToolCallDelta {
  index: number
  id?: string | undefined
  function?: { name?: string | undefined; arguments?: string | undefined } | undefined
}

interface ChatChunk {
  choices?: { delta?: ChatDelta }[]
  error?: { message?: string }
}

/**
 * Reads the deltas of a streamed chat completion.
 *
 * @throws when the stream carries an error, and whatever reading the body throws.
 */
export async function* readChatDeltas(
  body: ReadableStream<Uint8Array>,
): AsyncGenerator<ChatDelta, void, undefined> {
  for await (const data of readData(body)) {
    if (data === '[DONE]') return
    const chunk: ChatChunk = JSON.parse(data)
    if (chunk.error) throw new Error(`The model failed: ${chunk.error.message ?? 'no reason given'}`)
    const delta = chunk.choices?.[0]?.delta
    if (delta) yield delta
  }
}

/** The `data:` lines of a stream of server-sent events. This API never spreads one event over several lines. */
async function* readData(body: ReadableStream<Uint8Array>): AsyncGenerator<string, void, undefined> {
  const decoder = new TextDecoder()
  let rest = ''
  for await (const bytes of body) {
    const lines = (rest + decoder.decode(bytes, { stream: true })).split(/\r?\n/)
    rest = lines.pop() ?? ''
    for (const line of lines) if (line.startsWith('data:')) yield line.slice(5).trim()
  }
}
