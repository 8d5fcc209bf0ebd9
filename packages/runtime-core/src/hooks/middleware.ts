// Tests: `serverConformance` of `@flightdeck/testkit`.
import type { Logger } from '../logging/logger.ts'
import type { AfterRequestMessage } from '../routing/dispatch.ts'
import type { HookResult } from './hooks.ts'

/** The context of `beforeRequestMiddleware`. */
export interface BeforeRequestMiddlewareContext<Runtime = unknown> {
  /** The runtime that handles the request. */
  runtime: Runtime
  /** The request. Read its body only from `request.clone()`. */
  request: Request
  /** The path of the URL as received. */
  path: string
}

/** The context of `afterRequestMiddleware`. */
export interface AfterRequestMiddlewareContext<Runtime = unknown> {
  /** The runtime that handled the request. */
  runtime: Runtime
  /** The response. Reading its body does not consume the client's. */
  response: Response
  /** The path of the URL as received. */
  path: string
  /** The messages that the run added; empty on routes without a run. */
  messages: readonly AfterRequestMessage[]
  /** The thread of the run. */
  threadId?: string | undefined
  /** The id of the run. */
  runId?: string | undefined
}

/** Runs before every request. May return another request; a thrown `Response` is sent as the response. */
export type BeforeRequestMiddleware<Runtime = unknown> = (
  context: BeforeRequestMiddlewareContext<Runtime>,
) => HookResult<Request>

/**
 * Runs in the background after every response, once its stream has ended. Its errors are logged.
 */
export type AfterRequestMiddleware<Runtime = unknown> = (
  context: AfterRequestMiddlewareContext<Runtime>,
) => void | Promise<void>

/** The two middleware options of a runtime. */
export interface RequestMiddlewares<Runtime = unknown> {
  /** Runs before every request. */
  beforeRequestMiddleware?: BeforeRequestMiddleware<Runtime> | undefined
  /** Runs after every response. */
  afterRequestMiddleware?: AfterRequestMiddleware<Runtime> | undefined
}

/**
 * Returns the middlewares that are functions. Anything else, such as the URL of a webhook, is skipped with a warning.
 */
export function resolveMiddlewares<Runtime>(
  runtime: RequestMiddlewares<Runtime>,
  logger: Logger,
): {
  before: BeforeRequestMiddleware<Runtime> | undefined
  after: AfterRequestMiddleware<Runtime> | undefined
} {
  return {
    before: onlyFunction('beforeRequestMiddleware', runtime.beforeRequestMiddleware, logger),
    after: onlyFunction('afterRequestMiddleware', runtime.afterRequestMiddleware, logger),
  }
}

function onlyFunction<Middleware>(
  name: string,
  value: Middleware | undefined,
  logger: Logger,
): Middleware | undefined {
  if (value === undefined || value === null || typeof value === 'function') return value ?? undefined
  logger.warn(`${name} is skipped, because it is not a function`)
  return undefined
}
