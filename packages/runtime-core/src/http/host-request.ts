import type { Awaitable } from '@flightdeck/run-engine'

/** Headers, as far as the runtime reads them. */
export interface HeadersReader extends Iterable<[string, string]> {
  /** A header by its lower-case name. */
  get(name: string): string | null
}

/** What the runtime itself needs of a request. A fetch `Request` has all of it. */
export interface ServerRequest {
  readonly method: string
  /** Absolute. */
  readonly url: string
  readonly headers: HeadersReader
}

/** How a request is reached that is not a fetch `Request` yet. */
export interface HostLink {
  /** Makes the fetch request that hooks and the like are given. From then on the body belongs to it. */
  toRequest(): Request
  /**
   * Reads the whole body and hands it on, chunk by chunk. Rejects as reading the body of a fetch request would, and with
   * what the callback throws, after which it reads no further.
   */
  readBody(onChunk: (chunk: Uint8Array<ArrayBuffer>) => void): Promise<void>
  /** Calls back once when the client leaves; at once if it has left. The function returned forgets about it. */
  onLeave(callback: () => void): () => void
}

/**
 * A request as a host has it. Making a fetch `Request` of one, and a stream of its answer, costs more than a short run;
 * an adapter may hand over this instead, and the rest is made only where somebody looks at it.
 */
export interface HostRequest extends ServerRequest {
  readonly host: HostLink
}

/** What a host has done with a request before it got here. */
export interface RequestPlace {
  /** How many segments at the end of the path are below the mount. @default the option `basePath` says */
  readonly segmentsBelow?: number | undefined
  /** The `Access-Control-Allow-Origin` that a middleware in front has put on the response. @default none */
  readonly allowedOrigin?: string | undefined
}

/** A piece of a body: text, and the same in UTF-8, made when it is asked for and once for all readers. */
export interface BodyChunk {
  readonly text: string
  readonly bytes: Uint8Array
}

/** What a host pulls, one chunk at a time. */
export interface BodySource {
  /** The next chunk; null at the end. One call at a time. */
  next(): Awaitable<BodyChunk | null>
  /** The client has left: nothing more will be pulled. */
  close(): void
}

/** The answer to a `HostRequest`. With a `hostBody` its own body is null, and the bytes come from there. */
export type HostResponse = Response & { readonly hostBody?: BodySource | undefined }

/** The link to the host, for a request that came by one. */
export function hostOf(request: ServerRequest): HostLink | undefined {
  return 'host' in request ? (request as HostRequest).host : undefined
}

/** The request as a fetch `Request`, for code that is not ours. */
export function fetchRequestOf(request: ServerRequest): Request {
  return hostOf(request)?.toRequest() ?? (request as Request)
}

/** Calls back once when the client leaves; at once if it has left. The function returned forgets about it. */
export function onClientLeft(request: ServerRequest, callback: () => void): () => void {
  const host = hostOf(request)
  if (host !== undefined) return host.onLeave(callback)
  const { signal } = request as Request
  if (signal.aborted) callback()
  else signal.addEventListener('abort', callback, { once: true })
  return () => signal.removeEventListener('abort', callback)
}
