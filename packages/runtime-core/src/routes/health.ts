// Tests: `serverConformance` of `@flightdeck/testkit`, and `draining.test.ts`.
import { RuntimeError } from '../http/runtime-error.ts'
import type { RouteResult } from '../routing/dispatch.ts'
import type { HandlerContext } from './handler-context.ts'
import { RETRY_AFTER } from './retry-after.ts'

/** `GET /health/live`: the process answers. */
export async function healthLive(): Promise<RouteResult> {
  return { response: Response.json({ status: 'live' }) }
}

/**
 * `GET /health/ready`: whether a load balancer may send new requests to this process.
 *
 * @throws RuntimeError `runtime_closing`
 */
export async function healthReady({ runtime }: HandlerContext): Promise<RouteResult> {
  if (runtime.lifecycle.phase !== 'serving')
    throw new RuntimeError('runtime_closing', undefined, { headers: RETRY_AFTER })
  return { response: Response.json({ status: 'ready' }) }
}
