import type { LogChunk, LogReader } from '@flightdeck/run-engine'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { sseResponse } from './sse.ts'

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
      generation: 'g',
      events: [json],
      first: this.#position,
      through: this.#position,
      marked: [],
    })
  }
  close(): void {
    this.closed += 1
    this.#wake?.(null)
  }
}

function serving(
  reader: FedReader,
  signal = new AbortController().signal,
  onLeave?: () => void,
): ReadableStreamDefaultReader<Uint8Array> {
  const request = new Request('http://host/', { signal })
  const response = sseResponse(() => reader, { dialect: '1.0', keepAliveMs: 1_000, request, onLeave })
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

  test('a comment goes out after the time of silence, and again after as much', async () => {
    const body = serving(new FedReader())
    for (let time = 0; time < 3; time += 1) {
      let said: string | undefined
      const read = body.read().then((chunk) => {
        said = decoded(chunk)
      })
      await vi.advanceTimersByTimeAsync(999)
      expect(said).toBeUndefined()
      await vi.advanceTimersByTimeAsync(1)
      await read
      expect(said).toBe(': keep-alive\n\n')
    }
  })

  test('an event puts the comment off', async () => {
    const reader = new FedReader()
    const body = serving(reader)
    const first = body.read()
    await vi.advanceTimersByTimeAsync(600)
    reader.feed('{"type":"CUSTOM"}')
    expect(decoded(await first)).toBe('id: g.1\ndata: {"type":"CUSTOM"}\n\n')
    let said: string | undefined
    const second = body.read().then((chunk) => {
      said = decoded(chunk)
    })
    await vi.advanceTimersByTimeAsync(999)
    expect(said).toBeUndefined()
    await vi.advanceTimersByTimeAsync(1)
    await second
    expect(said).toBe(': keep-alive\n\n')
  })

  test('a stream that is over has no timer left', async () => {
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

describe('a client that leaves', () => {
  test('before it has read anything lets its reader go', async () => {
    const reader = new FedReader()
    const left = vi.fn()
    await serving(reader, undefined, left).cancel()
    expect([reader.closed, left.mock.calls.length]).toEqual([1, 1])
  })

  test('before its answer was made lets its reader go', async () => {
    const reader = new FedReader()
    const body = serving(reader, AbortSignal.abort())
    expect(reader.closed).toBe(1)
    expect((await body.read()).done).toBe(true)
  })

  test('while it waits for more ends the reading at once', async () => {
    const reader = new FedReader()
    const leaving = new AbortController()
    const left = vi.fn()
    const body = serving(reader, leaving.signal, left)
    const read = body.read()
    leaving.abort()
    expect((await read).done).toBe(true)
    expect([reader.closed, left.mock.calls.length]).toEqual([1, 1])
  })
})
