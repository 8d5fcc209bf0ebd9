import type { Awaitable } from '@flightdeck/run-engine'

/** The part of `Headers` that the runtime reads. */
export interface HeadersReader extends Iterable<[string, string]> {
  /** Returns a header by its lower-case name; null if it is missing. */
  get(name: string): string | null
}

/** The part of a request that the runtime itself needs. A fetch `Request` satisfies it. */
export interface ServerRequest {
  readonly method: string
  /** The absolute URL. */
  readonly url: string
  readonly headers: HeadersReader
}

/** Access to a request of a host for which no fetch `Request` was created yet. */
export interface HostLink {
  /** Creates the fetch request for hooks and other application code. From then on it owns the body. */
  toRequest(): Request
  /**
   * Reads the whole body chunk by chunk. Rejects like reading the body of a fetch request. If the callback throws, stops
   * reading and rejects with what it threw.
   */
  readBody(onChunk: (chunk: Uint8Array<ArrayBuffer>) => void): Promise<void>
  /** Calls back once when the client disconnects; immediately if it already has. Returns a function that unsubscribes. */
  onDisconnect(callback: () => void): () => void
}

/**
 * A request of a host. Creating a fetch `Request`, and a stream for its response, costs more than a short run. An adapter
 * may pass this instead; the fetch objects are then created only for code that needs them.
 */
export interface HostRequest extends ServerRequest {
  readonly host: HostLink
}

/** What a host has done with a request before it got here. */
export interface RequestPlace {
  /** The number of segments at the end of the path that are below the mount path. @default the option `basePath` says */
  readonly segmentsBelow?: number | undefined
  /** The `Access-Control-Allow-Origin` that a middleware in front has put on the response. @default none */
  readonly allowedOrigin?: string | undefined
}

/** A chunk of a body: text, and its UTF-8 bytes, which are encoded on first use and once for all readers. */
export interface BodyChunk {
  readonly text: string
  readonly bytes: Uint8Array
}

/** A response body that a host pulls, one chunk at a time. */
export interface BodySource {
  /** Resolves with the next chunk; null at the end. One call at a time. */
  next(): Awaitable<BodyChunk | null>
  /** The client disconnected: nothing more will be pulled. */
  close(): void
}

/** The response to a `HostRequest`. With a `hostBody` its own body is null. */
export type HostResponse = Response & { readonly hostBody?: BodySource | undefined }

/** Returns the link of a host request; undefined for a fetch `Request`. */
export function hostOf(request: ServerRequest): HostLink | undefined {
  return 'host' in request ? (request as HostRequest).host : undefined
}

/** Returns the request as a fetch `Request`, for application code. */
export function fetchRequestOf(request: ServerRequest): Request {
  return hostOf(request)?.toRequest() ?? (request as Request)
}

/** Calls back once when the client disconnects; immediately if it already has. Returns a function that unsubscribes. */
export function onClientDisconnect(request: ServerRequest, callback: () => void): () => void {
  const host = hostOf(request)
  if (host !== undefined) return host.onDisconnect(callback)
  const { signal } = request as Request
  if (signal.aborted) callback()
  else signal.addEventListener('abort', callback, { once: true })
  return () => signal.removeEventListener('abort', callback)
}
