import type { LogReader } from '@flightdeck/run-engine'
import { type HostResponse, hostOf, onClientLeft, type ServerRequest } from './host-request.ts'
import { SseSource, type SseSourceOptions } from './sse-source.ts'

/** How a stream of events is served. */
export interface SseOptions extends SseSourceOptions {
  /** The request it answers; the stream ends when its client leaves. Nothing where the answer is not for a client. */
  request?: ServerRequest | undefined
  /** Called when the client leaves before the end. */
  onLeave?: (() => void) | undefined
}

const HEADERS = {
  'content-type': 'text/event-stream',
  'cache-control': 'no-cache, no-transform',
  'x-accel-buffering': 'no',
}

/** Serves a reader as Server-Sent Events. The response pulls: a client that does not read costs nothing. */
export function sseResponse(open: () => LogReader, options: SseOptions): Response {
  const { request, onLeave } = options
  const source = new SseSource(open, options)
  let over = false
  const finish = (): void => {
    over = true
    forget()
  }
  const leave = (): void => {
    if (over) return
    finish()
    source.close()
    onLeave?.()
  }
  let forget = (): void => {}
  if (request !== undefined) forget = onClientLeft(request, leave)
  if (over) forget()

  const next = async (): Promise<Uint8Array | null> => {
    const chunk = await source.next()
    if (chunk === null) finish()
    return chunk
  }
  if (request !== undefined && hostOf(request)) {
    const response: HostResponse = new Response(null, { headers: HEADERS })
    return Object.assign(response, { hostBody: { next, close: leave } })
  }
  return new Response(streamOf(next, leave), { headers: HEADERS })
}

function streamOf(next: () => Promise<Uint8Array | null>, leave: () => void): ReadableStream<Uint8Array> {
  let cancelled = false
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const chunk = await next()
        if (cancelled) return
        if (chunk === null) controller.close()
        else controller.enqueue(chunk)
      },
      cancel() {
        cancelled = true
        leave()
      },
    },
    { highWaterMark: 0 },
  )
}
