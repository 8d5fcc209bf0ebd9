import type { LogChunk, LogReader } from '@flightdeck/run-engine'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { sseResponse } from './sse.ts'
import { framesIn } from './sse-frames.ts'

/** A reader that is fed by hand. */
class FedReader implements LogReader {
  closed = 0
  #wake: ((chunk: LogChunk | null) => void) | undefined
  #position = 0
  next(): Promise<LogChunk | null> {
    return new Promise((resolve) => {
      this.#wake = resolve
    })
  }
  feed(json: string): void {
    this.#position += 1
    this.#wake?.({
      log: 'g',
      events: [json],
      first: this.#position,
      through: this.#position,
      legacy: [],
    })
  }
  close(): void {
    this.closed += 1
    this.#wake?.(null)
  }
}

function serving(
  reader: FedReader,
  { signal, ...options }: { signal?: AbortSignal; onDisconnect?: () => void; keepAliveMs?: number } = {},
): ReadableStreamDefaultReader<Uint8Array> {
  const request = new Request('http://host/', signal && { signal })
  const response = sseResponse(() => reader, {
    toFrames: framesIn('1.0'),
    keepAliveMs: 1_000,
    request,
    ...options,
  })
  if (response.body === null) throw new Error('The response has no body')
  return response.body.getReader()
}

const decoded = ({ value }: { value?: Uint8Array | undefined }): string => new TextDecoder().decode(value)

describe('keeping a stream open', () => {
  beforeEach(() => {
    vi.useFakeTimers()
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  /** Reads what comes after so many milliseconds, and not before. */
  async function readAfter(body: ReadableStreamDefaultReader<Uint8Array>, ms: number): Promise<string> {
    let said: string | undefined
    const read = body.read().then((chunk) => {
      said = decoded(chunk)
    })
    await vi.advanceTimersByTimeAsync(ms - 1)
    expect(said).toBeUndefined()
    await vi.advanceTimersByTimeAsync(1)
    await read
    return said ?? ''
  }

  test('a comment opens a silent stream, and another goes out after each time of silence', async () => {
    const body = serving(new FedReader())
    for (const ms of [150, 1_000, 1_000]) expect(await readAfter(body, ms)).toBe(': keep-alive\n\n')
  })

  test('the comment that opens comes no later than the one that keeps open', async () => {
    const body = serving(new FedReader(), { keepAliveMs: 20 })
    for (const ms of [20, 20]) expect(await readAfter(body, ms)).toBe(': keep-alive\n\n')
  })

  test('a stream that has begun needs no comment to open it', async () => {
    const reader = new FedReader()
    const body = serving(reader)
    const first = body.read()
    await vi.advanceTimersByTimeAsync(149)
    reader.feed('{"type":"CUSTOM"}')
    expect(decoded(await first)).toContain('CUSTOM')
    expect(await readAfter(body, 1_000)).toBe(': keep-alive\n\n')
  })

  test('an event puts the comment off', async () => {
    const reader = new FedReader()
    const body = serving(reader)
    expect(await readAfter(body, 150)).toBe(': keep-alive\n\n')
    const first = body.read()
    await vi.advanceTimersByTimeAsync(600)
    reader.feed('{"type":"CUSTOM"}')
    expect(decoded(await first)).toBe('data: {"type":"CUSTOM"}\nid: g.1\n\n')
    expect(await readAfter(body, 1_000)).toBe(': keep-alive\n\n')
  })

  test('an ended stream has no timer', async () => {
    const reader = new FedReader()
    const body = serving(reader)
    const read = body.read()
    await vi.advanceTimersByTimeAsync(10)
    expect(vi.getTimerCount()).toBe(1)
    reader.close()
    expect((await read).done).toBe(true)
    expect(vi.getTimerCount()).toBe(0)
  })
})

describe('a client that disconnects', () => {
  test('before it has read anything lets its reader go', async () => {
    const reader = new FedReader()
    const left = vi.fn()
    await serving(reader, { onDisconnect: left }).cancel()
    expect([reader.closed, left.mock.calls.length]).toEqual([1, 1])
  })

  test('before its answer was made lets its reader go', async () => {
    const reader = new FedReader()
    const body = serving(reader, { signal: AbortSignal.abort() })
    expect(reader.closed).toBe(1)
    expect((await body.read()).done).toBe(true)
  })

  test('while it waits for more ends the reading at once', async () => {
    const reader = new FedReader()
    const leaving = new AbortController()
    const left = vi.fn()
    const body = serving(reader, { signal: leaving.signal, onDisconnect: left })
    const read = body.read()
    leaving.abort()
    expect((await read).done).toBe(true)
    expect([reader.closed, left.mock.calls.length]).toEqual([1, 1])
  })
})
