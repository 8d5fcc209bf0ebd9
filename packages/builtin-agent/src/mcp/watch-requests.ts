import { type MessageSource, ownError } from './server-error.ts'
import { connectionClosed } from './to-mcp-problem.ts'

type Fetch = (url: string | URL, init?: RequestInit) => Promise<Response>

/** A watch over the requests of one connection on streamable HTTP. */
export interface RequestWatch {
  /** Goes to the transport in place of its own fetch. */
  fetch: Fetch
  /** Notes which requests are answered. Call it before the client takes the transport. */
  observe(transport: MessageSource): void
  /** Ends every request whose stream broke and could not be resumed. */
  giveUp(): void
}

interface Watched {
  abort: AbortController
  resumable: boolean
  lost: boolean
}

/** How long an answer may take from the end of its stream to the client, in milliseconds. */
const deliveryMs = 50

/**
 * Does two things the SDK's transport leaves undone. A request whose stream ends before its answer fails at once, and does not
 * wait for its time-out; one that can be resumed is left alone while the SDK tries. A request that is cancelled gives its
 * connection back, so that the server sees it end.
 */
export function watchRequests(send: Fetch): RequestWatch {
  const open = new Map<string | number, Watched>()
  let transport: MessageSource = {}

  const fail = (id: string | number): void => {
    if (!open.delete(id)) return
    const error = { code: connectionClosed, message: 'The answer broke off', data: ownError }
    transport.onmessage?.({ jsonrpc: '2.0', id, error } as never)
  }
  const failSoon = (id: string | number): void => {
    setTimeout(() => fail(id), deliveryMs)
  }
  const lose = (id: string | number, watched: Watched): void => {
    watched.lost = true
    if (!watched.resumable) failSoon(id)
  }
  const cancel = (id: string | number): void => {
    const watched = open.get(id)
    // Aborting a stream that the SDK can resume would make it resume.
    if (watched && !watched.resumable) watched.abort.abort()
    open.delete(id)
  }

  return {
    observe(observed) {
      transport = observed
      observed.onmessage = (message: { id?: string | number; method?: string }) => {
        if (message.id !== undefined && message.method === undefined) open.delete(message.id)
      }
    },
    giveUp() {
      for (const [id, watched] of open) if (watched.lost) failSoon(id)
    },
    async fetch(url, init) {
      const message = init?.method === 'POST' ? readMessage(init.body) : undefined
      if (message?.cancels !== undefined) cancel(message.cancels)
      const id = message?.id
      if (id === undefined) return send(url, init)

      const watched: Watched = { abort: new AbortController(), resumable: false, lost: false }
      open.set(id, watched)
      const signals = [watched.abort.signal, ...(init?.signal ? [init.signal] : [])]
      const response = await send(url, { ...init, signal: AbortSignal.any(signals) }).catch(
        (error: unknown) => {
          open.delete(id)
          throw error
        },
      )
      if (!response.ok) open.delete(id)
      const type = response.headers.get('content-type')
      if (!response.ok || !response.body || !type?.startsWith('text/event-stream')) return response
      const { status, statusText, headers } = response
      const body = watchBody(
        response.body,
        () => {
          watched.resumable = true
        },
        () => lose(id, watched),
      )
      return new Response(body, { status, statusText, headers })
    },
  }
}

interface Message {
  id?: string | number | undefined
  cancels?: string | number | undefined
}

function readMessage(body: unknown): Message | undefined {
  if (typeof body !== 'string') return undefined
  const { id, method, params } = JSON.parse(body) as {
    id?: string | number
    method?: string
    params?: { requestId?: string | number }
  }
  if (method === 'notifications/cancelled') return { cancels: params?.requestId }
  return method === undefined ? undefined : { id }
}

/** Passes a stream of events through, and reports when an event has an id, which makes it resumable, and when it ends. */
function watchBody(
  body: ReadableStream<Uint8Array>,
  onEventId: () => void,
  onEnd: () => void,
): ReadableStream<Uint8Array> {
  const reader = body.getReader()
  const decoder = new TextDecoder()
  let line = ''
  const scan = (bytes: Uint8Array): void => {
    const lines = (line + decoder.decode(bytes, { stream: true })).split(/\r\n|\r|\n/)
    if (lines.some((one) => one.startsWith('id:'))) onEventId()
    line = (lines.at(-1) ?? '').slice(0, 3)
  }
  return new ReadableStream({
    async pull(controller) {
      try {
        const { done, value } = await reader.read()
        if (done) {
          controller.close()
          onEnd()
          return
        }
        scan(value)
        controller.enqueue(value)
      } catch (error) {
        controller.error(error)
        onEnd()
      }
    },
    cancel: (reason) => reader.cancel(reason),
  })
}
