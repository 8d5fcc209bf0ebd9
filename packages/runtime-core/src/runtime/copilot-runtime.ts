import { type AgentRunner, asThreadRunner, type CloseOptions } from '@flightdeck/run-engine'
import { InMemoryAgentRunner } from '@flightdeck/runner-memory'
import type { AfterRequestMiddleware, BeforeRequestMiddleware } from '../hooks/middleware.ts'
import type { TranscriptionService } from '../transcribe/transcription.ts'
import type { AgentsConfig } from './agents-config.ts'
import type { IdentifyUser } from './identify.ts'
import { checkOptions } from './option-checks.ts'
import { type ResolvedRuntime, resolveRuntime } from './resolved-runtime.ts'
import type { RuntimeOptions } from './runtime-options.ts'

/** Options of `CopilotRuntime`. */
export interface CopilotRuntimeOptions extends RuntimeOptions<CopilotRuntime> {}

/** Options of `close()` of a runtime. */
export interface RuntimeCloseOptions extends CloseOptions {
  /** Leaves the runner and its runs alone, because other runtimes use it. @default false */
  keepRunner?: boolean | undefined
}

/**
 * Hosts agents: who they are, what runs them, and what every request passes through.
 *
 * ```ts
 * const runtime = new CopilotRuntime({ agents: { default: agent } })
 * const handler = createCopilotRuntimeHandler({ runtime, basePath: '/api/copilotkit' })
 * ```
 */
export class CopilotRuntime {
  readonly agents: AgentsConfig
  readonly runner: AgentRunner
  readonly transcriptionService: TranscriptionService | undefined
  readonly beforeRequestMiddleware: BeforeRequestMiddleware<CopilotRuntime> | undefined
  readonly afterRequestMiddleware: AfterRequestMiddleware<CopilotRuntime> | undefined
  readonly identifyUser: IdentifyUser | undefined
  /** How agents are reached; always the plain way, for there is no cloud here. */
  readonly mode: 'sse' = 'sse'
  /** @internal What handlers work with; found by name, so that another copy of this package can serve this runtime. */
  readonly resolved: ResolvedRuntime<CopilotRuntime>

  /** @throws TypeError for an option that is unknown, contradicts another, or belongs to the original's cloud. */
  constructor(options: CopilotRuntimeOptions) {
    checkOptions(options)
    const { limits, runner } = options
    this.agents = options.agents
    this.runner = runner ?? new InMemoryAgentRunner({ limits })
    this.transcriptionService = options.transcriptionService
    this.beforeRequestMiddleware = options.beforeRequestMiddleware
    this.afterRequestMiddleware = options.afterRequestMiddleware
    this.identifyUser = options.identifyUser
    // A promise of agents that is rejected before the first request must not end the process.
    if (options.agents instanceof Promise) options.agents.catch(() => {})
    this.resolved = resolveRuntime(this.runner, options)
  }

  /**
   * Takes no more runs, lets the running ones end by themselves for a while, ends the rest visibly, and lets go of
   * what the runner holds open.
   */
  async close({ keepRunner = false, ...options }: RuntimeCloseOptions = {}): Promise<void> {
    this.resolved.subscriptions.close()
    this.resolved.names?.close()
    await Promise.all([
      keepRunner ? undefined : asThreadRunner(this.runner)?.close(options),
      this.resolved.ephemeralRuns.close(options),
    ])
  }
}

/** The resolved form of a runtime. */
export function resolvedOf(runtime: CopilotRuntime): ResolvedRuntime<CopilotRuntime> {
  const resolved = runtime?.resolved
  if (resolved === undefined) {
    throw new TypeError(
      'runtime must be a CopilotRuntime: createCopilotRuntimeHandler({ runtime: new CopilotRuntime(…) })',
    )
  }
  return resolved
}
