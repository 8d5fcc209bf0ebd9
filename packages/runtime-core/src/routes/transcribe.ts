import { readAudio } from '../audio-upload.ts'
import type { Logger } from '../logger.ts'
import type { BodyLimits } from '../read-body.ts'
import { errorResponse } from '../runtime-error.ts'
import type { TranscriptionService } from '../transcription.ts'
import { toTranscriptionError, transcriptionError } from '../transcription-error.ts'
import type { RouteResult } from './dispatch.ts'

/** What this route uses of a handler's context. */
export interface TranscribeContext {
  readonly request: Request
  readonly runtime: {
    readonly options: { readonly transcriptionService?: TranscriptionService | undefined }
    readonly bodyLimits: BodyLimits
    readonly logger: Logger
  }
}

/**
 * `POST /transcribe`: puts a recording into words and answers `{ text, size, type }`.
 *
 * @throws RuntimeError `service_not_configured`, and what is wrong with the recording sent
 */
export async function transcribe({ request, runtime }: TranscribeContext): Promise<RouteResult> {
  const { options, bodyLimits, logger } = runtime
  const service = options.transcriptionService
  if (service === undefined) throw transcriptionError('service_not_configured')
  const audioFile = await readAudio(request, bodyLimits)
  const { type, size } = audioFile
  try {
    const text: unknown = await service.transcribeFile({ audioFile, mimeType: type, size })
    if (typeof text !== 'string') throw new TypeError('transcribeFile must give a string')
    return { response: Response.json({ text, size, type }) }
  } catch (error) {
    const failure = toTranscriptionError(error)
    logger.error('A recording could not be transcribed', { error, code: failure.code })
    return { response: errorResponse(failure) }
  }
}
