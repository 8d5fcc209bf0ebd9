// Tests: `../debug-events/debug-events.test.ts`.
import { RuntimeError } from '../http/runtime-error.ts'
import type { RouteResult } from '../routing/dispatch.ts'
import { sseResponse } from '../sse/sse.ts'
import type { HandlerContext } from './handler-context.ts'
import { fromRunnerError } from './runner-errors.ts'

/**
 * `GET /cpk-debug-events`: streams the events of the user's runs and connects, from now on, until the client disconnects
 * or the runtime closes. Without the option `debugEvents` an authorized request gets 404.
 */
export async function streamDebugEvents(context: HandlerContext): Promise<RouteResult> {
  const { request, runtime } = context
  const { debugEvents, keepAliveMs } = runtime
  const owner = await context.admit()
  if (debugEvents === undefined) throw new RuntimeError('not_found')
  try {
    const reader = debugEvents.open(owner)
    return { response: sseResponse(() => reader, { toFrames: (frames) => frames, keepAliveMs, request }) }
  } catch (error) {
    throw fromRunnerError(error)
  }
}
