import { fileURLToPath } from 'node:url'
import { chooseModel, type ModelChoice } from '../model/choose-model.ts'

/** The settings of the server. */
export interface Settings {
  /** The host to listen on. The default accepts local connections only. */
  host: string
  /** 0 for a free port. */
  port: number
  /** Milliseconds between two tokens of the scripted agent and the mock model. */
  tokenMs: number
  /** The folder for the expenses and the threads. */
  dataFolder: string
  /** A CSV file to fill a new database with, instead of the sample. */
  csvPath: string | undefined
  /** The model; the mock model if undefined. */
  model: ModelChoice | undefined
}

/** Relative to `dist/`, the folder of the built server. */
const DEFAULT_DATA = fileURLToPath(new URL('../data', import.meta.url))

/**
 * Reads the settings from environment variables. An empty one counts as not set.
 *
 * @throws {Error} if a value is not valid.
 */
export function readSettings(env: Record<string, string | undefined>): Settings {
  return {
    host: env.HOST || '127.0.0.1',
    port: readNumber('PORT', env.PORT, 4000, 65_535),
    tokenMs: readNumber('DEMO_TOKEN_MS', env.DEMO_TOKEN_MS, 24, 10_000),
    dataFolder: env.ASSISTANT_DATA || DEFAULT_DATA,
    csvPath: env.EXPENSES_CSV || undefined,
    model: chooseModel(env),
  }
}

function readNumber(name: string, text: string | undefined, fallback: number, max: number): number {
  if (!text) return fallback
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN
  if (value >= 0 && value <= max) return value
  throw new Error(`${name} is '${text}', but must be a whole number from 0 to ${max}.`)
}
