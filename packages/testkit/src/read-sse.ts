import { createParser } from 'eventsource-parser'

/** One frame of an event stream. */
export interface SseFrame {
  /** Its `id:` line. */
  id?: string | undefined
  /** Its data, parsed as JSON. */
  data: SseData
}

/** A parsed event. */
export type SseData = { readonly type: string } & Readonly<Record<string, unknown>>

/** Reads the frames of an SSE response as they arrive. Stop iterating to disconnect: the body is cancelled. */
export async function* readSse(response: Response): AsyncGenerator<SseFrame> {
  const frames: SseFrame[] = []
  const parser = createParser({
    onEvent: ({ id, data }) =>
      frames.push({ ...(id !== undefined && { id }), data: JSON.parse(data) as SseData }),
    onError: (error) => {
      throw error
    },
  })
  if (response.body === null) return
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader()
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      parser.feed(value)
      yield* frames.splice(0)
    }
  } finally {
    await reader.cancel().catch(() => {})
  }
}

/** Reads an SSE response to its end and returns its events. */
export async function readEvents(response: Response): Promise<SseData[]> {
  const events: SseData[] = []
  for await (const { data } of readSse(response)) events.push(data)
  return events
}
