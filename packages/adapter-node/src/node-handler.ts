import type { HostRequest, HostResponse, RequestPlace } from '@flightdeck/runtime-core'
import { watchClient } from './connection/client-connection.ts'
import { isHttp2, type NodeRequest, type NodeResponse } from './connection/exchange.ts'
import { discardUnreadBody } from './request/discard-unread-body.ts'
import { RequestError } from './request/request-error.ts'
import type { StreamedBody } from './request/stream-body.ts'
import { toHostRequest } from './request/to-host-request.ts'
import { toRequest } from './request/to-request.ts'
import {
  closeAfter,
  type ErrorResponse,
  internalError,
  requestTimeout,
  sendErrorResponse,
} from './response/error-response.ts'
import { cancelBody, writeResponse } from './response/write-response.ts'

/** Milliseconds that a handler has for a 408 response of its own after its request body timed out. */
const OWN_RESPONSE_MS = 1_000

/** Options of {@link createCopilotNodeHandler}. */
export interface NodeHandlerOptions {
  /**
   * Milliseconds to wait for the next bytes of a request body that is being read. After that the response is 408 and
   * the connection is closed. 0 disables the timeout.
   * @default 30000
   */
  bodyTimeoutMs?: number | undefined
  /**
   * Milliseconds without a byte sent after which a client that does not read its response is disconnected. It can resume
   * with its cursor. 0 disables the timeout.
   * @default 60000
   */
  writeTimeoutMs?: number | undefined
  /**
   * Take the URL's scheme and host from the first value of `x-forwarded-proto` and `x-forwarded-host`. Set it only
   * behind a proxy that overwrites these headers: otherwise any client can set them.
   * @default false
   */
  trustProxy?: boolean | undefined
  /**
   * Called when the handler or the body of its response failed, and when the response could not be sent. Not called
   * if the client disconnected or was too slow. Errors it throws are ignored.
   * @default nothing is reported
   */
  onError?: ((error: unknown) => void | Promise<void>) | undefined
  /**
   * If the handler fails before anything was sent, reject the listener's promise and send nothing. For frameworks with
   * error handling of their own.
   * @default false: the response is 500
   */
  throwUnsent?: boolean | undefined
}

/**
 * A request listener for `node:http`, `node:https`, the compatibility API of `node:http2`, and every framework that
 * takes such a listener. Its promise settles when the response is written or the client has disconnected. It never
 * rejects, unless `throwUnsent` is set.
 */
export type NodeFetchHandler = (req: NodeRequest, res: NodeResponse) => Promise<void>

/** A fetch handler. If it has `fromHost`, that is called instead, which costs less. */
export interface FetchHandler {
  (request: Request): Response | Promise<Response>
  fromHost?(request: HostRequest, place?: RequestPlace): Promise<HostResponse>
}

/** The longest delay of a timer, almost 25 days. A timer with a longer delay fires at once. */
const MAX_TIMER_MS = 2 ** 31 - 1

/**
 * Creates a request listener for Node that calls a fetch handler.
 *
 * The listener supports every method and `Expect: 100-continue`, also as the listener of 'checkContinue'. A body that a
 * parser has already read is taken from `req.rawBody` or `req.body`. The request's signal is aborted when the client
 * disconnects before the response is complete. If the handler throws, the response is 500.
 *
 * @param fetchHandler takes a `Request` and returns a `Response`, such as the result of `createCopilotRuntimeHandler`
 * @throws RangeError if `bodyTimeoutMs` or `writeTimeoutMs` is not between 0 and 2147483647
 */
export function createCopilotNodeHandler(
  fetchHandler: FetchHandler,
  options: NodeHandlerOptions = {},
): NodeFetchHandler {
  const { bodyTimeoutMs = 30_000, writeTimeoutMs = 60_000, trustProxy = false } = options
  const { onError, throwUnsent = false } = options
  for (const [name, ms] of Object.entries({ bodyTimeoutMs, writeTimeoutMs })) {
    if (!(typeof ms === 'number' && ms >= 0 && ms <= MAX_TIMER_MS)) {
      throw new RangeError(`${name} must be between 0 and ${MAX_TIMER_MS}, not ${ms}`)
    }
  }

  return async (req, res) => {
    const client = watchClient(req, res, writeTimeoutMs)
    let body: Pick<StreamedBody, 'fail'> | undefined
    let continueDue = isContinueDue(req, res)
    let timedOut: { error: unknown; timer: NodeJS.Timeout } | undefined

    const respond = (content: ErrorResponse): void => {
      // A client that waits for 100-continue may or may not send its body now, so the connection cannot be reused.
      if (!client.disconnected && !res.headersSent)
        sendErrorResponse(res, content, continueDue || timedOut !== undefined)
    }
    const onFirstRead = (): void => {
      if (continueDue && !client.disconnected && !res.headersSent) res.writeContinue()
      continueDue = false
    }
    const onIdle = (): void => {
      const error = new DOMException(
        'The request body did not arrive in time (bodyTimeoutMs)',
        'TimeoutError',
      )
      const respondForHandler = (): void => {
        if (res.headersSent) return
        respond(requestTimeout)
        client.abandon(error)
      }
      timedOut = { error, timer: setTimeout(respondForHandler, OWN_RESPONSE_MS) }
      body?.fail(error)
    }

    try {
      if (!isHttp2(res)) req.socket.setNoDelay(true)
      const reading = { trustProxy, idleMs: bodyTimeoutMs, onFirstRead, onIdle }
      let responding: HostResponse | Promise<HostResponse>
      if (fetchHandler.fromHost !== undefined) {
        const hosted = toHostRequest(req, { ...reading, client })
        body = hosted.body
        responding = fetchHandler.fromHost(hosted.request, placeOf(res))
      } else {
        const converted = toRequest(req, { ...reading, signal: client.signal })
        body = converted.body
        responding = fetchHandler(converted.request)
      }
      client.onDisconnect((reason) => body?.fail(reason))
      const response = await responding
      if (timedOut !== undefined && response.status !== requestTimeout.status) {
        cancelBody(response)
        respond(requestTimeout)
      } else {
        if (continueDue || timedOut !== undefined) closeAfter(res)
        await writeResponse(response, req, res, client)
      }
    } catch (error) {
      const expected =
        error instanceof RequestError ||
        error === timedOut?.error ||
        (client.disconnected && error === client.reason)
      if (!expected) void report(onError, error)
      if (!expected && throwUnsent && !client.disconnected && !res.headersSent) throw error
      if (error instanceof RequestError) respond(error)
      else respond(timedOut === undefined ? internalError : requestTimeout)
    } finally {
      clearTimeout(timedOut?.timer)
      client.release()
      body?.fail(new Error('The response was complete before the request body was read'))
      discardUnreadBody(req, res)
    }
  }
}

/** Node sends `100 Continue` itself, unless the listener was called by a 'checkContinue' event. */
function isContinueDue(req: NodeRequest, res: NodeResponse): boolean {
  if (!/\b100-continue\b/i.test(req.headers.expect ?? '')) return false
  // `_sent100` is not documented by Node. If it is missing the client receives 100 twice, which HTTP allows.
  return !('_sent100' in res && res._sent100 === true)
}

/** The CORS header that a middleware has already set on the response. */
function placeOf(res: NodeResponse): RequestPlace | undefined {
  const allowedOrigin = res.getHeader('access-control-allow-origin')
  return typeof allowedOrigin === 'string' ? { allowedOrigin } : undefined
}

/** Calls `onError`. Never rejects. */
async function report(onError: NodeHandlerOptions['onError'], error: unknown): Promise<void> {
  try {
    await onError?.(error)
  } catch {
    // An error in `onError` must not crash the process.
  }
}

/** @deprecated The former name of {@link createCopilotNodeHandler}. */
export const createNodeFetchHandler: typeof createCopilotNodeHandler = createCopilotNodeHandler
