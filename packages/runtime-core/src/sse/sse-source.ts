import { SSE_KEEP_ALIVE } from '@flightdeck/protocol'
import { type Awaitable, timerMs } from '@flightdeck/run-engine'
import type { BodySource } from '../http/host-request.ts'
import { Frames } from './sse-frames.ts'

/** Pulls chunks: a `ChunkReader<Chunk>` of the engine, or a reader of something else that is sent as SSE. */
export interface ChunkReader<Chunk> {
  /** Resolves with the next chunk; null at the end. One call at a time. */
  next(maxBytes: number): Awaitable<Chunk | null>
  /** Returns the next chunk; undefined if there is none yet, and then calls `wake` once when there may be one. */
  poll?(maxBytes: number, wake: () => void): Chunk | null | undefined
  /** Stops reading. A pending `next` resolves with null. */
  close(): void
}

/** How a reader is turned into bytes. */
export interface SseSourceOptions<Chunk> {
  /** Renders a chunk. */
  toFrames(chunk: Chunk): Frames
  /** Milliseconds of silence, exactly, after which a comment keeps the connection open. */
  keepAliveMs: number
  /** Milliseconds of silence after which the first comment is given, when nothing came before it. @default keepAliveMs */
  openMs?: number | undefined
  /** Called once, when the end has been given or `close` was called. */
  onEnd?: (() => void) | undefined
}

/** Characters of JSON that one pull takes at most. */
const PULL_BYTES = 262_144

const KEEP_ALIVE = new Frames(SSE_KEEP_ALIVE)

/** So many chunks in a row, each within so many milliseconds of the last, are a flood. */
const FLOOD_CHUNKS = 4
const FLOOD_GAP_MS = 5

/**
 * A reader as Server-Sent Events, to be pulled. The reader is not opened before the first pull. A comment is given only
 * to somebody who waits: a client that has stalled has nothing piled up.
 */
export class SseSource<Chunk> implements BodySource {
  readonly #open: () => ChunkReader<Chunk>
  readonly #options: SseSourceOptions<Chunk>
  #reader: ChunkReader<Chunk> | undefined
  /** Whether the reader was asked for more and has not answered yet. */
  #asked = false
  /** What the reader answered while nobody waited. */
  #ready: { chunk: Chunk | null } | { error: unknown } | undefined
  #waiter: { resolve(frames: Frames | null): void; reject(error: unknown): void } | undefined
  #timer: ReturnType<typeof setTimeout> | undefined
  /** Milliseconds of silence after which a comment is due. */
  #patienceMs: number
  #lastGivenAt = 0
  #chunksInFlood = 0
  #over = false

  readonly #onMore = (): void => {
    const reader = this.#reader
    // Nobody waits after a comment was given; whoever asks next finds out for themselves.
    if (this.#waiter === undefined || reader === undefined) {
      this.#asked = false
      return
    }
    const chunk = this.#ask(reader)
    if (chunk !== undefined) this.#settle({ chunk })
  }

  constructor(open: () => ChunkReader<Chunk>, options: SseSourceOptions<Chunk>) {
    this.#open = open
    this.#options = options
    this.#patienceMs = Math.min(options.openMs ?? Infinity, options.keepAliveMs)
  }

  next(): Awaitable<Frames | null> {
    if (this.#over) return null
    if (this.#chunksInFlood >= FLOOD_CHUNKS) {
      // An agent that floods would be sent event by event. A moment later there are many, in one chunk.
      this.#chunksInFlood = 0
      return new Promise((resolve) => setTimeout(() => resolve(this.next()), 0))
    }
    if (this.#reader === undefined) {
      this.#reader = this.#open()
      this.#lastGivenAt = performance.now()
      this.#keepAliveIn(this.#patienceMs)
    }
    if (!this.#asked && this.#ready === undefined) {
      const chunk = this.#ask(this.#reader)
      if (chunk !== undefined) return this.#give(chunk)
    }
    return new Promise((resolve, reject) => {
      this.#waiter = { resolve, reject }
      if (this.#ready !== undefined) this.#settle(this.#ready)
    })
  }

  /** Lets go of the reader, also of one that was never pulled from: it may count as one of its thread's. */
  close(): void {
    if (this.#over) return
    this.#end()
    try {
      const reader = this.#reader ?? this.#open()
      reader.close()
    } catch {
      // It could not even be opened, so there is nothing to let go.
    }
  }

  /** A chunk, null at the end; nothing if the reader will settle it later. */
  #ask(reader: ChunkReader<Chunk>): Chunk | null | undefined {
    if (reader.poll !== undefined) {
      const polled = reader.poll(PULL_BYTES, this.#onMore)
      this.#asked = polled === undefined
      return polled
    }
    const chunk = reader.next(PULL_BYTES)
    if (!isPromise(chunk)) return chunk
    this.#asked = true
    chunk.then(
      (answer) => this.#settle({ chunk: answer }),
      (error) => this.#settle({ error }),
    )
    return undefined
  }

  #settle(answer: { chunk: Chunk | null } | { error: unknown }): void {
    const waiter = this.#waiter
    this.#asked = false
    this.#waiter = undefined
    this.#ready = waiter === undefined ? answer : undefined
    if (waiter === undefined) return
    if ('chunk' in answer) return waiter.resolve(this.#give(answer.chunk))
    this.#end()
    this.#reader?.close()
    waiter.reject(answer.error)
  }

  #give(chunk: Chunk | null): Frames | null {
    if (chunk === null || this.#over) {
      this.#end()
      return null
    }
    const now = performance.now()
    this.#chunksInFlood = now - this.#lastGivenAt < FLOOD_GAP_MS ? this.#chunksInFlood + 1 : 0
    this.#lastGivenAt = now
    this.#patienceMs = this.#options.keepAliveMs
    return this.#options.toFrames(chunk)
  }

  /** The timer is not moved for each chunk: when it fires it looks how long the silence has been. */
  #keepAliveIn(ms: number): void {
    this.#timer = setTimeout(() => {
      const silentMs = performance.now() - this.#lastGivenAt
      if (silentMs < this.#patienceMs) return this.#keepAliveIn(this.#patienceMs - silentMs)
      this.#lastGivenAt = performance.now()
      this.#patienceMs = this.#options.keepAliveMs
      this.#keepAliveIn(this.#patienceMs)
      const waiter = this.#waiter
      this.#waiter = undefined
      waiter?.resolve(KEEP_ALIVE)
    }, timerMs(ms))
  }

  #end(): void {
    if (this.#over) return
    this.#over = true
    clearTimeout(this.#timer)
    this.#options.onEnd?.()
  }
}

function isPromise<T>(value: Awaitable<T>): value is PromiseLike<T> {
  return typeof (value as { then?: unknown } | null)?.then === 'function'
}
