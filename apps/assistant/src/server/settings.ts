import { fileURLToPath } from 'node:url'
import { chooseModel, type ModelChoice } from '../model/choose-model.ts'

/** What the environment says about the server. */
export interface Settings {
  /** The address to listen on. Only this machine can reach the default. */
  host: string
  /** 0 lets the system choose a free one. */
  port: number
  /** Milliseconds between two tokens of the scripted agent and of the imitated model. */
  tokenMs: number
  /** The folder with the book and the threads. */
  dataFolder: string
  /** A CSV file that a new book begins with, instead of the sample. */
  csvPath: string | undefined
  /** The model to speak with; without one an imitation does. */
  model: ModelChoice | undefined
}

/** Seen from `dist/`, where the built server lies. */
const DEFAULT_DATA = fileURLToPath(new URL('../data', import.meta.url))

/**
 * Reads the settings from environment variables. An empty one counts as not set.
 *
 * @throws {Error} with a message for people, when a value is none.
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
