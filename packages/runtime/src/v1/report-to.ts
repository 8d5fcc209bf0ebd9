import type { Logger } from '@flightdeck/runtime-core'

const said = new Set<string>()

/** Where the older API writes: to the runtime's logger, else to the console, as code of that API expects. */
export function reportTo(logger: Logger | undefined): Logger {
  return logger ?? console
}

/** Warns, and no second time in this process: a runtime may be made for every request. */
export function warnOnce(logger: Logger | undefined, message: string): void {
  if (said.has(message)) return
  said.add(message)
  reportTo(logger).warn(message)
}
