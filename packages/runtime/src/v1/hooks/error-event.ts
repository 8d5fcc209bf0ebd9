import type { RunObserver } from '@flightdeck/run-engine'
import { type ErrorHookContext, type RunHookContext, RuntimeError } from '@flightdeck/runtime-core'
import type { LoggerOf } from '../warn-once.ts'
import { thrown } from './thrown.ts'

/** A failure of the server, as `onError` is told of it. */
export interface CopilotErrorEvent {
  type: 'error'
  /** When it happened, in milliseconds since 1970. */
  timestamp: number
  /** What was thrown. */
  // biome-ignore lint/suspicious/noExplicitAny: existing code reads members of it without narrowing
  error: any
  context: {
    source: 'runtime'
    threadId?: string | undefined
    runId?: string | undefined
    request?:
      | {
          /** `agent.run`, `agent.connect`, `agent.stop`, `info`, `transcribe` and so on. */
          operation: string
          method: string
          url: string
          path: string
          /** Without those that carry credentials. */
          headers: Record<string, string>
          /** When the request came, in milliseconds since 1970. */
          startTime: number
        }
      | undefined
    agent?: { name: string } | undefined
    metadata?:
      | {
          /** `common` before a run has started, `sse.subscription` for a run that ended with `RUN_ERROR`. */
          phase: 'common' | 'sse.subscription'
          /** The id that the client got in `RUN_ERROR`. */
          errorId?: string | undefined
        }
      | undefined
  }
}

/** The option `onError`. What it throws is logged. */
export type CopilotErrorHandler = (event: CopilotErrorEvent) => void | Promise<void>

const SECRET_HEADERS = new Set([
  'authorization',
  'proxy-authorization',
  'cookie',
  'set-cookie',
  'x-api-key',
  'api-key',
  'x-copilotcloud-public-api-key',
])

/** Tells an application's `onError` of failures. */
export class ErrorReports {
  readonly #handler: CopilotErrorHandler
  readonly #logger: LoggerOf
  readonly #startTimes = new WeakMap<Request, number>()

  constructor(handler: CopilotErrorHandler, logger: LoggerOf) {
    this.#handler = handler
    this.#logger = logger
  }

  /** Remembers when a request came. */
  begin(request: Request): void {
    this.#startTimes.set(request, Date.now())
  }

  /** Reports a request that failed. */
  requestFailed({ request, path, route, error }: ErrorHookContext): void {
    const agentId = route && 'agentId' in route ? route.agentId : undefined
    const threadId = route && 'threadId' in route ? route.threadId : undefined
    this.#report({
      // The reason of a failure that has a code is its cause.
      error: error instanceof RuntimeError ? (error.cause ?? error) : error,
      context: {
        source: 'runtime',
        ...(threadId !== undefined && { threadId }),
        request: this.#requestInfo(route?.method ?? 'request', request, path),
        ...(agentId !== undefined && { agent: { name: agentId } }),
        metadata: { phase: 'common' },
      },
    })
  }

  /** An observer that reports a run which fails. */
  ofRun({ request, path, agentId }: RunHookContext): RunObserver {
    const info = this.#requestInfo('agent/run', request, path)
    let told: string | undefined
    return {
      onEvent: (event) => {
        if (event.type === 'RUN_ERROR') told = event.message
      },
      onRunEnd: ({ status, threadId, runId, cause, errorId }) => {
        if (status !== 'failed') return
        this.#report({
          error: thrown(cause) ?? new Error(told ?? 'The run failed'),
          context: {
            source: 'runtime',
            threadId,
            runId,
            request: info,
            agent: { name: agentId },
            metadata: { phase: 'sse.subscription', ...(errorId !== undefined && { errorId }) },
          },
        })
      },
    }
  }

  #requestInfo(route: string, request: Request, path: string): CopilotErrorEvent['context']['request'] {
    const { method, url } = request
    return {
      operation: route.replaceAll('/', '.'),
      method,
      url,
      path,
      headers: Object.fromEntries([...request.headers].filter(([name]) => !SECRET_HEADERS.has(name))),
      startTime: this.#startTimes.get(request) ?? Date.now(),
    }
  }

  #report(event: Pick<CopilotErrorEvent, 'error' | 'context'>): void {
    const call = async (): Promise<void> => this.#handler({ type: 'error', timestamp: Date.now(), ...event })
    call().catch((error: unknown) =>
      this.#logger().error('CopilotRuntime onError reporting failed:', { error }),
    )
  }
}
