import type { AgentRunner, RunLimits, RunObserver } from '@flightdeck/run-engine'
import type { CopilotRuntimeHooks } from '../hooks/hooks.ts'
import type { AfterRequestMiddleware, BeforeRequestMiddleware } from '../hooks/middleware.ts'
import type { ForwardHeadersConfig } from '../http/forward-headers.ts'
import type { Logger } from '../logging/logger.ts'
import type { DebugOptions } from '../logging/run-logger.ts'
import type { TranscriptionLimits, TranscriptionService } from '../transcribe/transcription.ts'
import type { AgentsConfig } from './agents-config.ts'
import type { Authorize } from './authorize.ts'
import type { OriginalOptions } from './copilotkit-options.ts'
import type { IdentifyUser } from './identify.ts'
import type { GenerateThreadName } from './thread-names.ts'
import type { ThreadOptions } from './thread-settings.ts'

/** What requests and runs may use. Each is documented with the error it leads to in `docs/protocol.md`. */
export interface RuntimeLimits extends RunLimits {
  /** Bytes of a request body. @default 10_485_760 (10 MiB) */
  maxBodyBytes?: number | undefined
  /** Levels of nesting in a JSON body. @default 200 */
  maxJsonDepth?: number | undefined
  /** Messages in one run input. @default 10_000 */
  maxMessages?: number | undefined
}

/** The options of a runtime. `Runtime` is what hooks and middlewares are given as `runtime`. */
export interface RuntimeOptions<Runtime> extends OriginalOptions {
  /** The agents by id, a promise of them, or a function of the request that gives them; called for every request. */
  agents: AgentsConfig
  /** Runs the agents and keeps their threads. @default new InMemoryAgentRunner() */
  runner?: AgentRunner | undefined
  /** Turns audio into text for `POST /transcribe`. @default none: the route answers 503 */
  transcriptionService?: TranscriptionService | undefined
  /** How large a recording may be, and how long its transcription may take. */
  transcription?: TranscriptionLimits | undefined
  /** Runs before every request; may replace it, or throw a `Response` to answer it. */
  beforeRequestMiddleware?: BeforeRequestMiddleware<Runtime> | undefined
  /** Runs in the background after every request, with the messages that its run made. */
  afterRequestMiddleware?: AfterRequestMiddleware<Runtime> | undefined
  /** Hooks of every handler on this runtime; a handler's own run after these. */
  hooks?: CopilotRuntimeHooks<Runtime> | undefined
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
  /**
   * Where the runtime writes; `false` for nowhere. @default the console: warnings, each once per process, and errors with
   * the stack of their cause, without secrets
   */
  logger?: Logger | false | undefined
  /** Which request headers an agent gets; `false` for none. @default `authorization` and `x-*` without those of proxies */
  forwardHeaders?: ForwardHeadersConfig | false | undefined
  /** What a client that leaves means for the run it started. @default 'continue' */
  onDisconnect?: 'continue' | 'cancel' | undefined
  /** Milliseconds of silence after which a stream is kept open by a comment; `Infinity` for none. @default 8_000 */
  keepAliveMs?: number | undefined
  /** Write each run's start, events and end to the logger at level debug; without a logger, to the console. @default false */
  debug?: boolean | DebugOptions | undefined
}
