import type { RouteName } from '@flightdeck/protocol'
import { isRuntimeError, RuntimeError } from '../http/runtime-error.ts'
import { isResponse } from '../http/web-shapes.ts'
import type { RuntimeUser } from './runtime-user.ts'

/** What `authorize` is asked. */
export interface AuthorizeRequest {
  /** As `identifyUser` gave it; null without `identifyUser`, and for strangers who ask for `info`. */
  user: RuntimeUser | null
  /** The name of the route: `agent/run`, `threads/delete` and so on. */
  action: RouteName
  /** The agent it is about, where a request names one. */
  agentId?: string | undefined
  /** The thread it is about, where a request names one. Whether it is there has not been looked at. */
  threadId?: string | undefined
  /** The request, as hooks and middlewares left it. Read its body only from `request.clone()`. */
  request: Request
}

/** Whether a user may do something. Anything but `true` is a refusal. */
export type Authorize = (asked: AuthorizeRequest) => boolean | Promise<boolean>

/**
 * Asks an application whether something is allowed. A `Response` or `RuntimeError` that it throws is the answer.
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
