import type { RouteName } from '@flightdeck/protocol'
import { isRuntimeError, RuntimeError } from '../http/runtime-error.ts'
import { isResponse } from '../http/web-shapes.ts'
import type { RuntimeUser } from './runtime-user.ts'

/** The argument of `authorize`. */
export interface AuthorizeRequest {
  /** What `identifyUser` returned; null without `identifyUser`, and on `info` for an unknown user. */
  user: RuntimeUser | null
  /** The name of the route: `agent/run`, `threads/delete` and so on. */
  action: RouteName
  /** The agent that the request names, if it names one. */
  agentId?: string | undefined
  /** The thread that the request names, if it names one. It may not exist. */
  threadId?: string | undefined
  /** The request, as hooks and middlewares left it. Read its body only from `request.clone()`. */
  request: Request
}

/** Whether a user may use a route. Only `true` allows it. */
export type Authorize = (asked: AuthorizeRequest) => boolean | Promise<boolean>

/**
 * Calls `authorize`. A `Response` or `RuntimeError` that it throws becomes the response.
 *
 * @throws RuntimeError `forbidden`, `authorize_failed`
 */
export async function checkAllowed(authorize: Authorize, asked: AuthorizeRequest): Promise<void> {
  let allowed: unknown
  try {
    allowed = await authorize(asked)
  } catch (thrown) {
    if (isResponse(thrown) || isRuntimeError(thrown)) throw thrown
    throw new RuntimeError('authorize_failed', undefined, { cause: thrown })
  }
  if (allowed !== true) throw new RuntimeError('forbidden')
}
