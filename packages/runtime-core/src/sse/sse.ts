import { sseHeaders } from '@flightdeck/protocol'
import { type HostResponse, hostOf, onClientDisconnect, type ServerRequest } from '../http/host-request.ts'
import { type ChunkReader, SseSource, type SseSourceOptions } from './sse-source.ts'

/** Options of {@link sseResponse}. */
export interface SseOptions<Chunk> extends Omit<SseSourceOptions<Chunk>, 'onEnd' | 'openMs'> {
  /** The request; the stream ends when its client disconnects. Undefined if the response is not for a client. */
  request?: ServerRequest | undefined
  /** Called when the client disconnects before the end. */
  onDisconnect?: (() => void) | undefined
}

/**
 * Milliseconds until the first comment of an idle stream. Some fetch hosts send the headers with the first bytes of the
 * body; without the comment a client would not see that the stream is open. Adapters that own the socket flush headers.
 */
const OPEN_MS = 150

/** Creates the response that streams a reader as Server-Sent Events. It pulls: a client that does not read buffers nothing. */
export function sseResponse<Chunk>(open: () => ChunkReader<Chunk>, options: SseOptions<Chunk>): Response {
  const { request, toFrames, keepAliveMs, onDisconnect } = options
  let unsubscribe = (): void => {}
  let isDisconnected = false
  const host = request && hostOf(request)
  const source = new SseSource(open, {
    toFrames,
    keepAliveMs,
    openMs: host ? undefined : OPEN_MS,
    onEnd: () => {
      unsubscribe()
      if (isDisconnected) onDisconnect?.()
    },
  })
  const disconnect = (): void => {
    isDisconnected = true
    source.close()
  }
  if (request === undefined) return new Response(streamOf(source, disconnect), { headers: sseHeaders })
  unsubscribe = onClientDisconnect(request, disconnect)
  if (!host) return new Response(streamOf(source, disconnect), { headers: sseHeaders })
  const response: HostResponse = new Response(null, { headers: sseHeaders })
  return Object.assign(response, { hostBody: { next: () => source.next(), close: disconnect } })
}

function streamOf<Chunk>(source: SseSource<Chunk>, disconnect: () => void): ReadableStream<Uint8Array> {
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
        disconnect()
      },
    },
    { highWaterMark: 0 },
  )
}
