import { environmentVariable } from '../adapters/environment.ts'

/** From everything to nothing but failures. */
export type LogLevel = 'debug' | 'info' | 'warn' | 'error'

type Write = (...args: unknown[]) => void

/** A logger of the older API. */
export interface CopilotRuntimeLogger {
  debug: Write
  info: Write
  warn: Write
  error: Write
  /** A logger of the same level for a part of the application. */
  child(bindings: { component?: string | undefined }): CopilotRuntimeLogger
}

const LEVELS: readonly LogLevel[] = ['debug', 'info', 'warn', 'error']

/** A logger that writes to the console. Its level is `LOG_LEVEL`, else the option, else `error`. */
export function createLogger(
  options: { level?: LogLevel | undefined; component?: string | undefined } = {},
): CopilotRuntimeLogger {
  const wanted = environmentVariable('LOG_LEVEL') ?? options.level ?? 'error'
  const lowest = Math.max(0, LEVELS.indexOf(LEVELS.find((level) => level === wanted) ?? 'error'))
  const target = console
  const writer = (level: LogLevel): Write => {
    if (LEVELS.indexOf(level) < lowest) return () => {}
    const prefix = options.component === undefined ? [] : [`[${options.component}]`]
    return (...args) => target[level](...prefix, ...args)
  }
  return {
    debug: writer('debug'),
    info: writer('info'),
    warn: writer('warn'),
    error: writer('error'),
    child: ({ component }) => createLogger({ ...options, component: component ?? options.component }),
  }
}

/** What the endpoints of the older API share. */
export interface CommonConfig {
  logging: CopilotRuntimeLogger
}

/** What the options of an endpoint helper come to. */
export function getCommonConfig(options: { logLevel?: LogLevel | undefined }): CommonConfig {
  return { logging: createLogger({ level: options.logLevel, component: 'CopilotKit Runtime' }) }
}
