import { RuntimeError } from '../../http/runtime-error.ts'
import type { RouteResult } from '../../routing/dispatch.ts'
import { sseResponse } from '../../sse/sse.ts'
import type { HandlerContext } from '../handler-context.ts'
import { admitToStore, attempt } from './thread-route.ts'

/**
 * `GET /threads/subscribe`: streams changes of the user's list of threads as Server-Sent Events, from now on or from
 * `Last-Event-ID` or `?cursor=`. It ends when the client disconnects or the runtime closes.
 */
export async function subscribeToThreads(context: HandlerContext): Promise<RouteResult> {
  const { request, runtime } = context
  const query = new URL(request.url).searchParams
  const agentId = query.get('agentId') || undefined
  const { threads, owner } = await admitToStore(context, { agentId })
  const cursor = request.headers.get('last-event-id') ?? query.get('cursor') ?? undefined
  const reader = await attempt('Failed to subscribe to threads', () =>
    runtime.subscriptions.open({ threads, owner, agentId, cursor }),
  )
  const { keepAliveMs } = runtime
  return { response: sseResponse(() => reader, { toFrames: (frames) => frames, keepAliveMs, request }) }
}

/** `POST /threads/subscribe`: the websocket of CopilotKit's cloud, which `/info` does not announce. */
export async function refuseRealtime(context: HandlerContext): Promise<RouteResult> {
  await admitToStore(context)
  throw new RuntimeError('realtime_not_supported')
}
