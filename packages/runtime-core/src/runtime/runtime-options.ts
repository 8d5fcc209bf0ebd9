import type { AgentRunner, RunLimits, RunObserver } from '@flightdeck/run-engine'
import type { CopilotRuntimeHooks } from '../hooks/hooks.ts'
import type { AfterRequestMiddleware, BeforeRequestMiddleware } from '../hooks/middleware.ts'
import type { ForwardHeadersConfig } from '../http/forward-headers.ts'
import type { Logger } from '../logging/logger.ts'
import type { DebugOptions } from '../logging/run-logger.ts'
import type { TranscriptionLimits, TranscriptionService } from '../transcribe/transcription.ts'
import type { AgentsConfig } from './agents-config.ts'
import type { Authorize } from './authorize.ts'
import type { CopilotKitOptions } from './copilotkit-options.ts'
import type { IdentifyUser } from './identify.ts'
import type { WaitUntil } from './platform-wait-until.ts'
import type { GenerateThreadName } from './thread-names.ts'
import type { ThreadOptions } from './thread-settings.ts'

/** Limits of requests and runs. `docs/protocol.md` lists the error of each. */
export interface RuntimeLimits extends RunLimits {
  /** Bytes of a request body. @default 10_485_760 (10 MiB) */
  maxBodyBytes?: number | undefined
  /** Levels of nesting in a JSON body. @default 200 */
  maxJsonDepth?: number | undefined
  /** Messages in one run input. @default 10_000 */
  maxMessages?: number | undefined
}

/** The options of a runtime. `Runtime` is the type of `runtime` in hooks and middlewares. */
export interface RuntimeOptions<Runtime> extends CopilotKitOptions {
  /** The agents by id, a promise of them, or a function that returns them, called for every request. */
  agents: AgentsConfig
  /**
   * Runs the agents and stores their threads. @default an `InMemoryAgentRunner` that shares its threads by id with the other
   * runtimes of the process that have no `runner`
   */
  runner?: AgentRunner | undefined
  /** Transcribes audio for `POST /transcribe`. @default none: the route responds with 503 */
  transcriptionService?: TranscriptionService | undefined
  /** Limits of recordings and of the time that transcription takes. */
  transcription?: TranscriptionLimits | undefined
  /** Runs before every request; may return another request, or throw a `Response` to send. */
  beforeRequestMiddleware?: BeforeRequestMiddleware<Runtime> | undefined
  /** Runs in the background after every request, with the messages that its run added. */
  afterRequestMiddleware?: AfterRequestMiddleware<Runtime> | undefined
  /** Hooks of every handler on this runtime; a handler's own run after these. */
  hooks?: CopilotRuntimeHooks<Runtime> | undefined
  /** Called for the start, events, repairs and end of every run. */
  observer?: RunObserver | undefined
  /**
   * Returns the user of a request. With it, threads belong to the user who created them, and other users cannot find
   * them. For null the response is 401.
   */
  identifyUser?: IdentifyUser | undefined
  /**
   * Whether a user may use a route; called on every route, after `identifyUser`. For false the response is 403. It cannot
   * grant access to a thread of another user.
   */
  authorize?: Authorize | undefined
  /** Names a thread, in the background, after its first run that finished. @default threads have no name until a user gives one */
  generateThreadName?: GenerateThreadName | undefined
  /** What clients may do with threads over HTTP. */
  threads?: ThreadOptions | undefined
  /** Limits of requests and runs. If you pass `runner`, set the limits of runs there. */
  limits?: RuntimeLimits | undefined
  /**
   * Where the runtime writes; `false` for nowhere. @default the console: warnings, each once per process, and errors with
   * the stack of their cause, without secrets
   */
  logger?: Logger | false | undefined
  /** Which request headers are passed to agents; `false` for none. @default `authorization` and `x-*` without those of proxies */
  forwardHeaders?: ForwardHeadersConfig | false | undefined
  /**
   * Called with the work that goes on after a response: the rest of the run, the name of its thread, `afterRequestMiddleware`. A
   * serverless platform ends a process without it. @default the platform's own, if it is found: on Vercel, and on Cloudflare
   * Workers with `nodejs_compat`
   */
  waitUntil?: WaitUntil | undefined
  /** What happens to a run when the client that started it, and all that repeated its request, have disconnected. @default 'continue' */
  onDisconnect?: 'continue' | 'cancel' | undefined
  /** Milliseconds without data after which a stream sends a comment; `Infinity` disables it. @default 8_000 */
  keepAliveMs?: number | undefined
  /** Write each run's start, events and end to the logger at level debug; without a logger, to the console. @default false */
  debug?: boolean | DebugOptions | undefined
  /**
   * Whether `GET /cpk-debug-events` streams the events of the user's own runs. Without `identifyUser` those are the runs
   * of everyone. @default false: the route responds with 404
   */
  debugEvents?: boolean | undefined
}
