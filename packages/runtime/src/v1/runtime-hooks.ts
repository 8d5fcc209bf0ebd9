import type { RunObserver } from '@flightdeck/run-engine'
import type { CopilotRuntime, CopilotRuntimeHooks, RunHookContext } from '@flightdeck/runtime-core'
import { ErrorReports } from './hooks/error-event.ts'
import { type KnownModel, observeRun } from './hooks/observability.ts'
import { beforeRun } from './hooks/run-middleware.ts'
import type { CopilotRuntimeConstructorParams } from './options.ts'
import type { LoggerOf } from './warn-once.ts'

type Hooks = CopilotRuntimeHooks<CopilotRuntime>

/** What the hooks of the older API are made of. */
export interface OlderHooks {
  readonly params: CopilotRuntimeConstructorParams
  readonly logger: LoggerOf
  /** The model that the agents of a request are on, if a service adapter says it. */
  modelOf(request: Request): KnownModel
}

/** The hooks of a runtime: its own, with `middleware`, `onError` and `observability_c` of the older API before them. */
export function runtimeHooks({ params, logger, modelOf }: OlderHooks): Hooks | undefined {
  const { hooks, middleware, observability_c: observability } = params
  const reports = params.onError && new ErrorReports(params.onError, logger)
  const observed = observability?.enabled ? observability : undefined
  if (middleware === undefined && reports === undefined && observed === undefined) return hooks

  const observersOf = async (context: RunHookContext<CopilotRuntime>): Promise<RunObserver[]> => {
    const given = [
      await (middleware && beforeRun(middleware, context, logger())),
      reports?.ofRun(context),
      observed && observeRun(observed, context, { known: modelOf(context.request), logger: logger() }),
      await hooks?.onBeforeRun?.(context),
    ]
    return given.flat().filter((observer) => typeof observer === 'object')
  }
  return {
    ...hooks,
    onBeforeRun: observersOf,
    ...(reports && {
      onRequest: (context) => {
        reports.begin(context.request)
        return hooks?.onRequest?.(context)
      },
      onError: (context) => {
        reports.requestFailed(context)
        return hooks?.onError?.(context)
      },
    }),
  }
}
