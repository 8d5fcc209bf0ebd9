import { inspect } from 'node:util'
import type { Logger } from '@flightdeck/runtime-core'

function write(message: string, fields: Record<string, unknown> = {}): void {
  process.stderr.write(`${message} ${inspect(fields)}\n`)
}

/** Writes warnings and errors to stderr. */
export const stderrLogger: Logger = { debug() {}, info() {}, warn: write, error: write }
