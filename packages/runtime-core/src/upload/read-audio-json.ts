// Covered by read-audio-upload.test.ts.
import { isTranscriptionError, TranscriptionError, toRecording } from '@flightdeck/transcription'
import { decodeBase64 } from './base64.ts'
import { DEFAULT_MAX_BYTES, recordingTooLarge, type UploadLimits } from './upload-limits.ts'

// A type may have commas in its parameters.
const DATA_URL = /^data:(?:(.*?);base64|([^,]*)),/i
/** A data URL's type is short. Only this many characters are searched for it. */
const DATA_URL_HEAD = 1_024

/**
 * Converts a JSON value `{ audio, mimeType, filename? }` to a recording. `audio` is base64 or a base64 data URL.
 * `mimeType` may be missing if the data URL has a type or the format is recognized by its bytes.
 *
 * @throws TranscriptionError `invalid_request`, `audio_too_large`, `invalid_audio_format`, `audio_too_short`
 */
export function readAudioJson(body: unknown, limits: UploadLimits = {}): File {
  const { maxBytes = DEFAULT_MAX_BYTES } = limits
  const { audio, mimeType, filename } = membersOf(body)
  if (typeof audio !== 'string' || audio === '') {
    throw refused("Request must include 'audio' field with base64-encoded audio data")
  }
  const [prefix = '', typed, plain] = DATA_URL.exec(audio.slice(0, DATA_URL_HEAD)) ?? []
  const piece = decoded(audio, prefix.length)
  if (piece.byteLength > maxBytes) throw recordingTooLarge(maxBytes)
  const type = typeof mimeType === 'string' && mimeType !== '' ? mimeType : (typed ?? plain ?? '')
  const name = typeof filename === 'string' ? filename : ''
  if (type !== '' || piece.byteLength === 0) return toRecording({ pieces: [piece], type, name })
  const recording = recognizeByBytes(piece, name)
  if (recording === undefined) throw refused("Request must include 'mimeType' field (e.g., 'audio/webm')")
  return recording
}

/** An unknown type makes `toRecording` decide by the bytes alone. */
function recognizeByBytes(piece: Uint8Array<ArrayBuffer>, name: string): File | undefined {
  try {
    return toRecording({ pieces: [piece], type: 'unknown/unknown', name })
  } catch (error) {
    if (isTranscriptionError(error) && error.code === 'invalid_audio_format') return undefined
    throw error
  }
}

function decoded(audio: string, start: number): Uint8Array<ArrayBuffer> {
  try {
    return decodeBase64(audio, start)
  } catch (cause) {
    throw refused('Failed to decode base64 audio data', cause)
  }
}

function membersOf(body: unknown): { audio?: unknown; mimeType?: unknown; filename?: unknown } {
  return typeof body === 'object' && body !== null ? body : {}
}

function refused(message: string, cause?: unknown): TranscriptionError {
  return new TranscriptionError('invalid_request', message, { cause })
}
