import type { Logger } from '../logging/logger.ts'
import type { AfterRequestMessage } from '../routing/dispatch.ts'
import type { HookResult } from './hooks.ts'

/** What `beforeRequestMiddleware` is told. */
export interface BeforeRequestMiddlewareContext<Runtime = unknown> {
  /** The runtime that answers. */
  runtime: Runtime
  /** The request. Read its body only from `request.clone()`. */
  request: Request
  /** The path of the URL as it came in. */
  path: string
}

/** What `afterRequestMiddleware` is told. */
export interface AfterRequestMiddlewareContext<Runtime = unknown> {
  /** The runtime that answered. */
  runtime: Runtime
  /** The answer; its body can be read without taking it from the client. */
  response: Response
  /** The path of the URL as it came in. */
  path: string
  /** The messages that the run made; empty on routes that do not run an agent. */
  messages: readonly AfterRequestMessage[]
  /** The thread of the run. */
  threadId?: string | undefined
  /** The id of the run. */
  runId?: string | undefined
}

/** Runs before every request. May give another request; a thrown `Response` is the answer. */
export type BeforeRequestMiddleware<Runtime = unknown> = (
  context: BeforeRequestMiddlewareContext<Runtime>,
) => HookResult<Request>

/**
 * Runs after every answered request, once its stream has ended. Nobody waits for it; its errors are logged.
 */
export type AfterRequestMiddleware<Runtime = unknown> = (
  context: AfterRequestMiddlewareContext<Runtime>,
) => void | Promise<void>

/** The two middleware options of a runtime. */
export interface RequestMiddlewares<Runtime = unknown> {
  /** Runs before every request. */
  beforeRequestMiddleware?: BeforeRequestMiddleware<Runtime> | undefined
  /** Runs after every answered request. */
  afterRequestMiddleware?: AfterRequestMiddleware<Runtime> | undefined
}

/**
 * The middlewares that are functions. Anything else, such as the address of a webhook, is left out with a
 * warning.
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
