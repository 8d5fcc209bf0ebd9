import type { AgentRunner, RunObserver } from '@flightdeck/run-engine'
import { DebugEvents } from '../debug-events/debug-events.ts'
import { type ForwardHeadersPolicy, resolveForwardHeaders } from '../http/forward-headers.ts'
import { type BodyLimits, defaultBodyLimits } from '../http/read-body.ts'
import { consoleLogger } from '../logging/console-logger.ts'
import { type Logger, silentLogger } from '../logging/logger.ts'
import { runLogger } from '../logging/run-logger.ts'
import { createStoreErrorLog, type StoreErrorLog } from '../logging/store-error-log.ts'
import { EphemeralRuns } from '../runners/ephemeral-runs.ts'
import type { Runs } from '../runners/runs.ts'
import { runsOf } from '../runners/runs-of.ts'
import { type ThreadAccess, threadsOf } from '../runners/thread-access.ts'
import { ThreadSubscriptions } from '../thread-list/thread-subscriptions.ts'
import { type ResolvedTranscription, resolveTranscription } from '../transcribe/transcription.ts'
import { BackgroundWork } from './background-work.ts'
import { Lifecycle } from './lifecycle.ts'
import { isRunnerOutline } from './option-checks.ts'
import { RunClients } from './run-clients.ts'
import type { RuntimeOptions } from './runtime-options.ts'
import { ThreadNames } from './thread-names.ts'
import { resolveThreadOptions, type ThreadSettings } from './thread-settings.ts'

/** The options of a runtime with all defaults, for routes. */
export interface ResolvedRuntime<Runtime = never> {
  readonly options: RuntimeOptions<Runtime>
  readonly runs: Runs
  readonly threads: ThreadAccess
  readonly threadSettings: ThreadSettings
  /** The clients that follow a list of threads. */
  readonly subscriptions: ThreadSubscriptions
  /** Names threads, if `generateThreadName` is set and the runner stores names. */
  readonly names: ThreadNames | undefined
  /** The phase of the runtime: whether it closes. */
  readonly lifecycle: Lifecycle
  /** The work after responses. */
  readonly background: BackgroundWork
  /** Runs that are not stored. */
  readonly ephemeralRuns: EphemeralRuns
  /** The readers of debug events, with the option `debugEvents`. */
  readonly debugEvents: DebugEvents | undefined
  readonly forwardHeaders: ForwardHeadersPolicy
  readonly logger: Logger
  readonly logStoreError: StoreErrorLog
  readonly bodyLimits: BodyLimits
  readonly transcription: ResolvedTranscription
  readonly maxMessages: number
  readonly keepAliveMs: number
  readonly hasAfterMiddleware: boolean
  readonly onDisconnect: 'continue' | 'cancel'
  /** The connected clients of each run, for `onDisconnect: 'cancel'`. */
  readonly runClients: RunClients
}

const OPEN_THREADS =
  'Users are not identified: everyone who reaches this server can list and read all threads. Pass identifyUser, or keep the ' +
  'server private'

const OPEN_DEBUG_EVENTS =
  'debugEvents is on and users are not identified: everyone who reaches this server can read the events of all runs. Pass ' +
  'identifyUser, or keep the server private'

const RUNNER_OUTLINE =
  'The runner has none of the methods run, connect, isRunning and stop: its first run will fail'

/** Fills in the defaults of a runtime's options. */
export function resolveRuntime<Runtime>(
  runner: AgentRunner,
  options: RuntimeOptions<Runtime>,
): ResolvedRuntime<Runtime> {
  const { limits = {}, onDisconnect = 'continue', keepAliveMs = keepAliveMsOf(options) } = options
  const logger = loggerOf(options)
  const { maxBodyBytes, maxJsonDepth, maxMessages, ...runLimits } = limits
  const logStoreError = createStoreErrorLog(logger)
  const observers: RunObserver[] = [
    runLogger(logger, options.debug, logStoreError),
    ...(options.observer ? [options.observer] : []),
  ]
  const transcription = resolveTranscription(options.transcription)
  const ephemeralRuns = new EphemeralRuns(runLimits, observers)
  const identifies = options.identifyUser !== undefined
  const threads = threadsOf(runner, identifies)
  const threadSettings = resolveThreadOptions(options.threads, identifies)
  if (!identifies && threads.kind !== 'none') logger.warn(OPEN_THREADS)
  if (!identifies && options.debugEvents === true) logger.warn(OPEN_DEBUG_EVENTS)
  if (isRunnerOutline(runner)) logger.warn(RUNNER_OUTLINE)
  return {
    options,
    runs: runsOf(runner, ephemeralRuns, observers),
    threads,
    threadSettings,
    subscriptions: new ThreadSubscriptions(threadSettings.maxSubscribers, logger),
    names: namesOf(threads, options, logger),
    lifecycle: new Lifecycle(),
    background: new BackgroundWork(options.waitUntil, logger),
    ephemeralRuns,
    debugEvents: options.debugEvents === true ? new DebugEvents() : undefined,
    forwardHeaders: resolveForwardHeaders(options.forwardHeaders),
    logger,
    logStoreError,
    bodyLimits: {
      maxBodyBytes: maxBodyBytes ?? defaultBodyLimits.maxBodyBytes,
      maxJsonDepth: maxJsonDepth ?? defaultBodyLimits.maxJsonDepth,
      maxRecordingBytes: options.transcriptionService && transcription.maxBytes,
    },
    transcription,
    maxMessages: maxMessages ?? 10_000,
    keepAliveMs,
    hasAfterMiddleware: typeof options.afterRequestMiddleware === 'function',
    onDisconnect,
    runClients: new RunClients(),
  }
}

function keepAliveMsOf({ sseKeepAliveIntervalSeconds: seconds = 8 }: RuntimeOptions<never>): number {
  return seconds === 0 ? Number.POSITIVE_INFINITY : seconds * 1_000
}

function loggerOf({ logger, debug }: RuntimeOptions<never>): Logger {
  if (logger === false) return silentLogger
  return logger ?? consoleLogger({ debug: debug !== undefined && debug !== false })
}

function namesOf(
  access: ThreadAccess,
  { generateThreadName }: RuntimeOptions<never>,
  logger: Logger,
): ThreadNames | undefined {
  if (generateThreadName === undefined) return undefined
  if (access.kind === 'engine') return new ThreadNames(access.threads, generateThreadName, logger)
  logger.warn('generateThreadName has no effect: this runner does not store names')
  return undefined
}
