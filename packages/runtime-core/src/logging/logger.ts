/** Where the runtime writes what an operator should know. */
export interface Logger {
  /** Details of single requests and runs. */
  debug(message: string, fields?: Record<string, unknown>): void
  /** An ordinary event, such as the runtime closing. */
  info(message: string, fields?: Record<string, unknown>): void
  /** Something was skipped, dropped or repaired. */
  warn(message: string, fields?: Record<string, unknown>): void
  /** Something failed. `fields.error` holds what was thrown. */
  error(message: string, fields?: Record<string, unknown>): void
}

const drop = (): void => {}

/** Writes nothing: the option `logger: false`. */
export const silentLogger: Logger = { debug: drop, info: drop, warn: drop, error: drop }
