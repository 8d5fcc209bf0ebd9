/** The headers of every event stream. */
export const sseHeaders: Readonly<Record<string, string>> = {
  'content-type': 'text/event-stream',
  'cache-control': 'no-cache, no-store, no-transform',
  'x-accel-buffering': 'no',
}

/**
 * Returns one SSE frame. It begins with its data, because some readers expect `data:` at the start of a frame. Neither
 * `json` nor `id` may contain a line break; `JSON.stringify` without indentation writes none.
 */
export function sseFrame(json: string, id?: string | undefined): string {
  return id === undefined ? `data: ${json}\n\n` : `data: ${json}\nid: ${id}\n\n`
}

/** Returns a frame without data. It sets the `Last-Event-ID` of an `EventSource` and dispatches no event. */
export function sseId(id: string): string {
  return `id: ${id}\n\n`
}

/**
 * The last frame of a stream that ends before its run, because the server restarts: an `EventSource` reconnects after one second, with
 * its `Last-Event-ID`. Other clients ignore it.
 */
export const SSE_RECONNECT = 'retry: 1000\n\n'

/** A comment that keeps an idle connection open. Clients ignore it. */
export const SSE_KEEP_ALIVE = ': keep-alive\n\n'
