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
 * `POST /agent/:agentId/suggest`: one run that belongs to no thread. Nothing of it is kept, nobody can join it, and it
 * ends when the client leaves. The input, with the `toolChoice` that stock clients force in its `forwardedProps`, reaches the
 * agent as it is.
 */
export async function suggest(
  context: HandlerContext,
  { agentId }: { agentId: string },
): Promise<RouteResult> {
  const { runtime, request } = context
  const agent = await context.agent(agentId)
  const input = await readInput(request, runtime)
  await context.admit({ agentId })
  try {
    const headers = forwardableHeaders(request, runtime.forwardHeaders)
    const instance = prepareAgent(agent, { agentId, input, headers })
    const { accepted, stop } = await runtime.ephemeralRuns.start({
      threadId: input.threadId,
      agentId,
      agent: instance,
      input,
    })
    const reader = accepted.reader()
    const response = sseResponse(() => reader, {
      toFrames: framesIn(wireVersionOf(input.protocolVersion)),
      keepAliveMs: runtime.keepAliveMs,
      request,
      onLeave: stop,
    })
    return { response, after: afterRun(runtime, accepted) }
  } catch (error) {
    throw fromRunnerError(error)
  }
}
