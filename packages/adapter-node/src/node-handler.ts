import type { HostRequest, HostResponse, RequestPlace } from '@flightdeck/runtime-core'
import { type Answer, closeAfter, internalError, Refusal, requestTimeout, sendAnswer } from './answer.ts'
import { watchClient } from './client-watch.ts'
import { discardRest } from './discard-rest.ts'
import { isHttp2, type NodeRequest, type NodeResponse } from './exchange.ts'
import type { NodeBody } from './node-body.ts'
import { toHostRequest } from './to-host-request.ts'
import { toRequest } from './to-request.ts'
import { cancelBody, writeResponse } from './write-response.ts'

/** How long a handler whose body timed out may take to word the 408 itself. */
const OWN_ANSWER_MS = 1_000

/** How {@link createCopilotNodeHandler} reads requests and reports failures. */
export interface NodeHandlerOptions {
  /**
   * Milliseconds to wait for the next bytes of a request body that is being read, before the answer is 408 and the
   * connection is closed. 0 waits for ever.
   * @default 30000
   */
  bodyTimeoutMs?: number | undefined
  /**
   * Take the URL's scheme and host from the first value of `x-forwarded-proto` and `x-forwarded-host`. Set it only
   * behind a proxy that overwrites them, for anyone else can send them.
   * @default false
   */
  trustProxy?: boolean | undefined
  /**
   * Called when the handler or the body of its response failed, and when the response could not be sent. Not called
   * for a client that left or was too slow. What it throws is ignored.
   * @default nothing is reported
   */
  onError?: ((error: unknown) => void | Promise<void>) | undefined
  /**
   * Leave a failure before which nothing was sent to the caller: the promise of the listener rejects with it, and
   * nothing is sent. For frameworks with error handling of their own.
   * @default false: it is answered with 500
   */
  throwUnsent?: boolean | undefined
}

/**
 * A request listener for `node:http`, `node:https`, the compatibility API of `node:http2`, and everything that takes
 * such a listener. Its promise settles when the response is written or the client has left. It never rejects, unless
 * `throwUnsent` is set.
 */
export type NodeFetchHandler = (req: NodeRequest, res: NodeResponse) => Promise<void>

/** A fetch handler. One that takes requests as a host has them is given those, which costs less. */
export interface FetchHandler {
  (request: Request): Response | Promise<Response>
  fromHost?(request: HostRequest, place?: RequestPlace): Promise<HostResponse>
}

/**
 * Serves a fetch handler from Node.
 *
 * The listener works with every method and with `Expect: 100-continue`, also as the listener of 'checkContinue'. A
 * body that a parser has read before is taken from `req.rawBody` or `req.body`. The request's signal is aborted when
 * the client leaves before the response is complete. A handler that throws is answered with 500.
 *
 * @param fetchHandler answers a `Request` with a `Response`, such as what `createCopilotRuntimeHandler` returns
 * @throws RangeError if `bodyTimeoutMs` is not a number of milliseconds that a timer can take
 */
export function createCopilotNodeHandler(
  fetchHandler: FetchHandler,
  options: NodeHandlerOptions = {},
): NodeFetchHandler {
  const { bodyTimeoutMs = 30_000, trustProxy = false, onError, throwUnsent = false } = options
  if (!(bodyTimeoutMs >= 0 && bodyTimeoutMs < 2 ** 31)) {
    throw new RangeError(`bodyTimeoutMs must be between 0 and ${2 ** 31 - 1}, not ${bodyTimeoutMs}`)
  }

  return async (req, res) => {
    const client = watchClient(req, res)
    let body: Pick<NodeBody, 'fail'> | undefined
    let owesContinue = isContinueDue(req, res)
    let overdue: { error: unknown; timer: NodeJS.Timeout } | undefined

    const answer = (content: Answer): void => {
      // A client that was not asked for its body may send it or not, so nothing can follow on this connection.
      if (!client.gone && !res.headersSent) sendAnswer(res, content, owesContinue || overdue !== undefined)
    }
    const onFirstRead = (): void => {
      if (owesContinue && !client.gone && !res.headersSent) res.writeContinue()
      owesContinue = false
    }
    const onIdle = (): void => {
      const error = new DOMException('The request body did not arrive in time', 'TimeoutError')
      const answerForHandler = (): void => {
        if (res.headersSent) return
        answer(requestTimeout)
        client.giveUp(error)
      }
      overdue = { error, timer: setTimeout(answerForHandler, OWN_ANSWER_MS) }
      body?.fail(error)
    }

    try {
      if (!isHttp2(res)) req.socket.setNoDelay(true)
      const reading = { trustProxy, idleMs: bodyTimeoutMs, onFirstRead, onIdle }
      let answered: HostResponse | Promise<HostResponse>
      if (fetchHandler.fromHost !== undefined) {
        const hosted = toHostRequest(req, { ...reading, client })
        body = hosted.body
        answered = fetchHandler.fromHost(hosted.request, placeOf(res))
      } else {
        const converted = toRequest(req, { ...reading, signal: client.signal })
        body = converted.body
        answered = fetchHandler(converted.request)
      }
      client.onLeave((reason) => body?.fail(reason))
      const response = await answered
      if (overdue !== undefined && response.status !== requestTimeout.status) {
        cancelBody(response)
        answer(requestTimeout)
      } else {
        if (owesContinue || overdue !== undefined) closeAfter(res)
        await writeResponse(response, req, res, client)
      }
    } catch (error) {
      const expected =
        error instanceof Refusal || error === overdue?.error || (client.gone && error === client.reason)
      if (!expected) void report(onError, error)
      if (!expected && throwUnsent && !client.gone && !res.headersSent) throw error
      if (error instanceof Refusal) answer(error)
      else answer(overdue === undefined ? internalError : requestTimeout)
    } finally {
      clearTimeout(overdue?.timer)
      client.release()
      body?.fail(new Error('The response was complete before the request body was read'))
      discardRest(req, res)
    }
  }
}

/** Node answers `Expect: 100-continue` by itself, unless the listener was called by a 'checkContinue' event. */
function isContinueDue(req: NodeRequest, res: NodeResponse): boolean {
  if (!/\b100-continue\b/i.test(req.headers.expect ?? '')) return false
  // Not part of Node's documented API. Where it is missing the client is told twice, which HTTP allows.
  return !('_sent100' in res && res._sent100 === true)
}

/** What the middlewares in front have put on the response. */
function placeOf(res: NodeResponse): RequestPlace | undefined {
  const allowedOrigin = res.getHeader('access-control-allow-origin')
  return typeof allowedOrigin === 'string' ? { allowedOrigin } : undefined
}

/** Tells of a failure. Never rejects. */
async function report(onError: NodeHandlerOptions['onError'], error: unknown): Promise<void> {
  try {
    await onError?.(error)
  } catch {
    // A reporter that fails must not end the process.
  }
}

/** @deprecated The former name of {@link createCopilotNodeHandler}. */
export const createNodeFetchHandler: typeof createCopilotNodeHandler = createCopilotNodeHandler
