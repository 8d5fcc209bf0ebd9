import { ok } from 'node:assert/strict'
import { readSse, type SseData } from '@flightdeck/testkit'

/** Reads one event stream. */
export interface FrameReader {
  readonly response: Response
  /** Reads up to the first event of a type, and returns it. */
  until(type: string): Promise<SseData>
  /** Reads to the end, and returns every event of the stream. */
  toEnd(): Promise<SseData[]>
}

export function readFrames(response: Response): FrameReader {
  ok(response.status === 200, `The status is ${response.status}, not 200`)
  const type = response.headers.get('content-type') ?? 'nothing'
  ok(type.startsWith('text/event-stream'), `The content type is ${type}, not text/event-stream`)
  const source = readSse(response)
  const events: SseData[] = []
  return {
    response,
    async until(wanted) {
      for (;;) {
        const next = await source.next()
        const types = events.map((event) => event.type).join(', ')
        if (next.done) throw new Error(`The stream ended without ${wanted}, after: ${types}`)
        events.push(next.value.data)
        if (next.value.data.type === wanted) return next.value.data
      }
    },
    async toEnd() {
      for await (const { data } of source) events.push(data)
      return events
    },
  }
}

/** The text of the assistant messages, as a client assembles it from a run or a connect. */
export function textOf(events: readonly SseData[]): string {
  let text = ''
  for (const { type, delta, messages } of events) {
    if (type === 'TEXT_MESSAGE_CONTENT') text += String(delta)
    if (type === 'MESSAGES_SNAPSHOT' && Array.isArray(messages)) text = assistantTextOf(messages)
  }
  return text
}

function assistantTextOf(messages: readonly { role?: unknown; content?: unknown }[]): string {
  return messages.flatMap(({ role, content }) => (role === 'assistant' ? [String(content)] : [])).join('')
}
