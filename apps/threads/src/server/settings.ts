import { fileURLToPath } from 'node:url'

/** The settings of the server. */
export interface Settings {
  /** 0 for a free port. */
  port: number
  /** The SQLite file for the threads. The session secret is stored in the same folder. */
  databasePath: string
  /** Milliseconds between two words of the agent. */
  wordMs: number
}

/** Relative to `dist/`, the folder of the built server. */
const DEFAULT_DATABASE = fileURLToPath(new URL('../data/threads.db', import.meta.url))

/**
 * Reads the settings from environment variables. An empty one counts as not set.
 *
 * @throws {Error} if a number is not valid.
 */
export function readSettings(env: Record<string, string | undefined>): Settings {
  return {
    port: readNumber('PORT', env.PORT, 4000, 65_535),
    databasePath: env.THREADS_DB || DEFAULT_DATABASE,
    wordMs: readNumber('THREADS_WORD_MS', env.THREADS_WORD_MS, 40, 10_000),
  }
}

function readNumber(name: string, text: string | undefined, fallback: number, max: number): number {
  if (!text) return fallback
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN
  if (value >= 0 && value <= max) return value
  throw new Error(`${name} is '${text}', but must be a whole number from 0 to ${max}.`)
}
