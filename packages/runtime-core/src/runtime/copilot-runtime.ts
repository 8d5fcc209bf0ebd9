import type { AgentRunner } from '@flightdeck/run-engine'
import { asThreadRunner, within } from '@flightdeck/run-engine/internal'
import type { AfterRequestMiddleware, BeforeRequestMiddleware } from '../hooks/middleware.ts'
import type { TranscriptionService } from '../transcribe/transcription.ts'
import type { AgentsConfig } from './agents-config.ts'
import { defaultRunner, warnOfSharedThreads } from './default-runner.ts'
import type { IdentifyUser } from './identify.ts'
import { checkOptions } from './option-checks.ts'
import { type ResolvedRuntime, resolveRuntime } from './resolved-runtime.ts'
import type { RuntimeOptions } from './runtime-options.ts'

/** Options of `CopilotRuntime.close`. */
export interface RuntimeCloseOptions {
  /**
   * Milliseconds that runs have to end by themselves, and that streams are served, once new runs are refused. Set it to the time that your
   * longest runs take, so that a deploy interrupts none. @default 10_000
   */
  drainMs?: number | undefined
  /**
   * Milliseconds for which new runs are still accepted after `GET /health/ready` has turned to 503: the time that a load balancer needs
   * to notice. @default 5_000 if `drainMs` is given and above 0, otherwise 0
   */
  readyGraceMs?: number | undefined
}

const READY_GRACE_MS = 5_000
const DRAIN_MS = 10_000

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
   * Closes the runtime without losing a run, in these steps:
   *
   * 1. `GET /health/ready` responds with 503. For `readyGraceMs`, everything else goes on.
   * 2. For up to `drainMs`, new runs are refused with 503 `runtime_closing`, every response has `Connection: close`, and the runs, the
   *    work in the background and the streams of threads continue.
   * 3. The remaining runs end with a `RUN_ERROR`. Streams of runs of other processes end with an SSE `retry:`. The runner is closed.
   *
   * Resolves as soon as nothing is left to wait for. `close({ drainMs: 0 })` skips the first two steps; it may be called while
   * another call waits. Runs of other runtimes on shared threads are not affected.
   *
   * @throws RangeError for a number of milliseconds that is negative
   */
  async close(options: RuntimeCloseOptions = {}): Promise<void> {
    const { drainMs = DRAIN_MS, readyGraceMs = options.drainMs ? READY_GRACE_MS : 0 } = options
    checkMs({ drainMs, readyGraceMs })
    await this.resolved.lifecycle.leave(readyGraceMs)
    this.resolved.subscriptions.close()
    this.resolved.debugEvents?.close()
    const pending = this.#finishBackground(drainMs)
    await Promise.all([
      asThreadRunner(this.runner)?.close({ drainMs, pending }),
      this.resolved.ephemeralRuns.close({ drainMs }),
      pending,
    ])
  }

  async #finishBackground(drainMs: number): Promise<void> {
    const { background, names } = this.resolved
    await within(background.settled(), drainMs)
    names?.close()
  }
}

function checkMs(options: Readonly<Record<string, number>>): void {
  for (const [name, ms] of Object.entries(options)) {
    if (!(ms >= 0)) throw new RangeError(`${name} must be a number of milliseconds of 0 or more, not ${ms}.`)
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
