import { SSE_RECONNECT, sseFrame, toCursor } from '@flightdeck/protocol'
import type { LogChunk, WireEvent } from '@flightdeck/run-engine'
import { toLegacyWire } from '@flightdeck/run-engine/internal'
import type { BodyChunk } from '../http/host-request.ts'

/** The version of AG-UI that a client reads: 1.0, as in the log, or 0.x. */
export type WireVersion = '1.0' | '0.x'

/** SSE frames as text, and as bytes, which are encoded on first use. */
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

const FRAMES = Symbol('SSE frames')
const LEGACY_FRAMES = Symbol('SSE frames of AG-UI 0.x')

/**
 * A chunk with its frames. Readers at the same position are given the same chunk, so that frames are made once for all
 * of them. A property costs less than a WeakMap, whose entries outlive short-lived chunks until a major collection.
 */
interface FramedChunk extends LogChunk {
  [FRAMES]?: Frames
  [LEGACY_FRAMES]?: Frames
}

/** Returns the function that renders chunks of the log as SSE frames for a client of that version. */
export function framesIn(version: WireVersion): (chunk: LogChunk) => Frames {
  return version === '1.0' ? modernFrames : legacyFrames
}

function modernFrames(chunk: FramedChunk): Frames {
  chunk[FRAMES] ??= new Frames(text(chunk))
  return chunk[FRAMES]
}

function legacyFrames(chunk: FramedChunk): Frames {
  if (chunk.legacy.length === 0) return modernFrames(chunk)
  chunk[LEGACY_FRAMES] ??= new Frames(legacyText(chunk))
  return chunk[LEGACY_FRAMES]
}

function text(chunk: LogChunk): string {
  let frames = ''
  for (let index = 0; index < chunk.events.length; index += 1) {
    frames += frame(chunk, index, chunk.events[index] as string)
  }
  return chunk.cutShort === true ? frames + SSE_RECONNECT : frames
}

function legacyText(chunk: LogChunk): string {
  let frames = ''
  for (let index = 0; index < chunk.events.length; index += 1) {
    const json = chunk.events[index] as string
    const legacy = chunk.legacy.includes(index) ? toLegacyJson(json) : json
    if (legacy !== undefined) frames += frame(chunk, index, legacy)
  }
  return frames
}

function toLegacyJson(json: string): string | undefined {
  const event = toLegacyWire(JSON.parse(json) as WireEvent)
  return event && JSON.stringify(event)
}

/** A catch-up counts as read only when all of it has been: only its last event carries a position. */
function frame(chunk: LogChunk, index: number, json: string): string {
  if (chunk.first !== undefined) return sseFrame(json, toCursor(chunk.log, chunk.first + index))
  if (index < chunk.events.length - 1) return sseFrame(json)
  return sseFrame(json, toCursor(chunk.log, chunk.through))
}
