import type { RepairKind, RunObserver } from '@flightdeck/run-engine'
import type { Logger } from './logger.ts'
import type { StoreErrorLog } from './store-error-log.ts'

/** What the option `debug` logs. */
export interface DebugOptions {
  /** The type of every event. @default true */
  events?: boolean | undefined
  /** The start and the end of every run. @default true */
  lifecycle?: boolean | undefined
  /** Whole events instead of their types. @default false */
  verbose?: boolean | undefined
}

const REPAIRED = 'An agent emits illegal events, which are repaired'

const NOT_AN_EVENT = 'An agent emits something that is not an AG-UI event'

/** Repairs of what AG-UI does not define. */
const NOT_EVENTS: ReadonlySet<RepairKind> = new Set(['unreadable', 'unknown-type'])

/** Creates the observer that logs runs: failures, limits and repairs always, starts, ends and events with `debug`. */
export function runLogger(
  logger: Logger,
  debug: boolean | DebugOptions | undefined,
  logStoreError: StoreErrorLog,
): RunObserver {
  const wanted = debug === true ? {} : debug
  const events = wanted !== undefined && wanted !== false && wanted.events !== false
  const lifecycle = wanted !== undefined && wanted !== false && wanted.lifecycle !== false
  const verbose = events && wanted.verbose === true
  const isNew = rememberRepairs()
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
    onRunEnd({ threadId, runId, agentId, status, cause, errorId, limit, repairs }) {
      const fields = { threadId, runId, agentId, status, repairs }
      if (cause !== undefined) logger.error('An agent failed', { errorId, ...fields, error: cause })
      else if (limit !== undefined) logger.error('A limit ended a run', { limit, agentId, threadId, runId })
      else if (lifecycle) logger.debug('A run ended', fields)
    },
    onRepair({ kind, detail }, { threadId, runId, agentId }) {
      if (!isNew(agentId, kind)) return
      const message = NOT_EVENTS.has(kind) ? NOT_AN_EVENT : REPAIRED
      logger.warn(message, { agentId, repair: kind, detail, threadId, runId })
    },
    onStoreError: logStoreError,
  }
}

/** Tells whether a kind of repair is new for an agent. Agents made for each request may have any number of ids. */
function rememberRepairs(): (agentId: string | undefined, repair: string) => boolean {
  const known = new Set<string>()
  return (agentId, repair) => {
    const key = `${agentId} ${repair}`
    if (known.has(key) || known.size >= MAX_REPAIRS) return false
    known.add(key)
    return true
  }
}

const MAX_REPAIRS = 1_000
