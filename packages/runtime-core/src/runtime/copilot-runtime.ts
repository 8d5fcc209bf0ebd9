import type { AgentRunner, CloseOptions } from '@flightdeck/run-engine'
import { asThreadRunner, within } from '@flightdeck/run-engine/internal'
import type { AfterRequestMiddleware, BeforeRequestMiddleware } from '../hooks/middleware.ts'
import type { TranscriptionService } from '../transcribe/transcription.ts'
import type { AgentsConfig } from './agents-config.ts'
import { defaultRunner, warnOfSharedThreads } from './default-runner.ts'
import type { IdentifyUser } from './identify.ts'
import { checkOptions } from './option-checks.ts'
import { type ResolvedRuntime, resolveRuntime } from './resolved-runtime.ts'
import type { RuntimeOptions } from './runtime-options.ts'

/** Options of `CopilotRuntime`. */
export interface CopilotRuntimeOptions extends RuntimeOptions<CopilotRuntime> {}

/**
 * Hosts agents: the agents, their runner, and the middlewares and hooks of every request.
 *
 * ```ts
 * const runtime = new CopilotRuntime({ agents: { default: agent } })
 * const handler = createCopilotRuntimeHandler({ runtime, basePath: '/api/copilotkit' })
 * ```
 */
export class CopilotRuntime {
  /** @internal Names of options that a derived class takes itself. An unknown option is refused with the list of all. */
  protected static readonly moreOptions: readonly string[] = []
  readonly agents: AgentsConfig
  readonly runner: AgentRunner
  readonly transcriptionService: TranscriptionService | undefined
  readonly beforeRequestMiddleware: BeforeRequestMiddleware<CopilotRuntime> | undefined
  readonly afterRequestMiddleware: AfterRequestMiddleware<CopilotRuntime> | undefined
  readonly identifyUser: IdentifyUser | undefined
  /** The transport; always `sse`. */
  readonly mode: 'sse' = 'sse'
  /** @internal The resolved options, for handlers. Found by name, so that another copy of this package can serve this runtime. */
  readonly resolved: ResolvedRuntime<CopilotRuntime>

  /**
   * @throws TypeError for an option that is unknown, contradicts another, or belongs to CopilotKit's cloud; RangeError for
   *   a number that is not positive
   */
  constructor(options: CopilotRuntimeOptions) {
    checkOptions(options, new.target.moreOptions)
    const { limits, runner } = options
    this.agents = options.agents
    this.runner = runner ?? defaultRunner(limits)
    this.transcriptionService = options.transcriptionService
    this.beforeRequestMiddleware = options.beforeRequestMiddleware
    this.afterRequestMiddleware = options.afterRequestMiddleware
    this.identifyUser = options.identifyUser
    // A promise of agents that rejects before the first request must not crash the process.
    if (options.agents instanceof Promise) options.agents.catch(() => {})
    this.resolved = resolveRuntime(this.runner, options)
    if (runner === undefined) warnOfSharedThreads(this.resolved.logger)
  }

  /**
   * Refuses new runs, waits for running ones and for the work in the background, stops what is left after `drainMs`, and closes
   * the runner. Runs of other runtimes on shared threads are not affected.
   */
  async close(options: CloseOptions = {}): Promise<void> {
    this.resolved.subscriptions.close()
    this.resolved.debugEvents?.close()
    const pending = this.#finishBackground(options.drainMs ?? 10_000)
    await Promise.all([
      asThreadRunner(this.runner)?.close({ ...options, pending }),
      this.resolved.ephemeralRuns.close(options),
      pending,
    ])
  }

  async #finishBackground(drainMs: number): Promise<void> {
    const { background, names } = this.resolved
    await within(background.settled(), drainMs)
    names?.close()
  }
}

/** Returns the resolved options of a runtime. */
export function resolvedOf(runtime: CopilotRuntime): ResolvedRuntime<CopilotRuntime> {
  const resolved = runtime?.resolved
  if (resolved === undefined) {
    throw new TypeError(
      'runtime must be a CopilotRuntime: createCopilotRuntimeHandler({ runtime: new CopilotRuntime(…) })',
    )
  }
  return resolved
}
