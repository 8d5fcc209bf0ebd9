import type { Logger } from '@flightdeck/runtime-core'

/** Returns the logger of a runtime, once that is constructed. */
export type LoggerOf = () => Logger

const warned = new WeakMap<Logger, Set<string>>()

/** Warns, and no second time by the same logger: what is warned of may happen in every request. */
export function warnOnce(logger: Logger, message: string): void {
  const messages = warned.get(logger) ?? new Set()
  warned.set(logger, messages)
  if (messages.has(message)) return
  messages.add(message)
  logger.warn(message)
}
