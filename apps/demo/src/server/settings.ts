/** What the environment says about the server. */
export interface Settings {
  /** The address to listen on. Only this machine can reach the default. */
  host: string
  /** 0 lets the system choose a free one. */
  port: number
  /** Milliseconds between two tokens of the scripted agent. */
  tokenMs: number
  /** Present when the second agent can be offered. */
  openai: { apiKey: string; baseUrl: string | undefined; model: string | undefined } | undefined
}

/**
 * Reads the settings from environment variables.
 *
 * @throws {Error} with a message for people, when a number is not one.
 */
export function readSettings(env: Record<string, string | undefined>): Settings {
  return {
    host: env.HOST || '127.0.0.1',
    port: readNumber('PORT', env.PORT, 4000, 65_535),
    tokenMs: readNumber('DEMO_TOKEN_MS', env.DEMO_TOKEN_MS, 24, 10_000),
    openai: env.OPENAI_API_KEY
      ? {
          apiKey: env.OPENAI_API_KEY,
          baseUrl: env.OPENAI_BASE_URL || undefined,
          model: env.OPENAI_MODEL || undefined,
        }
      : undefined,
  }
}

function readNumber(name: string, text: string | undefined, fallback: number, max: number): number {
  if (!text) return fallback
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN
  if (value >= 0 && value <= max) return value
  throw new Error(`${name} is '${text}', but must be a whole number from 0 to ${max}.`)
}
