import { TranscriptionError } from '../errors/transcription-error.ts'
import { type AudioFormat, baseType, formatOf, nameFor, supportedTypes, typeOf } from './audio-format.ts'
import { SNIFFED_BYTES, sniffAudio } from './sniff-audio.ts'
import { hasSamples } from './wav-samples.ts'

/** A recording as it was sent. */
export interface SentAudio {
  /** Its bytes, in the chunks that arrived. */
  readonly pieces: readonly Uint8Array<ArrayBuffer>[]
  /** The media type sent with it; empty if none. */
  readonly type: string
  /** The file name sent with it; empty if none. */
  readonly name: string
}

const UNTYPED = ['', 'application/octet-stream']
/** What browsers record by default. */
const DEFAULT_FORMAT: AudioFormat = 'webm'
const MAX_TYPE_LENGTH = 100
/** Bytes of a longer WAV file are not looked through: its header is shorter. */
const MAX_WAV_HEADER = 4_096

/**
 * Creates the file that is passed to a service. Its bytes are unchanged. The format is detected by the bytes; if they are
 * not recognized, by the type; if there is no type, it is WebM.
 *
 * @throws TranscriptionError `audio_too_short` if there are no bytes, or only the header of a WAV file; `invalid_audio_format` if neither the bytes nor
 *   the type are those of a known format
 */
export function toRecording({ pieces, type, name }: SentAudio): File {
  const sniffed = sniffAudio(headOf(pieces))
  const declared = formatOf(type)
  const format = sniffed ?? declared ?? (UNTYPED.includes(baseType(type)) ? DEFAULT_FORMAT : undefined)
  if (isEmpty(pieces, sniffed)) throw new TranscriptionError('audio_too_short', 'The recording is empty')
  if (format === undefined) {
    const shown = baseType(type).slice(0, MAX_TYPE_LENGTH)
    throw new TranscriptionError(
      'invalid_audio_format',
      `Unsupported audio format: ${shown}. Supported: ${supportedTypes.join(', ')}`,
    )
  }
  const kept = declared === format && type.length <= MAX_TYPE_LENGTH ? type.trim() : typeOf(format)
  return new File([...pieces], nameFor(format, name), { type: kept })
}

/** Whether there is nothing to transcribe. Recorders that are stopped at once send a WAV file without samples. */
function isEmpty(pieces: readonly Uint8Array[], format: AudioFormat | undefined): boolean {
  const size = pieces.reduce((sum, { byteLength }) => sum + byteLength, 0)
  if (format !== 'wav' || size > MAX_WAV_HEADER) return size === 0
  return !hasSamples(Uint8Array.from(pieces.flatMap((piece) => [...piece])))
}

function headOf(pieces: readonly Uint8Array[]): Uint8Array {
  const head: number[] = []
  for (const piece of pieces) {
    head.push(...piece.subarray(0, SNIFFED_BYTES - head.length))
    if (head.length === SNIFFED_BYTES) break
  }
  return Uint8Array.from(head)
}
