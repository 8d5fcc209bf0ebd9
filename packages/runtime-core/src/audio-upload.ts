import { isJsonContentType, mediaType } from './content-type.ts'
import { parseJson } from './parse-json.ts'
import { type BodyLimits, readBytes, readText } from './read-body.ts'
import { isRuntimeError } from './runtime-error.ts'
import { transcriptionError } from './transcription-error.ts'

const ACCEPTED = ['mpeg', 'mp3', 'mp4', 'wav', 'webm', 'ogg', 'flac', 'aac'].map((type) => `audio/${type}`)
const UNKNOWN_TYPES = ['', 'application/octet-stream']
const DEFAULT_NAME = 'recording.webm'

/**
 * Reads the recording of a request: the field `audio` of a form, or base64 in the field `audio` of a JSON
 * body.
 *
 * @throws RuntimeError the documented errors of the transcription route, and what reading a body throws
 */
export async function readAudio(request: Request, limits: BodyLimits): Promise<File> {
  const contentType = request.headers.get('content-type')
  if (mediaType(contentType) === 'multipart/form-data') {
    return accepted(await fromForm(await readBytes(request, limits.maxBodyBytes), contentType ?? ''))
  }
  if (isJsonContentType(contentType)) return accepted(await fromJson(request, limits))
  throw refused('Request must be multipart/form-data or application/json with base64 audio')
}

async function fromForm(bytes: Uint8Array<ArrayBuffer>, contentType: string): Promise<File> {
  const form = await new Response(bytes, { headers: { 'content-type': contentType } })
    .formData()
    .catch((cause) => {
      throw refused('The multipart form data is malformed', cause)
    })
  const audio = form.get('audio')
  if (!(audio instanceof File))
    throw refused("No audio file found in form data. Please include an 'audio' field.")
  if (!UNKNOWN_TYPES.includes(mediaType(audio.type))) return audio
  return new File([audio], audio.name || DEFAULT_NAME, { type: 'audio/webm' })
}

async function fromJson(request: Request, limits: BodyLimits): Promise<File> {
  const body = await readText(request, limits.maxBodyBytes)
    .then((text) => parseJson(text, limits.maxJsonDepth))
    .catch((cause) => {
      if (!isRuntimeError(cause) || cause.code !== 'invalid_json') throw cause
      throw refused('Request body must be valid JSON', cause)
    })
  const { audio, mimeType, filename } = fields(body)
  if (typeof audio !== 'string' || audio === '') {
    throw refused("Request must include 'audio' field with base64-encoded audio data")
  }
  if (typeof mimeType !== 'string' || mimeType === '') {
    throw refused("Request must include 'mimeType' field (e.g., 'audio/webm')")
  }
  const name = typeof filename === 'string' && filename !== '' ? filename : DEFAULT_NAME
  return new File([fromBase64(audio)], name, { type: mimeType })
}

function fields(body: unknown): { audio?: unknown; mimeType?: unknown; filename?: unknown } {
  return typeof body === 'object' && body !== null ? body : {}
}

function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  try {
    const binary = atob(text.replace(/^data:[^,]*,/, ''))
    return Uint8Array.from(binary, (character) => character.charCodeAt(0))
  } catch (cause) {
    throw refused('Failed to decode base64 audio data', cause)
  }
}

function accepted(audio: File): File {
  const type = mediaType(audio.type)
  if (ACCEPTED.includes(type) || UNKNOWN_TYPES.includes(type)) return audio
  const message = `Unsupported audio format: ${type.slice(0, 100)}. Supported: ${ACCEPTED.join(', ')}`
  throw transcriptionError('invalid_audio_format', message)
}

function refused(message: string, cause?: unknown): Error {
  return transcriptionError('invalid_request', message, cause)
}
