// Tests: `sse.test.ts`.
import { SSE_KEEP_ALIVE } from '@flightdeck/protocol'
import type { Awaitable } from '@flightdeck/run-engine'
import { timerMs } from '@flightdeck/run-engine/internal'
import type { BodySource } from '../http/host-request.ts'
import { Frames } from './sse-frames.ts'

/** Pulls chunks: a `LogReader` of the engine, or another reader that is sent as SSE. */
export interface ChunkReader<Chunk> {
  /** Resolves with the next chunk; null at the end. One call at a time. */
  next(maxBytes: number): Awaitable<Chunk | null>
  /** Returns the next chunk; undefined if there is none yet, and then calls `wake` once when there may be one. */
  poll?(maxBytes: number, wake: () => void): Chunk | null | undefined
  /** Stops reading. A pending `next` resolves with null. */
  close(): void
}

/** Options of {@link SseSource}. */
export interface SseSourceOptions<Chunk> {
  /** Renders a chunk. */
  toFrames(chunk: Chunk): Frames
  /** Milliseconds without data after which a comment is sent. */
  keepAliveMs: number
  /** Milliseconds without data after which the first comment is sent. @default keepAliveMs */
  openMs?: number | undefined
  /** Called once, at the end or on `close`. */
  onEnd?: (() => void) | undefined
}

/** Maximum characters of JSON per pull. */
const PULL_BYTES = 262_144

const KEEP_ALIVE = new Frames(SSE_KEEP_ALIVE)

/** A flood: this many chunks in a row, each within this many milliseconds of the previous one. */
const FLOOD_CHUNKS = 4
const FLOOD_GAP_MS = 5

/**
 * Renders a reader as Server-Sent Events, pulled chunk by chunk. The reader is opened by the first pull. Comments are
 * returned only to a waiting pull: nothing is buffered for a stalled client.
 */
export class SseSource<Chunk> implements BodySource {
  readonly #open: () => ChunkReader<Chunk>
  readonly #options: SseSourceOptions<Chunk>
  #reader: ChunkReader<Chunk> | undefined
  /** Whether a read is pending. */
  #asked = false
  /** The result of a read that completed while no pull was waiting. */
  #ready: { chunk: Chunk | null } | { error: unknown } | undefined
  #waiter: { resolve(frames: Frames | null): void; reject(error: unknown): void } | undefined
  #timer: ReturnType<typeof setTimeout> | undefined
  /** Milliseconds without data after which a comment is due. */
  #patienceMs: number
  #lastGivenAt = 0
  #chunksInFlood = 0
  #over = false

  readonly #onMore = (): void => {
    const reader = this.#reader
    // No pull is waiting after a comment was returned. The next pull polls the reader itself.
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
      // Without this, a flood would be sent event by event. After one timer turn there are many events in one chunk.
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

  /** Closes the reader, also one that was never pulled: it may count as a reader of its thread. */
  close(): void {
    if (this.#over) return
    this.#end()
    try {
      const reader = this.#reader ?? this.#open()
      reader.close()
    } catch {
      // Opening the reader failed, so there is nothing to close.
    }
  }

  /** Returns a chunk; null at the end; undefined if the read is pending. */
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

  /** The timer is not reset for each chunk: when it fires, it checks when the last data was sent. */
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
