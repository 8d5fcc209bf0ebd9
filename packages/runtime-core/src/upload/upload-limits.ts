import { TranscriptionError } from '@flightdeck/transcription'

/** Size limit of an upload. */
export interface UploadLimits {
  /** The largest recording in bytes. @default 26_214_400 (25 MiB) */
  maxBytes?: number | undefined
}

/** 25 MiB: the limit of the common providers. */
export const DEFAULT_MAX_BYTES = 26_214_400

/** Bytes that a body may contain besides the recording: boundaries, headers, other fields, JSON punctuation. */
const OVERHEAD_BYTES = 65_536

/** The largest form that contains a recording of `maxBytes`. */
export function maxFormBytes(maxBytes: number): number {
  return maxBytes + OVERHEAD_BYTES
}

/** The largest JSON body that contains a recording of `maxBytes`: base64 encodes three bytes as four. */
export function maxJsonBytes(maxBytes: number = DEFAULT_MAX_BYTES): number {
  return Math.ceil(maxBytes / 3) * 4 + OVERHEAD_BYTES
}

/** Creates the error for a recording larger than `maxBytes`. */
export function recordingTooLarge(maxBytes: number): TranscriptionError {
  return new TranscriptionError(
    'audio_too_large',
    `The recording is larger than ${maxBytes} bytes (transcription.maxBytes)`,
  )
}

const QUOTE = 34
const BACKSLASH = 92

/**
 * True if a JSON text consists almost only of strings. Other JSON of that size would need many times its bytes of memory
 * once parsed.
 */
export function isMostlyStrings(json: Uint8Array): boolean {
  let overhead = 0
  for (let at = 0; at < json.byteLength; at++) {
    if (++overhead > OVERHEAD_BYTES) return false
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
