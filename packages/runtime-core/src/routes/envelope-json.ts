import { isMostlyStrings, maxJsonBytes, TranscriptionError } from '@flightdeck/transcription'
import { parseJson } from '../parse-json.ts'
import { type BodyLimits, byteLimit, decodeUtf8, readStream } from '../read-body.ts'
import type { RuntimeError } from '../runtime-error.ts'
import { toRuntimeError } from '../transcription-error.ts'

/** How an envelope begins that may be as large as a recording. Stock clients write its method first. */
const TRANSCRIPTION = /^\s*\{\s*"method"\s*:\s*"transcribe"\s*[,}]/

/**
 * Reads the JSON of an envelope. One that begins as a transcription has the limit of recordings, every other that of
 * bodies.
 *
 * @throws RuntimeError `invalid_json`, `payload_too_large`, `audio_too_large`, `invalid_request`, and what reading a
 *   body throws
 */
export async function readEnvelopeJson(request: Request, limits: BodyLimits): Promise<unknown> {
  const { maxBodyBytes, maxJsonDepth, maxRecordingBytes = maxBodyBytes } = limits
  const usual = byteLimit(maxBodyBytes)
  const recording = {
    maxBytes: maxJsonBytes(maxRecordingBytes),
    tooLarge: () => refused('audio_too_large', `The recording is larger than ${maxRecordingBytes} bytes`),
  }
  const bytes = await readStream(request, (head) =>
    TRANSCRIPTION.test(new TextDecoder().decode(head)) ? recording : usual,
  )
  const isLarge = bytes.byteLength > maxBodyBytes
  if (isLarge && !isMostlyStrings(bytes)) {
    throw refused('invalid_request', 'The request body holds too much beside the recording')
  }
  const envelope = parseJson(decodeUtf8(bytes), maxJsonDepth)
  // A second `method` wins over the first.
  if (isLarge && !isTranscription(envelope)) throw usual.tooLarge()
  return envelope
}

function isTranscription(envelope: unknown): boolean {
  return typeof envelope === 'object' && envelope !== null && Reflect.get(envelope, 'method') === 'transcribe'
}

function refused(code: 'audio_too_large' | 'invalid_request', message: string): RuntimeError {
  return toRuntimeError(new TranscriptionError(code, message))
}
