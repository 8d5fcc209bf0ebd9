import type { LogReader } from '@flightdeck/run-engine'
import { type Dialect, toFrames } from './sse-frames.ts'

/** How a stream of events is served. */
export interface SseOptions {
  dialect: Dialect
  /** Milliseconds of silence, exactly, after which a comment keeps the connection open. */
  keepAliveMs: number
  /** Aborts when the client has left. */
  signal: AbortSignal
  /** Called when the client leaves before the end. */
  onLeave?: (() => void) | undefined
}

/** Characters of JSON that one pull takes at most. */
const PULL_BYTES = 262_144

const KEEP_ALIVE = new TextEncoder().encode(': keep-alive\n\n')

const HEADERS = {
  'content-type': 'text/event-stream',
  'cache-control': 'no-cache, no-transform',
  'x-accel-buffering': 'no',
}

/**
 * Serves a reader as Server-Sent Events. The response pulls: a client that does not read costs nothing, and the reader
 * is not even opened before the first pull.
 */
export function sseResponse(open: () => LogReader, options: SseOptions): Response {
  return new Response(sseStream(open, options), { headers: HEADERS })
}

function sseStream(open: () => LogReader, options: SseOptions): ReadableStream<Uint8Array> {
  const { dialect, keepAliveMs, signal, onLeave } = options
  let reader: LogReader | undefined
  let timer: ReturnType<typeof setTimeout> | undefined
  let lastSentAt = 0
  let over = false
  let cancelled = false
  const end = (): void => {
    over = true
    clearTimeout(timer)
    signal.removeEventListener('abort', leave)
  }
  const leave = (): void => {
    if (over) return
    end()
    closeUnread(reader ?? open)
    onLeave?.()
  }
  // The timer is not moved for each chunk: when it fires it looks how long the silence has been.
  const keepAliveIn = (ms: number, controller: ReadableStreamDefaultController<Uint8Array>): void => {
    timer = setTimeout(() => {
      const silentMs = performance.now() - lastSentAt
      if (silentMs < keepAliveMs) return keepAliveIn(keepAliveMs - silentMs, controller)
      // A stalled client has one comment waiting at most.
      if ((controller.desiredSize ?? -1) >= 0) controller.enqueue(KEEP_ALIVE)
      lastSentAt = performance.now()
      keepAliveIn(keepAliveMs, controller)
    }, ms)
  }
  return new ReadableStream<Uint8Array>(
    {
      start() {
        if (signal.aborted) leave()
        else signal.addEventListener('abort', leave)
      },
      async pull(controller) {
        try {
          if (reader === undefined && !over) {
            reader = open()
            lastSentAt = performance.now()
            keepAliveIn(keepAliveMs, controller)
          }
          const chunk = over || reader === undefined ? null : await reader.next(PULL_BYTES)
          if (chunk !== null && !over) {
            lastSentAt = performance.now()
            controller.enqueue(toFrames(chunk, dialect))
            return
          }
          end()
          if (!cancelled) controller.close()
        } catch (error) {
          end()
          reader?.close()
          controller.error(error)
        }
      },
      cancel() {
        cancelled = true
        leave()
      },
    },
    { highWaterMark: 0 },
  )
}

/** A reader is let go even if nothing was ever read from it: it may count as one of its thread's. */
function closeUnread(reader: LogReader | (() => LogReader)): void {
  try {
    const opened = typeof reader === 'function' ? reader() : reader
    opened.close()
  } catch {
    // It could not even be opened, so there is nothing to let go.
  }
}
