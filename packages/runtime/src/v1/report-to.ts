import type { CopilotRuntimeOptions, Logger } from '@flightdeck/runtime-core'

const drop = (): void => {}
const silentLogger: Logger = { debug: drop, info: drop, warn: drop, error: drop }

const said = new Set<string>()

/** The logger of a runtime. Without the option it is the console; with `false` nothing is logged. */
export function reportTo(logger: CopilotRuntimeOptions['logger']): Logger {
  return logger === false ? silentLogger : (logger ?? console)
}

/** Warns, and no second time in this process: a runtime may be made for every request. */
export function warnOnce(logger: CopilotRuntimeOptions['logger'], message: string): void {
  if (said.has(message)) return
  said.add(message)
  reportTo(logger).warn(message)
}
