/** The transcription provider. */
export type TranscriptionSettings =
  | { kind: 'mock' }
  | { kind: 'openai'; apiKey: string; baseUrl: string | undefined; model: string | undefined }
  | { kind: 'whisper'; url: string; model: string | undefined }

/** The settings of the server. */
export interface Settings {
  /** 0 for a free port. */
  port: number
  transcription: TranscriptionSettings
}

type Environment = Record<string, string | undefined>

/**
 * Reads the settings from environment variables.
 *
 * @throws {Error} if the port is not valid.
 */
export function readSettings(env: Environment): Settings {
  return { port: readPort(env.PORT), transcription: readTranscription(env) }
}

function readTranscription(env: Environment): TranscriptionSettings {
  if (env.WHISPER_URL) return { kind: 'whisper', url: env.WHISPER_URL, model: env.WHISPER_MODEL || undefined }
  if (!env.OPENAI_API_KEY) return { kind: 'mock' }
  return {
    kind: 'openai',
    apiKey: env.OPENAI_API_KEY,
    baseUrl: env.OPENAI_BASE_URL || undefined,
    model: env.OPENAI_TRANSCRIPTION_MODEL || undefined,
  }
}

function readPort(text: string | undefined): number {
  if (!text) return 4000
  const port = /^\d+$/.test(text) ? Number(text) : Number.NaN
  if (port <= 65_535) return port
  throw new Error(`PORT is '${text}', but must be a whole number from 0 to 65535.`)
}
