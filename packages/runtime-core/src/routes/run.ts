import { forwardableHeaders } from '../http/forward-headers.ts'
import type { RouteResult } from '../routing/dispatch.ts'
import { sseResponse } from '../sse/sse.ts'
import { framesIn } from '../sse/sse-frames.ts'
import { afterRun, wireVersionOf } from './event-response.ts'
import type { HandlerContext } from './handler-context.ts'
import { prepareAgent } from './prepare-agent.ts'
import { readInput } from './run-input.ts'
import { fromRunnerError } from './runner-errors.ts'
import { threadKey } from './thread-key.ts'

/** `POST /agent/:agentId/run`: starts a run and streams it. */
export async function run(context: HandlerContext, { agentId }: { agentId: string }): Promise<RouteResult> {
  const { runtime, request } = context
  const agent = await context.agent(agentId)
  const input = await readInput(request, runtime)
  const owner = await context.admit({ agentId, threadId: input.threadId })
  const observers = await context.beforeRun(agentId, input)
  const debugged = runtime.debugEvents?.observerFor(owner)
  try {
    const headers = forwardableHeaders(request, runtime.forwardHeaders)
    const accepted = await runtime.runs.start({
      threadId: input.threadId,
      owner,
      agentId,
      agent: prepareAgent(agent, { agentId, input, headers }),
      input,
      observers: debugged ? [...observers, debugged] : observers,
    })
    const { ended, repeated } = accepted
    const key = threadKey(owner, input.threadId)
    const naming = repeated ? undefined : runtime.names?.consider({ key, agent, agentId, ended })
    runtime.background.add(naming ?? ended)
    const reader = accepted.reader()
    // The response must not hold the run: a client may leave it unread for long.
    const { runId } = accepted
    const stop = (): void => {
      runtime.runs.stop({ threadId: input.threadId, runId, owner }).catch((error: unknown) => {
        runtime.logger.error('Stopping the run of a disconnected client failed', {
          error,
          threadId: input.threadId,
        })
      })
    }
    const cancels = runtime.onDisconnect === 'cancel'
    const id = JSON.stringify([owner ?? null, input.threadId, runId])
    const onDisconnect = cancels
      ? runtime.runClients.join({ id, repeated: repeated === true, ended }, stop)
      : undefined
    const response = sseResponse(() => reader, {
      toFrames: framesIn(wireVersionOf(input.protocolVersion)),
      keepAliveMs: runtime.keepAliveMs,
      request,
      onDisconnect,
    })
    return { response, after: afterRun(runtime, accepted) }
  } catch (error) {
    throw fromRunnerError(error)
  }
}
