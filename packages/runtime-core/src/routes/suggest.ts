import { forwardableHeaders } from '../http/forward-headers.ts'
import type { RouteResult } from '../routing/dispatch.ts'
import { sseResponse } from '../sse/sse.ts'
import { framesIn } from '../sse/sse-frames.ts'
import { afterRun, wireVersionOf } from './event-response.ts'
import type { HandlerContext } from './handler-context.ts'
import { prepareAgent } from './prepare-agent.ts'
import { readInput } from './run-input.ts'
import { fromRunnerError } from './runner-errors.ts'

/**
 * `POST /agent/:agentId/suggest`: runs an agent without a thread. The run is not stored, cannot be joined, and ends
 * when the client disconnects. The input, with the `toolChoice` that CopilotKit's clients set in `forwardedProps`, is
 * passed to the agent unchanged.
 */
export async function suggest(
  context: HandlerContext,
  { agentId }: { agentId: string },
): Promise<RouteResult> {
  const { runtime, request } = context
  const agent = await context.agent(agentId)
  const input = await readInput(request, runtime)
  const owner = await context.admit({ agentId })
  const debugged = runtime.debugEvents?.observerFor(owner)
  try {
    const headers = forwardableHeaders(request, runtime.forwardHeaders)
    const instance = prepareAgent(agent, { agentId, input, headers })
    const { accepted, stop } = await runtime.ephemeralRuns.start({
      threadId: input.threadId,
      agentId,
      agent: instance,
      input,
      observers: debugged && [debugged],
    })
    runtime.background.add(accepted.ended)
    const reader = accepted.reader()
    const response = sseResponse(() => reader, {
      toFrames: framesIn(wireVersionOf(input.protocolVersion)),
      keepAliveMs: runtime.keepAliveMs,
      request,
      onDisconnect: stop,
    })
    return { response, after: afterRun(runtime, accepted) }
  } catch (error) {
    throw fromRunnerError(error)
  }
}
