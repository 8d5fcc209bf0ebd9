import { sseHeaders } from '@flightdeck/protocol'
import { type HostResponse, hostOf, onClientLeft, type ServerRequest } from '../http/host-request.ts'
import { type ChunkReader, SseSource, type SseSourceOptions } from './sse-source.ts'

/** How a stream of events is served. */
export interface SseOptions<Chunk> extends Omit<SseSourceOptions<Chunk>, 'onEnd' | 'openMs'> {
  /** The request it answers; the stream ends when its client leaves. Nothing where the answer is not for a client. */
  request?: ServerRequest | undefined
  /** Called when the client leaves before the end. */
  onLeave?: (() => void) | undefined
}

/**
 * Some fetch hosts send the headers with the first bytes of a body, so that a client of a silent stream would not know
 * that it is open. Adapters that have the socket send them at once. A run whose agent is silent has begun before.
 */
const OPEN_MS = 150

/** Serves a reader as Server-Sent Events. The response pulls: a client that does not read costs nothing. */
export function sseResponse<Chunk>(open: () => ChunkReader<Chunk>, options: SseOptions<Chunk>): Response {
  const { request, toFrames, keepAliveMs, onLeave } = options
  let forget = (): void => {}
  let left = false
  const host = request && hostOf(request)
  const source = new SseSource(open, {
    toFrames,
    keepAliveMs,
    openMs: host ? undefined : OPEN_MS,
    onEnd: () => {
      forget()
      if (left) onLeave?.()
    },
  })
  const leave = (): void => {
    left = true
    source.close()
  }
  if (request === undefined) return new Response(streamOf(source, leave), { headers: sseHeaders })
  forget = onClientLeft(request, leave)
  if (!host) return new Response(streamOf(source, leave), { headers: sseHeaders })
  const response: HostResponse = new Response(null, { headers: sseHeaders })
  return Object.assign(response, { hostBody: { next: () => source.next(), close: leave } })
}

function streamOf<Chunk>(source: SseSource<Chunk>, leave: () => void): ReadableStream<Uint8Array> {
  let cancelled = false
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const frames = await source.next()
        if (cancelled) return
        if (frames === null) controller.close()
        else controller.enqueue(frames.bytes)
      },
      cancel() {
        cancelled = true
        leave()
      },
    },
    { highWaterMark: 0 },
  )
}
