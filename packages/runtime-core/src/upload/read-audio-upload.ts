import { TranscriptionError, toRecording } from '@flightdeck/transcription'
import { ChunkJoiner, joinChunks } from '../http/chunk-joiner.ts'
import { mediaType } from '../http/content-type.ts'
import { type BodyLimit, readChunks, type StreamedRequest } from '../http/read-chunks.ts'
import { MultipartError, MultipartParser } from './multipart.ts'
import { type PartHeaders, readParameters } from './part-headers.ts'
import { readAudioJson } from './read-audio-json.ts'
import { toUploadFailure } from './transcription-errors.ts'
import {
  DEFAULT_MAX_BYTES,
  isMostlyStrings,
  maxFormBytes,
  maxJsonBytes,
  recordingTooLarge,
  type UploadLimits,
} from './upload-limits.ts'

/** The form field that contains the recording. */
const FIELD = 'audio'

/**
 * Reads the recording of a request: the file in the field `audio` of a form, or base64 in the member `audio` of a JSON
 * body. The limit is checked against `content-length` and while reading. Of a form only the recording is buffered.
 *
 * @throws TranscriptionError `invalid_request`, `audio_too_large`, `invalid_audio_format`, `audio_too_short`;
 *   `client_closed` if the client disconnected; `request_timeout` if the host stopped waiting for the body
 * @throws RuntimeError `body_already_read`
 */
export async function readAudioUpload(request: StreamedRequest, limits: UploadLimits = {}): Promise<File> {
  const { maxBytes = DEFAULT_MAX_BYTES } = limits
  const contentType = request.headers.get('content-type') ?? ''
  const type = mediaType(contentType)
  if (type === 'multipart/form-data') {
    return fromForm(request, maxBytes, readParameters(contentType).get('boundary') ?? '')
  }
  if (type === 'application/json' || type.endsWith('+json')) return fromJson(request, maxBytes)
  throw refused('Request must be multipart/form-data or application/json with base64 audio')
}

async function fromForm(request: StreamedRequest, maxBytes: number, boundary: string): Promise<File> {
  if (boundary === '' || boundary.length > 200) throw refused('The multipart form data has no valid boundary')
  const pieces: Uint8Array<ArrayBuffer>[] = []
  const recording = new ChunkJoiner((piece) => pieces.push(piece))
  const found: PartHeaders[] = []
  let size = 0
  const parser = new MultipartParser(boundary, (headers) => {
    if (headers.name !== FIELD || headers.filename === undefined) return undefined
    if (found.push(headers) > 1) return undefined
    return (piece) => {
      size += piece.byteLength
      if (size > maxBytes) throw recordingTooLarge(maxBytes)
      recording.add(piece)
    }
  })
  const limit = { maxBytes: maxFormBytes(maxBytes), tooLarge: () => recordingTooLarge(maxBytes) }
  await readJoined(request, limit, (chunk) => parser.write(chunk))
  endForm(parser)
  const [first, second] = found
  if (first === undefined) {
    throw refused("No audio file found in form data. Please include an 'audio' field.")
  }
  if (second !== undefined) {
    throw refused("More than one audio file found in form data. Please send one 'audio' field.")
  }
  recording.end()
  return toRecording({ pieces, type: first.type, name: first.filename ?? '' })
}

// A form is read to its end before its content is refused: some hosts close the connection with the response, and a
// client that is still sending would not see that.
function endForm(parser: MultipartParser): void {
  try {
    parser.end()
  } catch (cause) {
    throw cause instanceof MultipartError ? refused('The multipart form data is malformed', cause) : cause
  }
}

async function fromJson(request: StreamedRequest, maxBytes: number): Promise<File> {
  const pieces: Uint8Array<ArrayBuffer>[] = []
  const limit = { maxBytes: maxJsonBytes(maxBytes), tooLarge: () => recordingTooLarge(maxBytes) }
  await readJoined(request, limit, (piece) => pieces.push(piece))
  return readAudioJson(parse(joinChunks(pieces)), { maxBytes })
}

async function readJoined(
  request: StreamedRequest,
  limit: BodyLimit,
  onPiece: (piece: Uint8Array<ArrayBuffer>) => void,
): Promise<void> {
  const joiner = new ChunkJoiner(onPiece)
  try {
    await readChunks(request, limit, (chunk) => joiner.add(chunk))
  } catch (error) {
    throw toUploadFailure(error)
  }
  joiner.end()
}

function parse(json: Uint8Array): unknown {
  if (!isMostlyStrings(json)) throw refused('The request body contains too much data besides the recording')
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(json))
  } catch (cause) {
    throw refused('Request body must be valid JSON', cause)
  }
}

function refused(message: string, cause?: unknown): TranscriptionError {
  return new TranscriptionError('invalid_request', message, { cause })
}
