import { TranscriptionError } from './transcription-error.ts'

/** How large an upload may be. */
export interface UploadLimits {
  /** The largest recording in bytes. Nothing beyond it is kept. @default 26_214_400 (25 MiB) */
  maxBytes?: number | undefined
}

/** 25 MiB: what the usual providers take. */
export const DEFAULT_MAX_BYTES = 26_214_400

/** What a body may hold beside the recording: boundaries, headers, other fields, the braces of JSON. */
const BESIDE_BYTES = 65_536

/** The largest form around a recording of `maxBytes`. */
export function maxFormBytes(maxBytes: number): number {
  return maxBytes + BESIDE_BYTES
}

/** The largest JSON body around a recording of `maxBytes`: base64 writes three bytes as four. */
export function maxJsonBytes(maxBytes: number = DEFAULT_MAX_BYTES): number {
  return Math.ceil(maxBytes / 3) * 4 + BESIDE_BYTES
}

/** The error for a larger recording. */
export function recordingTooLarge(maxBytes: number): TranscriptionError {
  return new TranscriptionError('audio_too_large', `The recording is larger than ${maxBytes} bytes`)
}

const QUOTE = 34
const BACKSLASH = 92

/**
 * True if a JSON text is strings for the most part, with no more beside them than a recording has. Anything else of
 * that size would take many times its bytes once it is parsed.
 */
export function isMostlyStrings(json: Uint8Array): boolean {
  let beside = 0
  for (let at = 0; at < json.byteLength; at++) {
    if (++beside > BESIDE_BYTES) return false
    if (json[at] === QUOTE) at = endOfString(json, at)
  }
  return true
}

function endOfString(json: Uint8Array, start: number): number {
  let end = json.indexOf(QUOTE, start + 1)
  while (end !== -1 && isEscaped(json, end)) end = json.indexOf(QUOTE, end + 1)
  return end === -1 ? json.byteLength : end
}

function isEscaped(json: Uint8Array, at: number): boolean {
  let backslashes = 0
  while (json[at - 1 - backslashes] === BACKSLASH) backslashes++
  return backslashes % 2 === 1
}
