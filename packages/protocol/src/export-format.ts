import type { RunStatus } from './thread-record.ts'

/** The version of the format. */
export const EXPORT_VERSION = 1

/** The media type of an export: JSON lines, each of them an AG-UI event. */
export const EXPORT_MEDIA_TYPE = 'application/x-ndjson'

/** The name of the CUSTOM event whose value is an {@link ExportedThread}. */
export const EXPORT_THREAD_EVENT = 'flightdeck.thread'

/** The name of the CUSTOM event whose value is the checksum of all other lines. */
export const EXPORT_CHECKSUM_EVENT = 'flightdeck.checksum'

/** What an export contains besides messages and state. Times are milliseconds since the Unix epoch. */
export interface ExportedThread {
  /** {@link EXPORT_VERSION} of the server that wrote it. */
  version: number
  threadId: string
  agentId: string
  name?: string | undefined
  archived: boolean
  createdAt: number
  updatedAt: number
  activeAt: number
  /** The position of the newest event. */
  head: number
  interrupts: readonly ExportedInterrupt[]
  /** Ended runs, oldest first. */
  runs: readonly ExportedRun[]
}

/** A run that has ended. */
export interface ExportedRun {
  runId: string
  agentId: string
  status: RunStatus
  /** The position before its first event. */
  base: number
  startedAt: number
  endedAt?: number | undefined
  /** The AG-UI event that ended it, as JSON text. */
  ending?: string | undefined
}

/**
 * An interrupt, open or answered. `json` is the AG-UI `Interrupt` as JSON text. `answer` is the AG-UI `ResumeEntry` as
 * JSON text, and the `base` of the run that was started with it.
 */
export type ExportedInterrupt =
  | { id: string; json: string; answer?: undefined }
  | { id: string; json?: string | undefined; answer: { json: string; base: number } }

/** Returns the checksum of an export: SHA-256 in hexadecimal over all other lines, each followed by a line feed. */
export async function exportChecksum(lines: readonly string[]): Promise<string> {
  const bytes = new TextEncoder().encode(lines.map((line) => `${line}\n`).join(''))
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
  return `sha-256:${[...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('')}`
}
