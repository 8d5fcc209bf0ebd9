import type { AgentRunner, RunObserver } from '@flightdeck/run-engine'
import type { CopilotRuntimeOptions } from './copilot-runtime.ts'
import { type ForwardHeadersPolicy, resolveForwardHeaders } from './forward-headers.ts'
import { type Logger, silentLogger } from './logger.ts'
import { type BodyLimits, defaultBodyLimits } from './read-body.ts'
import { Relay } from './relay.ts'
import { runLogger } from './run-logger.ts'
import { type Runs, runsOf } from './runs.ts'

/** A runtime with every default filled in: what routes work with. */
export interface ResolvedRuntime {
  readonly options: CopilotRuntimeOptions
  readonly runs: Runs
  /** Drives runs that no thread of ours keeps. */
  readonly relay: Relay
  readonly forwardHeaders: ForwardHeadersPolicy
  readonly logger: Logger
  readonly bodyLimits: BodyLimits
  readonly maxMessages: number
  readonly keepAliveMs: number
  readonly hasAfterMiddleware: boolean
  readonly onDisconnect: 'continue' | 'cancel'
}

/** Fills in the defaults of a runtime's options, once. */
export function resolveRuntime(runner: AgentRunner, options: CopilotRuntimeOptions): ResolvedRuntime {
  const { limits = {}, logger = silentLogger, onDisconnect = 'continue', keepAliveMs = 8_000 } = options
  const { maxBodyBytes, maxJsonDepth, maxMessages, ...runLimits } = limits
  const observers: RunObserver[] = [
    runLogger(logger, options.debug),
    ...(options.observer ? [options.observer] : []),
  ]
  const relay = new Relay(runLimits, observers)
  return {
    options,
    runs: runsOf(runner, relay, observers),
    relay,
    forwardHeaders: resolveForwardHeaders(options.forwardHeaders),
    logger,
    bodyLimits: {
      maxBodyBytes: maxBodyBytes ?? defaultBodyLimits.maxBodyBytes,
      maxJsonDepth: maxJsonDepth ?? defaultBodyLimits.maxJsonDepth,
    },
    maxMessages: maxMessages ?? 10_000,
    keepAliveMs,
    hasAfterMiddleware: typeof options.afterRequestMiddleware === 'function',
    onDisconnect,
  }
}
