import { type AudioFormat, baseType, formatOf, nameFor, supportedTypes, typeOf } from './audio-format.ts'
import { SNIFFED_BYTES, sniffAudio } from './sniff-audio.ts'
import { TranscriptionError } from './transcription-error.ts'

/** What was sent as a recording. */
export interface SentAudio {
  /** Its bytes, in pieces as they came. */
  readonly pieces: readonly Uint8Array<ArrayBuffer>[]
  /** The media type it was sent under; empty if none. */
  readonly type: string
  /** The file name it was sent under; empty if none. */
  readonly name: string
}

const UNTYPED = ['', 'application/octet-stream']
/** What browsers record unless asked for something else. */
const USUAL: AudioFormat = 'webm'
const MAX_TYPE = 100

/**
 * Makes the file that a service is given. Its bytes are those that were sent. Where they contradict the type,
 * the bytes are right; what the bytes do not show is taken for what the type says, or else for WebM.
 *
 * @throws TranscriptionError `audio_too_short` for no bytes; `invalid_audio_format` if neither the bytes nor the
 *   type are those of a known format
 */
export function toRecording({ pieces, type, name }: SentAudio): File {
  const sniffed = sniffAudio(headOf(pieces))
  const declared = formatOf(type)
  const format = sniffed ?? declared ?? (UNTYPED.includes(baseType(type)) ? USUAL : undefined)
  if (pieces.every(({ byteLength }) => byteLength === 0)) {
    throw new TranscriptionError('audio_too_short', 'The recording is empty')
  }
  if (format === undefined) {
    const shown = baseType(type).slice(0, MAX_TYPE)
    throw new TranscriptionError(
      'invalid_audio_format',
      `Unsupported audio format: ${shown}. Supported: ${supportedTypes.join(', ')}`,
    )
  }
  const kept = declared === format && type.length <= MAX_TYPE ? type.trim() : typeOf(format)
  return new File([...pieces], nameFor(format, name), { type: kept })
}

function headOf(pieces: readonly Uint8Array[]): Uint8Array {
  const head: number[] = []
  for (const piece of pieces) {
    head.push(...piece.subarray(0, SNIFFED_BYTES - head.length))
    if (head.length === SNIFFED_BYTES) break
  }
  return Uint8Array.from(head)
}
