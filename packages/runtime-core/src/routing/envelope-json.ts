import { TranscriptionError } from '@flightdeck/transcription'
import { joinChunks } from '../http/chunk-joiner.ts'
import { parseJson } from '../http/parse-body.ts'
import { type BodyLimits, byteLimit, decodeUtf8, gatherBody, unread } from '../http/read-body.ts'
import { type BodyLimit, readChunks } from '../http/read-chunks.ts'
import { fromTranscriptionError } from '../upload/transcription-errors.ts'
import { isMostlyStrings, maxJsonBytes, recordingTooLarge } from '../upload/upload-limits.ts'

/** The start of an envelope that may be as large as a recording. CopilotKit's clients write `method` first. */
const TRANSCRIPTION = /^\s*\{\s*"method"\s*:\s*"transcribe"\s*[,}]/

/** Bytes read before the limit is chosen. */
const HEAD_BYTES = 64

/**
 * Reads the JSON of an envelope. A transcription has the limit of recordings, every other envelope that of bodies.
 *
 * @throws RuntimeError `invalid_json`, `payload_too_large`, `audio_too_large`, `service_not_configured`,
 *   `invalid_request`, and what reading a body throws
 */
export async function readEnvelopeJson(request: Request, limits: BodyLimits): Promise<unknown> {
  const { maxBodyBytes, maxJsonDepth } = limits
  const usual = byteLimit(maxBodyBytes)
  const recording = recordingLimit(limits)
  const bytes = await readWithin(request, (head) =>
    TRANSCRIPTION.test(new TextDecoder().decode(head)) ? recording : usual,
  )
  const isLarge = bytes.byteLength > maxBodyBytes
  if (isLarge && !isMostlyStrings(bytes)) {
    const message = 'The request body contains too much data besides the recording'
    throw fromTranscriptionError(new TranscriptionError('invalid_request', message))
  }
  const envelope = parseJson(decodeUtf8(bytes), maxJsonDepth)
  // If `method` is repeated, the last one counts.
  if (isLarge && !isTranscription(envelope)) throw usual.tooLarge()
  return envelope
}

function recordingLimit({ maxBodyBytes, maxRecordingBytes }: BodyLimits): BodyLimit {
  if (maxRecordingBytes === undefined) {
    const unheard = new TranscriptionError('service_not_configured')
    return { maxBytes: maxBodyBytes, tooLarge: () => fromTranscriptionError(unheard) }
  }
  return {
    maxBytes: maxJsonBytes(maxRecordingBytes),
    tooLarge: () => fromTranscriptionError(recordingTooLarge(maxRecordingBytes)),
  }
}

/** Reads a body with a limit that depends on its first bytes. A shorter body needs no limit. */
function readWithin(
  request: Request,
  limitOf: (head: Uint8Array) => BodyLimit,
): Promise<Uint8Array<ArrayBuffer>> {
  const announced = Number(request.headers.get('content-length')) || 0
  const unlimited = byteLimit(Number.POSITIVE_INFINITY)
  let head: Uint8Array<ArrayBuffer> = new Uint8Array(0)
  let size = 0
  let limit: BodyLimit | undefined
  return gatherBody((take) =>
    readChunks(unread(request), unlimited, (chunk) => {
      size += chunk.byteLength
      if (limit === undefined) {
        head = joinChunks([head, chunk.subarray(0, HEAD_BYTES - head.byteLength)])
        if (head.byteLength === HEAD_BYTES) limit = limitOf(head)
      }
      if (limit !== undefined && Math.max(size, announced) > limit.maxBytes) throw limit.tooLarge()
      take(chunk)
    }),
  )
}

function isTranscription(envelope: unknown): boolean {
  return typeof envelope === 'object' && envelope !== null && Reflect.get(envelope, 'method') === 'transcribe'
}
