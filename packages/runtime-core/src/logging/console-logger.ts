import { describeCause } from './describe-cause.ts'
import { escapeControls } from './escape-controls.ts'
import type { Logger } from './logger.ts'
import { maskSecrets } from './mask-secrets.ts'

type Fields = Record<string, unknown>

/** Characters of a line. */
const MAX_LENGTH = 10_000

/** Different warnings with one message that are written, such as one for each refused origin. */
const MAX_VARIANTS = 20

/** Fields that differ from run to run, by which warnings are not told apart. */
const OF_ONE_RUN = new Set(['threadId', 'runId', 'errorId', 'error'])

/** Warnings written by this process, by message: a runtime may be made for each request. */
const written = new Map<string, Set<string>>()

/**
 * The default logger. Writes warnings and errors to the console, a line each, with the stack of what was thrown behind it
 * and without secrets; each warning once per process. Details are written with `debug` only.
 */
export function consoleLogger({ debug = false }: { debug?: boolean | undefined } = {}): Logger {
  const detail = debug
    ? (message: string, fields?: Fields) => console.log(lineOf('debug', message, fields))
    : () => {}
  return {
    debug: detail,
    info: detail,
    warn(message, fields) {
      const last = remember(message, fields)
      if (last !== undefined) console.warn(`${lineOf('warning', message, fields)}${last}`)
    },
    error: (message, fields) => console.error(lineOf('error', message, fields)),
  }
}

/** Notes that a warning is written; undefined if it was before. Otherwise what to add to it. */
function remember(message: string, fields: Fields = {}): string | undefined {
  const variant = Object.entries(fields)
    .filter(([name]) => !OF_ONE_RUN.has(name))
    .map(([name, value]) => `${name}=${shown(value)}`)
    .join()
  const variants = written.get(message) ?? new Set()
  written.set(message, variants)
  if (variants.has(variant) || variants.size >= MAX_VARIANTS) return undefined
  variants.add(variant)
  return variants.size < MAX_VARIANTS ? '' : ' (further warnings of this kind are not written)'
}

function lineOf(level: string, message: string, fields: Fields = {}): string {
  const { error, ...others } = fields
  const told = Object.entries(others)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}=${shown(value)}`)
  const text = `${message}${told.length > 0 ? ` (${told.join(', ')})` : ''}`
  const line = `[flightdeck] ${level}: ${escapeControls(maskSecrets(text.slice(0, MAX_LENGTH)))}`
  return 'error' in fields ? `${line}\n${describeCause(error)}` : line
}

function shown(value: unknown): string {
  if (typeof value === 'string') return value
  try {
    return JSON.stringify(value) ?? String(value)
  } catch {
    return '[unreadable]'
  }
}
