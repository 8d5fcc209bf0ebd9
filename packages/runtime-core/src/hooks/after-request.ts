// Tests: `serverConformance` of `@flightdeck/testkit`.
import { mediaType } from '../http/content-type.ts'
import type { Logger } from '../logging/logger.ts'
import type { AfterRun } from '../routing/dispatch.ts'
import type { AfterRequestMiddleware } from './middleware.ts'

/** A response that is about to be sent. */
export interface AnsweredRequest<Runtime> {
  /** The runtime that handled the request. */
  runtime: Runtime
  /** The path of the URL as received. */
  path: string
  /** The response for the client. */
  response: Response
  /** Settles when the run of the response has ended; undefined without a run. */
  after: Promise<AfterRun> | undefined
  /** Receives errors of the middleware and of the run's end. */
  logger: Logger
}

/**
 * Calls `afterRequestMiddleware` in the background, once the run of a response has ended. Event streams are
 * never copied for it; other responses are. Errors are logged and not rethrown. Resolves when it is done.
 */
export async function runAfterRequest<Runtime>(
  middleware: AfterRequestMiddleware<Runtime>,
  answered: AnsweredRequest<Runtime>,
): Promise<void> {
  const { runtime, path, logger } = answered
  try {
    const copy = readableCopy(answered.response)
    const run = await endOf(answered)
    const { messages, threadId, runId } = run
    await middleware({ runtime, path, response: run.response ?? copy, messages, threadId, runId })
  } catch (error) {
    logger.error('afterRequestMiddleware failed', { error, path })
  }
}

async function endOf({ after, logger, path }: AnsweredRequest<unknown>): Promise<AfterRun> {
  try {
    return (await after) ?? { messages: [] }
  } catch (error) {
    logger.error('Reading the messages of a run for afterRequestMiddleware failed', { error, path })
    return { messages: [] }
  }
}

function readableCopy(response: Response): Response {
  const { status, statusText, headers } = response
  const isStream = mediaType(headers.get('content-type')) === 'text/event-stream'
  return isStream ? new Response(null, { status, statusText, headers }) : response.clone()
}
