import { RuntimeError } from '../../http/runtime-error.ts'
import type { RouteResult } from '../../routing/dispatch.ts'
import type { HandlerContext } from '../handler-context.ts'
import { admitToThreads, attempt } from './thread-route.ts'

/** `POST /threads/clear`: deletes all threads of the user; without `identifyUser`, all threads. */
export async function clearThreads(context: HandlerContext): Promise<RouteResult> {
  const admitted = await admitToThreads(context)
  if (!context.runtime.threadSettings.allowClear) {
    throw new RuntimeError('not_enabled', 'Clearing threads is not enabled on this server')
  }
  await attempt('Failed to clear threads', () =>
    admitted.kind === 'local' ? admitted.endpoints.clearThreads() : admitted.threads.clear(admitted.owner),
  )
  return { response: new Response(null, { status: 204, headers: { 'cache-control': 'no-store' } }) }
}
