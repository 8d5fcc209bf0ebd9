import type { Readable } from 'node:stream'
import type { NodeRequest } from '../connection/exchange.ts'

/** Chunks buffered for a slow reader before the socket is paused. Each is at most 64 KiB. */
const CHUNKS_AHEAD = 4

/** Options of {@link streamBody}. */
export interface BodyOptions {
  /** Milliseconds that a reader waits for the next bytes. 0 disables the timeout. */
  readonly idleMs: number
  /** Called before the first read. */
  readonly onFirstRead: () => void
  /** Called once, when a reader has waited for `idleMs`. */
  readonly onIdle: () => void
}

/** The body of a request, as a stream. */
export interface StreamedBody {
  readonly stream: ReadableStream<Uint8Array>
  /** Fails the current and every later read with `reason`. Does nothing if the body has ended. */
  fail(reason: unknown): void
}

/** Converts the body of a request to a stream that does not read from the socket before it is read itself. */
export function streamBody(req: NodeRequest, { idleMs, onFirstRead, onIdle }: BodyOptions): StreamedBody {
  const source: Readable = req
  let controller: ReadableStreamDefaultController<Uint8Array>
  let state: 'untouched' | 'flowing' | 'over' = 'untouched'
  let readerWaits = false
  let timer: NodeJS.Timeout | undefined

  const finish = (): void => {
    state = 'over'
    clearTimeout(timer)
    source.off('data', onData).off('end', onEnd)
  }
  const onData = (chunk: Uint8Array): void => {
    readerWaits = false
    controller.enqueue(chunk)
    if ((controller.desiredSize ?? 0) <= -CHUNKS_AHEAD) source.pause()
  }
  const onEnd = (): void => {
    finish()
    controller.close()
  }
  // One timer for the whole body, restarted by every read: time that the handler takes between two reads does not count.
  const onTimer = (): void => {
    timer = undefined
    if (readerWaits) onIdle()
  }

  const stream = new ReadableStream<Uint8Array>(
    {
      start(created) {
        controller = created
      },
      pull() {
        if (state === 'untouched') {
          state = 'flowing'
          source.on('data', onData).on('end', onEnd)
          onFirstRead()
        }
        source.resume()
        readerWaits = true
        if (timer !== undefined) timer.refresh()
        else if (idleMs > 0) timer = setTimeout(onTimer, idleMs)
      },
      cancel: finish,
    },
    // A larger mark would read ahead, and so request the body of a client that waits for 100-continue.
    { highWaterMark: 0 },
  )

  return {
    stream,
    fail(reason) {
      if (state === 'over') return
      finish()
      controller.error(reason)
    },
  }
}
