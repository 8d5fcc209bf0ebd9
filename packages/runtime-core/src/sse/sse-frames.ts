import { sseFrame, toCursor } from '@flightdeck/protocol'
import { type LogChunk, toLegacySpelling, type WireEvent } from '@flightdeck/run-engine'
import type { BodyChunk } from '../http/host-request.ts'

/** Which spelling of AG-UI a client reads: 1.0 as the log holds it, or the older one of 0.x clients. */
export type Dialect = '1.0' | '0.x'

/** SSE frames in one piece, as text and, once somebody asked for them, as bytes. */
export class Frames implements BodyChunk {
  readonly text: string
  #bytes: Uint8Array | undefined

  constructor(text: string) {
    this.text = text
  }

  get bytes(): Uint8Array {
    this.#bytes ??= encoder.encode(this.text)
    return this.#bytes
  }
}

const encoder = new TextEncoder()

/** A chunk of the log as SSE frames, one per event. Made once for all who are given the same chunk. */
export function toFrames(chunk: LogChunk, dialect: Dialect): Frames {
  const known = chunk.framed?.[dialect]
  if (known instanceof Frames) return known
  const frames = new Frames(dialect === '0.x' && chunk.marked.length > 0 ? legacyText(chunk) : text(chunk))
  chunk.framed ??= {}
  chunk.framed[dialect] = frames
  return frames
}

function text(chunk: LogChunk): string {
  let frames = ''
  for (let index = 0; index < chunk.events.length; index += 1) {
    frames += frame(chunk, index, chunk.events[index] as string)
  }
  return frames
}

function legacyText(chunk: LogChunk): string {
  let frames = ''
  for (let index = 0; index < chunk.events.length; index += 1) {
    const json = chunk.events[index] as string
    const spelled = chunk.marked.includes(index) ? respell(json) : json
    if (spelled !== undefined) frames += frame(chunk, index, spelled)
  }
  return frames
}

function respell(json: string): string | undefined {
  const event = toLegacySpelling(JSON.parse(json) as WireEvent)
  return event && JSON.stringify(event)
}

/** A catch-up counts as read only when all of it has been: only its last event carries a position. */
function frame(chunk: LogChunk, index: number, json: string): string {
  if (chunk.first !== undefined) return sseFrame(json, toCursor(chunk.generation, chunk.first + index))
  if (index < chunk.events.length - 1) return sseFrame(json)
  return sseFrame(json, toCursor(chunk.generation, chunk.through))
}
