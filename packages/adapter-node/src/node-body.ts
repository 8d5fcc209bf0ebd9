import type { Readable } from 'node:stream'
import type { NodeRequest } from './exchange.ts'

/** Chunks kept for a slow reader before the socket is paused; each is at most 64 KiB. */
const CHUNKS_AHEAD = 4

/** How {@link streamNodeBody} tells the exchange about the body. */
export interface NodeBodyOptions {
  /** Milliseconds that a waiting reader waits for the next bytes. 0: for ever. */
  readonly idleMs: number
  /** Called when the body is read for the first time. */
  readonly onFirstRead: () => void
  /** Called, once, when a reader has waited for `idleMs`. */
  readonly onIdle: () => void
}

/** The body of a request while it arrives. */
export interface NodeBody {
  readonly stream: ReadableStream<Uint8Array>
  /** Lets this and every later read fail with `reason`. Nothing happens if the body has ended. */
  fail(reason: unknown): void
}

/** Turns the body of a request into a stream that touches the socket only when it is read. */
export function streamNodeBody(req: NodeRequest, { idleMs, onFirstRead, onIdle }: NodeBodyOptions): NodeBody {
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
  // One timer for the whole body, started again by every read: a slow reader is not the client's fault.
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
    // Without this the stream would read ahead, and ask a client that waits for 100-continue for its body.
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
