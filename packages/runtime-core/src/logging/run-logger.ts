import type { RunObserver } from '@flightdeck/run-engine'
import type { Logger } from './logger.ts'

/** What the option `debug` writes to the logger. */
export interface DebugOptions {
  /** Every event, by its type. @default true */
  events?: boolean | undefined
  /** The start and the end of every run. @default true */
  lifecycle?: boolean | undefined
  /** Whole events instead of their types. @default false */
  verbose?: boolean | undefined
}

/** Writes what an operator should know of runs: failures always, lives and events when asked to. */
export function runLogger(logger: Logger, debug: boolean | DebugOptions | undefined): RunObserver {
  const wanted = debug === true ? {} : debug
  const events = wanted !== undefined && wanted !== false && wanted.events !== false
  const lifecycle = wanted !== undefined && wanted !== false && wanted.lifecycle !== false
  const verbose = events && wanted.verbose === true
  return {
    ...(lifecycle && { onRunStart: (run) => logger.debug('A run started', { ...run }) }),
    ...(events && {
      onEvent: (event, { threadId, runId }) =>
        logger.debug('A run emitted an event', {
          threadId,
          runId,
          ...(verbose ? { event } : { type: event.type }),
        }),
    }),
    onRunEnd({ threadId, runId, agentId, status, cause, errorId, repairs }) {
      const fields = { threadId, runId, agentId, status, repairs }
      if (cause !== undefined) logger.error('An agent failed', { ...fields, errorId, error: cause })
      else if (Object.keys(repairs).length > 0)
        logger.warn('An agent emitted events that had to be put right', fields)
      else if (lifecycle) logger.debug('A run ended', fields)
    },
    onStoreError: (error, run) =>
      logger.error('The store of a runner failed', { threadId: run?.threadId, runId: run?.runId, error }),
  }
}
