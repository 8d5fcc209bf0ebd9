import {
  type AgentRunner,
  asThreadRunner,
  type CloseOptions,
  type RunLimits,
  type RunObserver,
} from '@flightdeck/run-engine'
import { InMemoryAgentRunner } from '@flightdeck/runner-memory'
import type { CopilotRuntimeHooks } from '../hooks/hooks.ts'
import type { AfterRequestMiddleware, BeforeRequestMiddleware } from '../hooks/middleware.ts'
import type { ForwardHeadersConfig } from '../http/forward-headers.ts'
import type { Logger } from '../logging/logger.ts'
import type { TranscriptionLimits, TranscriptionService } from '../transcribe/transcription.ts'
import type { AgentsConfig } from './agents-config.ts'
import type { Authorize } from './authorize.ts'
import type { OriginalOptions } from './copilotkit-options.ts'
import type { IdentifyUser } from './identify.ts'
import { checkOptions } from './option-checks.ts'
import { type ResolvedRuntime, resolveRuntime } from './resolved-runtime.ts'
import type { GenerateThreadName } from './thread-names.ts'
import type { ThreadOptions } from './thread-settings.ts'

/** Who a request comes from. */
export interface RuntimeUser {
  /** Owns the threads that this user's requests start. */
  id: string
  name?: string | undefined
}

/** What requests and runs may use. Each is documented with the error it leads to in `docs/protocol.md`. */
export interface RuntimeLimits extends RunLimits {
  /** Bytes of a request body. @default 10_485_760 (10 MiB) */
  maxBodyBytes?: number | undefined
  /** Levels of nesting in a JSON body. @default 200 */
  maxJsonDepth?: number | undefined
  /** Messages in one run input. @default 10_000 */
  maxMessages?: number | undefined
}

/** Options of `CopilotRuntime`. */
export interface CopilotRuntimeOptions extends OriginalOptions {
  /** The agents by id, a promise of them, or a function of the request that gives them; called for every request. */
  agents: AgentsConfig
  /** Runs the agents and keeps their threads. @default new InMemoryAgentRunner() */
  runner?: AgentRunner | undefined
  /** Turns audio into text for `POST /transcribe`. @default none: the route answers 503 */
  transcriptionService?: TranscriptionService | undefined
  /** How large a recording may be, and how long its transcription may take. */
  transcription?: TranscriptionLimits | undefined
  /** Runs before every request; may replace it, or throw a `Response` to answer it. */
  beforeRequestMiddleware?: BeforeRequestMiddleware<CopilotRuntime> | undefined
  /** Runs in the background after every request, with the messages that its run made. */
  afterRequestMiddleware?: AfterRequestMiddleware<CopilotRuntime> | undefined
  /** Hooks of every handler on this runtime; a handler's own run after these. */
  hooks?: CopilotRuntimeHooks<CopilotRuntime> | undefined
  /** Is told of every run: its start, events, repairs and end. */
  observer?: RunObserver | undefined
  /**
   * Tells who a request comes from. With it, a thread belongs to the user who started it and nobody else finds it;
   * null is answered with 401.
   */
  identifyUser?: IdentifyUser | undefined
  /**
   * Whether a user may do something; asked on every route, after `identifyUser`. `false` is answered with 403. Nothing
   * it allows reaches a thread of another user.
   */
  authorize?: Authorize | undefined
  /** Names a thread, in the background, after its first run that ended well. @default threads have no name until a user gives one */
  generateThreadName?: GenerateThreadName | undefined
  /** What clients may do to threads over HTTP. */
  threads?: ThreadOptions | undefined
  /** Bounds on requests and runs. Those on runs are the runner's: set them there if you bring one. */
  limits?: RuntimeLimits | undefined
  /** Where the runtime writes. @default nowhere */
  logger?: Logger | undefined
  /** Which request headers an agent gets; `false` for none. @default `authorization` and `x-*` without those of proxies */
  forwardHeaders?: ForwardHeadersConfig | false | undefined
  /** What a client that leaves means for the run it started. @default 'continue' */
  onDisconnect?: 'continue' | 'cancel' | undefined
  /** Milliseconds of silence after which a stream is kept open by a comment; `Infinity` for none. @default 8_000 */
  keepAliveMs?: number | undefined
  /** Write each run's events and its life to the logger, at level debug. @default false */
  debug?:
    | boolean
    | { events?: boolean | undefined; lifecycle?: boolean | undefined; verbose?: boolean | undefined }
    | undefined
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
  readonly identifyUser: CopilotRuntimeOptions['identifyUser']
  /** How agents are reached; always the plain way, for there is no cloud here. */
  readonly mode: 'sse' = 'sse'
  /** @internal What handlers work with; found by name, so that another copy of this package can serve this runtime. */
  readonly resolved: ResolvedRuntime

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
  async close(options: CloseOptions = {}): Promise<void> {
    this.resolved.subscriptions.close()
    this.resolved.names?.close()
    await Promise.all([asThreadRunner(this.runner)?.close(options), this.resolved.relay.close(options)])
  }
}

/** The resolved form of a runtime. */
export function resolvedOf(runtime: CopilotRuntime): ResolvedRuntime {
  const resolved = runtime?.resolved
  if (resolved === undefined) {
    throw new TypeError(
      'runtime must be a CopilotRuntime: createCopilotRuntimeHandler({ runtime: new CopilotRuntime(…) })',
    )
  }
  return resolved
}
